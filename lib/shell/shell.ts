import { GenomicsError, handleInText } from '../errors';
import type { ScriptFile } from './script-file';
import type { ShellFile } from './shell-file';
import { indentShell } from './shell-scan';

/**
 * What a variable holds, where arithmetic must know: a whole number by its making, an input's text that may be one, or
 * the path of a file that lists others.
 */
type Content = 'number' | 'text';

/** A variable of the container as a script may use it: `"$IN_FASTQ"`. */
export class ShellVariable {
  /** @internal */
  constructor(
    readonly name: string,
    /** What the handle stands for, in messages. */
    readonly meaning: string,
    /** @internal */
    readonly content?: Content,
  ) {
    Object.freeze(this);
  }

  toString(): never {
    throw new GenomicsError('handle-in-text', 'script', {
      what: `${this.meaning} was used in an untagged template literal`,
      got: `a string that holds $${this.name}`,
      expected: 'a reference that the shell quotes',
      fix: 'write sh`…` in front of the template literal',
    });
  }
}

/** A file that may not be there: its path, or nothing. */
export class ShellOptional extends ShellVariable {
  /** The option with the path, as two words, or as one where it ends in `=`; no word where there is no file. */
  option(flag: string): Shell {
    if (!/^--?[A-Za-z0-9][-A-Za-z0-9_.]*=?$/.test(flag)) throw noFlag(flag);
    return Shell.of(`\${${this.name}:+${flag}${flag.endsWith('=') ? '' : ' '}"$${this.name}"}`);
  }
}

function noFlag(flag: string): GenomicsError {
  return new GenomicsError('invalid-value', 'script', {
    what: 'an option is not one word',
    got: `'${flag}'`,
    expected: "'--bed', '-b' or '--bed='",
    fix: 'write what else the command takes beside it, in sh`…`',
  });
}

/** The members of a set as the arguments of a command that begins with `spread`. */
export class ShellArguments {
  /** @internal */
  constructor(readonly members: ShellVariable) {
    Object.freeze(this);
  }

  toString(): never {
    return handleInText('the members of a set');
  }
}

/** A gathered set: a script gets its members as arguments, one by one, or from a file, one path a line. */
export class ShellList {
  /** The file that lists the members. */
  readonly list: ShellVariable;
  /** The members, each one argument: `` sh`spread cat ${inputs.counts.args} >${outputs.all}` ``. */
  readonly args: ShellArguments;

  constructor(name: string) {
    this.list = new ShellVariable(name, 'a list of files');
    this.args = new ShellArguments(this.list);
    Object.freeze(this);
  }

  toString(): never {
    return handleInText('a gathered set');
  }
}

/** Commands whose output another command reads from a named pipe, as a file that is still being written. */
export interface Feed {
  /** The named pipe's name in the scratch folder: `1.fq` is `"$TMPDIR/1.fq"`. */
  readonly fifo: string;
  readonly members: readonly Shell[];
}

/** The end of a pipe: a file, and the commands that read the same bytes in the same pass. */
export interface Tee {
  readonly tee: ShellVariable;
  readonly readers: readonly [Shell, ...Shell[]];
}

interface Pipe {
  readonly pipe: readonly Shell[];
  readonly feeds?: readonly Feed[];
}

/** A piece of a script: text, or a pipe whose members are numbered when the whole script is known. */
export type ShellPiece = string | Pipe | Tee;

/** What a script needs of its stage beside its variables, and what a piece of it needs of the pieces around it. */
export type Need =
  | { readonly integer: string }
  | { readonly file: ScriptFile }
  | { readonly loop: string; readonly descriptor: number }
  /** A file of functions that it calls. */
  | { readonly uses: ShellFile };

function needsOf(piece: ShellPiece | Shell): readonly Need[] {
  if (typeof piece === 'string') return [];
  if (piece instanceof Shell) return piece.needs;
  if ('tee' in piece) return piece.readers.flatMap(({ needs }) => needs);
  const fed = piece.feeds?.flatMap(({ members }) => members) ?? [];
  return [...fed, ...piece.pipe].flatMap(({ needs }) => needs);
}

/** Texts that follow one another are one: quotes and indentation go on through them. */
function joinedTexts(before: readonly ShellPiece[], next: ShellPiece): readonly ShellPiece[] {
  const last = before.at(-1);
  if (typeof next !== 'string') return [...before, next];
  if (typeof last !== 'string') return [...before, mustHoldNoTag(next)];
  return [...before.slice(0, -1), mustHoldNoTag(last + next)];
}

