import { GenomicsError } from '../errors';
import { either, FUNCTION, instanceOf, listOfKind, mustBe, shape, TEXT } from '../kinds';
import { type ShellPart, written } from './reference';
import { type Feed, Shell, ShellList, ShellSettled, ShellVariable } from './shell';
import { afterPiece, afterReference, type ScanState, START, scanShell } from './shell-scan';

const PIECE = instanceOf('a piece of shell: sh`…`', Shell);
const PIECES = listOfKind(PIECE);
const SET = either(
  'a reference to a set',
  instanceOf('a reference to a set', ShellList),
  instanceOf('a reference to a settled set', ShellSettled),
);
const FEEDS = listOfKind(shape({ fifo: TEXT, members: PIECES }));

/**
 * A script in POSIX shell. A reference becomes `"$IN_FASTQ"`, whose value travels in the container's environment and is
 * never parsed; a string or number becomes one quoted word, a list of them several; a piece of shell is put in as it
 * is, indented as the line is. Backslashes are the shell's, except before a backquote and `${`.
 *
 * Within double quotes a reference becomes `${IN_FASTQ}`, in arithmetic its bare name: `$((${threads} - 1))` is
 * `$((THREADS - 1))`. An input in arithmetic must be a whole number, or its stage ends before any work.
 *
 * The members of a set are arguments of a command that begins with `spread`: `` sh`spread cat ${inputs.counts.args}`
 * ``.
 *
 * `command || fail 65 "why"`, `|| exit` and `|| return` may follow one command. Where that is a function of a file,
 * `set -e` does not hold within it: such a function must look at each status itself.
 */
export function sh(strings: TemplateStringsArray, ...parts: readonly ShellPart[]): Shell {
  mustBe('script', strings?.raw, listOfKind(TEXT), 'sh`…`, which is no call,');
  let state: ScanState = START;
  const pieces: (string | Shell)[] = [];
  let before = '';
  const texts = strings.raw.map((raw) => raw.replace(/\\(`|\$\{)/g, '$1'));
  texts.forEach((text, index) => {
    state = scanShell(index === 0 ? text.replace(/^\n/, '') : text, state, index === parts.length);
    pieces.push(text);
    if (index === parts.length) return;
    // Undefined where a cast or plain JavaScript got past the compiler: left out, it would make another command.
    const part = parts[index] as ShellPart;
    before += text;
    const after = texts[index + 1] || (index + 1 < parts.length ? 'x' : '');
    const piece = written(part, { state, before, after });
    before += piece.isPlain ? piece.command : 'x';
    state = part instanceof Shell ? afterPiece(state) : afterReference(state);
    // Of an empty list nothing stays, nor the space before it.
    if (Array.isArray(part) && part.length === 0) pieces.push(`${pieces.pop()}`.replace(/ $/, ''));
    pieces.push(piece);
  });
  return dedented(pieces);
}

/** Text taken as it is: for what `sh` refuses. Never build it from a parameter. */
sh.raw = (text: string): Shell => {
  mustBe('script', text, TEXT, 'sh.raw');
  return Shell.of(text);
};

/**
 * Commands joined by pipes. The status of each counts in any shell, and the worst cause wins: a killed command before a
 * failed one.
 */
export function pipe(first: Shell, second: Shell, ...more: readonly Shell[]): Shell {
  const members = [first, second, ...more] as const;
  mustBe('script', members, PIECES, 'pipe');
  return Shell.of({ pipe: members });
}

/**
 * A pipe whose first command reads files that are still being written: each feed's output goes to a named pipe, which
 * is there while the pipe runs. The status of each member counts, the feeds' first: what broke a feed is the cause of
 * what its reader says.
 */
export function fed(feeds: readonly Feed[], ...members: readonly [Shell, ...Shell[]]): Shell {
  mustBe('script', feeds, FEEDS, 'feeds');
  mustBe('script', members, PIECES, 'fed');
  return Shell.of({ pipe: members, feeds });
}

/**
 * The last member of a pipe: writes what comes to an output, from start to end, and hands the same bytes to commands
 * that read them in the same pass, so that nothing is read back from the volume. The status of each counts.
 */
export function tee(output: ShellVariable, reader: Shell, ...readers: readonly Shell[]): Shell {
  mustBe('script', output, instanceOf('a reference to an output', ShellVariable), 'output');
  mustBe('script', [reader, ...readers], PIECES, 'tee');
  return Shell.of({ tee: output, readers: [reader, ...readers] });
}

/**
 * Commands for each member of a set, in its order, of which each gets the path: `` each(inputs.bams, (bam) => sh`index
 * ${bam}`) ``. The list comes by a file descriptor of its own, so that a tool which reads its standard input does not
 * read the list. The first command that fails ends the script.
 */
export function each(set: ShellList | ShellSettled, body: (member: ShellVariable) => Shell): Shell {
  mustBe('script', set, SET, 'set');
  mustBe('script', body, FUNCTION, 'body');
  const { name } = set.list;
  const member = new ShellVariable(`each_${name.replace(/^IN_/, '').toLowerCase()}`, 'a member of a set');
  const commands = body(member);
  mustBe('script', commands, PIECE, 'each');
  const inner = commands.needs.flatMap((need) => ('loop' in need ? [need] : []));
  const descriptor = 1 + Math.max(2, ...inner.map((loop) => loop.descriptor));
  if (commands.isEmpty || descriptor > 9 || inner.some(({ loop }) => loop === name)) throw noLoop(name);
  const begin = `while IFS= read -r ${member.name} <&${descriptor}; do\n  `;
  return Shell.of(begin, commands.indented('  '), `\ndone ${descriptor}<"$${name}"`).needing([
    { loop: name, descriptor },
  ]);
}

/** Pieces of a script, one after another, a line each; empty ones are left out. */
export function lines(...pieces: readonly Shell[]): Shell {
  mustBe('script', pieces, PIECES, 'lines');
  const filled = pieces.filter(({ isEmpty }) => !isEmpty);
  return Shell.of(...filled.flatMap((piece, index) => (index === 0 ? [piece] : ['\n', piece])));
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

function noLoop(list: string): GenomicsError {
  return new GenomicsError('shell-syntax', 'script', {
    what: 'each has a body that cannot be one',
    got: `a loop over $${list} without a command, within a loop over the same set, or around six others`,
    expected: 'commands, and another set in a loop within',
    fix: 'write the inner loop by hand: while IFS= read -r other <&9; do …; done 9<${inputs.x.list}',
  });
}
