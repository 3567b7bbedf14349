import { GenomicsError, handleInText } from '../errors';

/** A variable of the container as a script may use it: `"$IN_FASTQ"`. */
export class ShellVariable {
  constructor(
    readonly name: string,
    /** What the handle stands for, in messages. */
    readonly meaning: string,
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

/** A gathered set: a script reads its members from a file, one path a line. */
export class ShellList {
  /** The file that lists the members. */
  readonly list: ShellVariable;

  constructor(name: string) {
    this.list = new ShellVariable(name, 'a list of files');
    Object.freeze(this);
  }

  toString(): never {
    return handleInText('a gathered set');
  }
}

/** Commands whose output another command reads from a named pipe, as a file that is still being written. */
export interface Feed {
  /** Where the named pipe is made, below /tmp. */
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

/** A pipe is broken into lines of so many characters. */
const WIDE = 240;

/** A checked piece of POSIX shell. Made by `sh` and `pipe` only. */
export class Shell {
  private constructor(private readonly pieces: readonly ShellPiece[]) {
    Object.freeze(this);
  }

  /** @internal */
  static of(...pieces: readonly (ShellPiece | Shell)[]): Shell {
    return new Shell(pieces.flatMap((piece) => (piece instanceof Shell ? piece.pieces : [piece])));
  }

  /** The script's text. */
  get text(): string {
    const numbering = { last: 0 };
    return this.pieces.reduce<string>((text, piece) => {
      if (typeof piece === 'string') return text + piece;
      if ('tee' in piece) throw misplaced('a tee stands where no pipe ends', 'pipe(…, tee(file, …))');
      return text + pipeText(piece, numbering, /[^\S\n]*$/.exec(text)?.[0] ?? '');
    }, '');
  }

  /** @internal As a member of a pipe. */
  get command(): string {
    return closed(
      this.pieces
        .map((piece) => {
          if (typeof piece === 'string') return piece;
          if ('tee' in piece) throw misplaced('a tee stands where no pipe ends', 'pipe(…, tee(file, …))');
          throw misplaced('a pipe stands inside a member of another pipe', 'members that hold no pipe');
        })
        .join(''),
    );
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

/** `numbering` goes on through the script. What feeds a pipe and what else reads its end runs beside it, over named pipes. */
function pipeText({ pipe, feeds = [] }: Pipe, numbering: { last: number }, indent: string): string {
  const first = numbering.last + 1;
  const numbered = (command: string): string => `( member ${++numbering.last}; ${command} )`;
  const piped = (commands: readonly string[]): string =>
    commands.reduce((all, next) => `${all} |${breakBefore(all, next, indent)}${next}`);
  // One that dies before it opened its named pipe would leave the other end waiting: something else opens it then.
  const instead = {
    '<': (fifo: string) => `cat ${fifo} >/dev/null 2>&1`,
    '>': (fifo: string) => `[ ! -p ${fifo} ] || : >${fifo}`,
  };
  const beside = (command: string, direction: '<' | '>', fifo: string): string =>
    `( ${command} ${direction} ${fifo} || ${instead[direction](fifo)} ) & sides="$sides $!"\n${indent}`;
  const fed = feeds.map(({ fifo, members }) => ({
    fifo: shellQuote(fifo),
    text: beside(`( ${piped(members.map(({ command }) => numbered(command)))} )`, '>', shellQuote(fifo)),
  }));
  const end = pipe.at(-1)?.end;
  const commands = (end === undefined ? pipe : pipe.slice(0, -1)).map(({ command }) => numbered(command));
  const [reader, ...others] = end?.readers ?? [];
  const copies = others.map((_, at) => `/tmp/.tee${at + 1}"$pipes"`);
  if (end !== undefined && reader !== undefined)
    commands.push(numbered(['tee', `"$${end.tee.name}"`, ...copies].join(' ')), numbered(reader.command));
  const read = others.map(({ command }, at) => ({
    fifo: `${copies[at]}`,
    text: beside(numbered(command), '<', `${copies[at]}`),
  }));
  const all = [...fed, ...read];
  const numbers = Array.from({ length: numbering.last - first + 1 }, (_, at) => first + at).join(' ');
  if (all.length === 0) return `{ set +e; ${piped(commands)}; joined ${numbers}; }`;
  const fifos = all.map(({ fifo }) => fifo).join(' ');
  // When the pipe has ended nobody may wait for an end that never comes: each is opened both ways while its name is taken away. `wait` alone
  // would wait for other work of the script too, and take its status.
  const released = all.map(({ fifo }) => ` rm -f ${fifo} <>${fifo};`).join('');
  const sides = all.map(({ text }) => text).join('');
  return `{ set +e; rm -f ${fifos}; mkfifo ${fifos} || exit; sides=''; ${sides}${piped(commands)};${released} wait $sides; joined ${numbers}; }`;
}

/** A line holds as many members as fit. */
function breakBefore(all: string, next: string, indent: string): string {
  const line = all.slice(all.lastIndexOf('\n') + 1);
  return `${line} | ${next}`.length <= WIDE ? ' ' : `\n${indent}`;
}

/** A comment in the last line would take the closing parenthesis along. */
function closed(member: string): string {
  return /(^|\s)#.*$/.test(member) ? `${member}\n` : member;
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