function mustHoldNoTag(text: string): string {
  if (!text.includes('{{')) return text;
  throw new GenomicsError('shell-syntax', 'script', {
    what: "a script holds '{{', which Argo would replace before the shell parses it",
    got: "'{{'",
    expected: 'braces apart, or in a file of their own',
    fix: 'write { {, or put the program into a file (scriptFile), where they may stand; a value belongs in `inputs`',
  });
}

/** A checked piece of POSIX shell. Made by `sh` and `pipe` only. */
export class Shell {
  private constructor(
    private readonly pieces: readonly ShellPiece[],
    /** @internal */
    readonly needs: readonly Need[],
  ) {
    Object.freeze(this);
  }

  /** @internal */
  static of(...pieces: readonly (ShellPiece | Shell)[]): Shell {
    const flat = pieces.flatMap((piece) => (piece instanceof Shell ? piece.pieces : [piece]));
    return new Shell(flat.reduce<readonly ShellPiece[]>(joinedTexts, []), pieces.flatMap(needsOf));
  }

  /** @internal */
  needing(needs: readonly Need[]): Shell {
    return new Shell(this.pieces, [...this.needs, ...needs]);
  }

  /** @internal The variables with whose values it computes, each once. */
  get integers(): readonly string[] {
    return [...new Set(this.needs.flatMap((need) => ('integer' in need ? [need.integer] : [])))];
  }

  /** @internal The files that it names, each once. */
  get files(): readonly ScriptFile[] {
    return [...new Set(this.needs.flatMap((need) => ('file' in need ? [need.file] : [])))];
  }

  /** @internal The files of functions that it calls, as far as it tells. */
  get uses(): readonly ShellFile[] {
    return [...new Set(this.needs.flatMap((need) => ('uses' in need ? [need.uses] : [])))];
  }

  /** The script's text. */
  get text(): string {
    const numbering = { last: 0 };
    const all = this.pieces.reduce<string>((text, piece) => {
      if (typeof piece === 'string') return text + piece;
      if ('tee' in piece) throw misplaced('a tee stands where no pipe ends', 'pipe(…, tee(file, …))');
      return text + indentShell(pipeText(piece, numbering), /(?<=^|\n)[ \t]*(?=[^\n]*$)/.exec(text)?.[0] ?? '');
    }, '');
    return mustHoldNoTag(all);
  }

  /** @internal The same, its lines after the first further to the right. */
  indented(indent: string): Shell {
    const moved = this.pieces.map((piece, at) => {
      if (typeof piece !== 'string') return piece;
      const isBefore = piece.endsWith('\n') && at < this.pieces.length - 1;
      return `${indentShell(piece, indent)}${isBefore ? indent : ''}`;
    });
    return new Shell(moved, this.needs);
  }

  /** @internal */
  get isEmpty(): boolean {
    return this.pieces.every((piece) => piece === '');
  }

  /** @internal Whether it is text alone. */
  get isPlain(): boolean {
    return this.pieces.every((piece) => typeof piece === 'string');
  }

  /** @internal As a member of a pipe. */
  get command(): string {
    return this.pieces
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        if ('tee' in piece) throw misplaced('a tee stands where no pipe ends', 'pipe(…, tee(file, …))');
        throw misplaced('a pipe stands inside a member of another pipe', 'members that hold no pipe');
      })
      .join('');
  }

  /** @internal What it is, if it is the end of a pipe and nothing else. */
  get end(): Tee | undefined {
    const [piece, ...others] = this.pieces;
    return typeof piece === 'object' && 'tee' in piece && others.length === 0 ? piece : undefined;
  }

  toString(): never {
    throw new GenomicsError('handle-in-text', 'script', {
      what: 'a piece of shell was used in an untagged template literal',
      got: 'a string',
      expected: 'sh`…` around it',
      fix: 'write sh`…` in front of the template literal',
    });
  }
}

/**
 * A pipe as lines of shell: `numbering` goes on through the script. What feeds a pipe and what else reads its end runs
 * beside it, over named pipes, in the background.
 */
