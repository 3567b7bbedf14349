import { GenomicsError } from '../errors';
import { type Feed, Shell, ShellVariable, shellQuote } from './shell';
import { afterPiece, quoteAt, type ScanState, START, scanShell } from './shell-scan';

/**
 * What may stand in `sh`: references to declared inputs and outputs, other pieces of shell, and texts, which are
 * quoted.
 */
export type ShellPart = ShellVariable | Shell | string | number | readonly (string | number)[];

/**
 * A script in POSIX shell. A reference becomes `"$IN_FASTQ"`, whose value travels in the container's environment and is
 * never parsed; a string or number becomes one quoted word, a list of them several; a piece of shell is put in as it
 * is, indented as the line is. Backslashes are the shell's, except before a backquote and `${`.
 *
 * `command || fail 65 "why"`, `|| exit` and `|| return` may follow one command. Where that is a function, `set -e` does
 * not hold within it: such a function must look at each status itself.
 */
export function sh(strings: TemplateStringsArray, ...parts: readonly ShellPart[]): Shell {
  let state: ScanState = START;
  const pieces: (string | Shell)[] = [];
  strings.raw.forEach((raw, index) => {
    const text = raw.replace(/\\(`|\$\{)/g, '$1');
    if (text.includes('{{')) throw tagInScript();
    state = scanShell(index === 0 ? text.replace(/^\n/, '') : text, state, index === parts.length);
    pieces.push(text);
    if (index === parts.length) return;
    // Undefined where a cast or plain JavaScript got past the compiler: left out, it would make another command.
    const part = parts[index] as ShellPart;
    const quote = quoteAt(state);
    if (quote !== undefined) throw inQuotes(quote, part);
    // What follows a reference directly is part of its word: a `#` there begins no comment.
    state = { ...state, word: `${state.word}x` };
    if (part instanceof Shell) state = afterPiece(state);
    // Of an empty list nothing stays, nor the space before it.
    if (Array.isArray(part) && part.length === 0) pieces.push(`${pieces.pop()}`.replace(/ $/, ''));
    pieces.push(part instanceof Shell ? part : Shell.of(written(part)));
  });
  return dedented(pieces);
}

/** Text taken as it is: for what `sh` refuses. Never build it from a parameter. */
sh.raw = (text: string): Shell => {
  if (text.includes('{{')) throw tagInScript();
  return Shell.of(text);
};

/**
 * Commands joined by pipes. The status of each counts in any shell, and the worst cause wins: a killed command before a
 * failed one.
 */
export function pipe(first: Shell, second: Shell, ...more: readonly Shell[]): Shell {
  return Shell.of({ pipe: [first, second, ...more] });
}

/**
 * A pipe whose first command reads files that are still being written: each feed's output goes to a named pipe, which
 * is there while the pipe runs. The status of each member counts, the feeds' first: what broke a feed is the cause of
 * what its reader says.
 */
export function fed(feeds: readonly Feed[], ...members: readonly [Shell, ...Shell[]]): Shell {
  return Shell.of({ pipe: members, feeds });
}

/**
 * The last member of a pipe: writes what comes to an output, from start to end, and hands the same bytes to commands
 * that read them in the same pass, so that nothing is read back from the volume. The status of each counts.
 */
export function tee(output: ShellVariable, reader: Shell, ...readers: readonly Shell[]): Shell {
  return Shell.of({ tee: output, readers: [reader, ...readers] });
}

/** Pieces of a script, one after another, a line each; empty ones are left out. */
export function lines(...pieces: readonly Shell[]): Shell {
  const filled = pieces.filter(({ isEmpty }) => !isEmpty);
  return Shell.of(...filled.flatMap((piece, index) => (index === 0 ? [piece] : ['\n', piece])));
}

function written(part: Exclude<ShellPart, Shell>): string {
  if (part instanceof ShellVariable) return `"$${part.name}"`;
  if (typeof part === 'string' || typeof part === 'number') return word(part);
  if (Array.isArray(part)) return part.map(word).join(' ');
  throw new GenomicsError('handle-in-text', 'script', {
    what: 'a script refers to something that is not declared',
    got: typeof part === 'object' ? ((part as object | null)?.constructor.name ?? 'null') : typeof part,
    expected: 'one of the inputs and outputs that `script` receives; for a set, its `.list`',
    fix: 'declare it in `inputs` or `outputs` and use the reference of that name',
  });
}

function word(text: string | number): string {
  const written = `${text}`;
  if (written.includes('{{')) throw tagInScript();
  return shellQuote(written);
}

/** Cuts the indentation that the script has from standing in TypeScript; what it refers to stays as it is. */
function dedented(pieces: readonly (string | Shell)[]): Shell {
  const texts = pieces.filter((piece) => typeof piece === 'string').join('x');
  const indents = [...texts.matchAll(/\n([ \t]*)(?=\S)/g)].map((match) => match[1]?.length ?? 0);
  const cut = texts.startsWith('\n') || /^\S/.test(texts) ? Math.min(...indents, Number.MAX_SAFE_INTEGER) : 0;
  const unindented = pieces.map((piece) =>
    typeof piece === 'string' ? piece.replace(/\n([ \t]*)/g, (_, space: string) => `\n${space.slice(cut)}`) : piece,
  );
  const first = unindented[0];
  if (typeof first === 'string') unindented[0] = first.replace(/^\n/, '');
  const last = unindented.at(-1);
  if (typeof last === 'string') unindented[unindented.length - 1] = last.replace(/\s+$/, '');
  return Shell.of(...asTheirLines(unindented));
}

/** Pieces whose lines go on as the line begins in which they stand. */
function asTheirLines(pieces: readonly (string | Shell)[]): readonly (string | Shell)[] {
  let line = '';
  return pieces.map((piece) => {
    if (piece instanceof Shell) return piece.indented(/^[ \t]*/.exec(line)?.[0] ?? '');
    const start = piece.lastIndexOf('\n');
    line = start < 0 ? line + piece : piece.slice(start + 1);
    return piece;
  });
}

function inQuotes(quote: string, part: ShellPart): GenomicsError {
  return new GenomicsError('shell-syntax', 'script', {
    what: 'a reference stands inside quotes, which would cancel its own',
    got: part instanceof ShellVariable ? `$${part.name} after ${quote}` : `a value after ${quote}`,
    expected: 'a reference outside of quotes',
    fix: 'close the quotes before it: --out="${x}" becomes --out=${x}',
  });
}

function tagInScript(): GenomicsError {
  return new GenomicsError('shell-syntax', 'script', {
    what: "a script holds '{{', which Argo would replace before the shell parses it",
    got: "'{{'",
    expected: 'values in `inputs`',
    fix: 'declare the value as an input',
  });
}