function pipeText({ pipe, feeds = [] }: Pipe, numbering: { last: number }): string {
  const first = numbering.last + 1;
  const numbered = (command: string): string => member(++numbering.last, command);
  const fed = feeds.map(({ fifo, members }) => {
    const path = `"$TMPDIR/${mustBeFileName(fifo)}"`;
    // A feed that died before it opened its named pipe would leave the reader waiting: it is opened here then.
    const beside = inBackground(
      `${group(['(', ')'], piped(members.map(({ command }) => numbered(command))))} >${path}`,
      `[ "$status" = 0 ] || [ ! -p ${path} ] || : >${path}`,
    );
    return { path, beside };
  });
  const end = pipe.at(-1)?.end;
  const commands = (end === undefined ? pipe : pipe.slice(0, -1)).map(({ command }) => numbered(command));
  const [reader, ...others] = end?.readers ?? [];
  const copies = others.map((_, at) => `"$TMPDIR/.tee${at + 1}\${pipes-}"`);
  if (end !== undefined && reader !== undefined) {
    commands.push(numbered(['tee', `"$${end.tee.name}"`, ...copies].join(' ')), numbered(reader.command));
  }
  const read = others.map(({ command }, at) => {
    const path = `${copies[at]}`;
    // So would a reader: what it left is read here, or `tee` would never end.
    return {
      path,
      beside: inBackground(`${numbered(command)} <${path}`, `[ "$status" = 0 ] || cat ${path} >/dev/null 2>&1`),
    };
  });
  const all = [...fed, ...read];
  const joined = `joined ${Array.from({ length: numbering.last - first + 1 }, (_, at) => first + at).join(' ')}`;
  if (all.length === 0) return group(['{', '}'], 'set +e', piped(commands), joined);
  const paths = all.map(({ path }) => path).join(' ');
  return group(
    ['{', '}'],
    'set +e',
    `rm -f ${paths}`,
    `mkfifo ${paths} || exit`,
    "sides=''",
    ...all.map(({ beside }) => beside),
    piped(commands),
    // When the pipe has ended nobody may wait for an end that never comes: each is opened both ways while its name is
    // taken away.
    ...all.map(({ path }) => `rm -f ${path} <>${path}`),
    // Plain `wait` would wait for other work of the script too, and take its status. Unquoted: one word for each.
    '# shellcheck disable=SC2086 # several words',
    'wait $sides',
    joined,
  );
}

/** One member in a line of its own, or in several where it is more than one command. */
function member(number: number, command: string): string {
  if (!/[\n;&|#(]|^(if|case|for|while|until|!|\{)\b/.test(command)) return `(member ${number} && ${command})`;
  return group(['(', ')'], `member ${number}`, command);
}

function piped(members: readonly string[]): string {
  return members.map((text, at) => (at === 0 ? text : `  ${indentShell(text, '  ')}`)).join(' |\n');
}

/** Runs a command beside the script, then what is done if it failed. */
function inBackground(command: string, afterwards: string): string {
  return `${group(['(', ')'], command, 'status=$?', afterwards)} &\nsides="$sides $!"`;
}

function group([open, close]: readonly [string, string], ...commands: readonly string[]): string {
  return [open, ...commands.map((command) => `  ${indentShell(command, '  ')}`), close].join('\n');
}

function mustBeFileName(fifo: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(fifo)) return fifo;
  throw new GenomicsError('invalid-value', 'script', {
    what: 'a feed has no usable name for its named pipe',
    got: `'${fifo}'`,
    expected: "letters, digits, '.', '_' and '-'",
    fix: 'name it as a file of the scratch folder: 1.fq is read as "$TMPDIR/1.fq"',
  });
}

/** A text as one word of the shell. */
export function shellQuote(text: string): string {
  return /^[A-Za-z0-9_@%+:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

function misplaced(what: string, expected: string): GenomicsError {
  return new GenomicsError('shell-syntax', 'script', {
    what,
    got: 'one there',
    expected,
    fix: 'make one pipe of all members',
  });
}

/** A settled set, or what succeeded of one, as a script reads it. */
export class ShellSettled {
  /** The file that lists the members that are there, one path a line, in the order of the map's list. */
  readonly list: ShellVariable;
  /** The file that lists the names of the items that failed, one a line; empty where none did. */
  readonly failed: ShellVariable;
  /** The members that are there, each one argument of a command that begins with `spread`. */
  readonly args: ShellArguments;

  constructor(name: string) {
    this.list = new ShellVariable(name, 'a list of files');
    this.failed = new ShellVariable(`FAILED_${name}`, 'a list of names');
    this.args = new ShellArguments(this.list);
    Object.freeze(this);
  }

  toString(): never {
    return handleInText('a settled set');
  }
}
