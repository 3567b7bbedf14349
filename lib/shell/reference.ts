import { GenomicsError } from '../errors';
import { listOfKind, mustBe, WORD } from '../kinds';
import { ScriptFile } from './script-file';
import { Shell, ShellArguments, ShellList, ShellSettled, ShellVariable, shellQuote } from './shell';
import { isArithmetic, marksAt, quoteAt, type ScanState, wordsAt } from './shell-scan';

/**
 * What may stand in `sh`: references to declared inputs and outputs, the members of a set behind `spread`, script
 * files, other pieces of shell, and texts, which are quoted.
 */
export type ShellPart =
  | ShellVariable
  | ShellArguments
  | ScriptFile
  | Shell
  | string
  | number
  | readonly (string | number)[];

const WORDS = listOfKind(WORD);

/** Where a part stands. */
export interface Place {
  readonly state: ScanState;
  /** What is written before it. */
  readonly before: string;
  /** The literal text behind it, up to the next part, if there is one. */
  readonly after: string;
}

/** What runs a text that it gets as an argument: a value in that text would be a part of the program. */
const INTERPRETERS = new RegExp(
  `^(?:.*/)?(?:${[
    '[gmn]?awk|sed|jq|perl|ruby|node|php|julia|lua|tclsh|octave|gnuplot|python[\\d.]*|Rscript|R',
    '(?:ba|da|k|z)?sh|eval|trap|parallel|ssh|su|sqlite3|duckdb|psql|mysql',
  ].join('|')})$`,
);

/** What makes one text of all its arguments, which a shell then reads. */
const JOINS = /^(?:eval|ssh)$/;

/** A part as the shell takes it for one word, or a piece of one, where it stands. */
export function written(part: ShellPart, place: Place): Shell {
  const quote = quoteAt(place.state);
  if (isArithmetic(place.state)) return operand(part, place);
  mustFollowNoDollar(part, place);
  if (quote === '"') return inDoubleQuotes(part, place);
  if (quote === "'") throw inSingleQuotes(part);
  if (part instanceof ShellArguments) return members(part, place);
  if (part instanceof Shell) return part;
  if (part instanceof ScriptFile) return script(part, place);
  if (part instanceof ShellVariable) return Shell.of(quoted(part, place));
  if (typeof part === 'number' && !Number.isFinite(part)) throw undeclared(part);
  if (typeof part === 'string' || typeof part === 'number') return Shell.of(shellQuote(`${part}`));
  if (Array.isArray(part)) {
    mustBe('script', part, WORDS, 'a list of words');
    return Shell.of(part.map((text) => shellQuote(`${text}`)).join(' '));
  }
  throw undeclared(part);
}

/**
 * Bare: `$(("$IN_X" - 1))` is no arithmetic to dash. What a text holds would be code to bash, so its stage checks it.
 */
function operand(part: ShellPart, { before, after }: Place): Shell {
  if (/\w$/.test(before) || /^\w/.test(after)) {
    throw refusal('a reference is a part of another word of arithmetic', named(part), {
      expected: 'an operator on each side of it',
      fix: 'write one there: $((10 * ${x}))',
    });
  }
  if (part instanceof ShellVariable && part.content === 'number') return Shell.of(part.name);
  if (part instanceof ShellVariable && part.content === 'text')
    return Shell.of(part.name).needing([{ integer: part.name }]);
  if (typeof part === 'number' && Number.isSafeInteger(part)) return Shell.of(part < 0 ? `(${part})` : `${part}`);
  throw refusal('arithmetic has an operand that is no whole number', named(part), {
    expected: 'threads, memory, an input that is a text, or a whole number',
    fix: 'read the number of a file first: n=$(cat ${inputs.count}), then $((n + 1)) once you know what it holds',
  });
}

/** `${IN_X}` within double quotes is neither split nor expanded further. */
function inDoubleQuotes(part: ShellPart, place: Place): Shell {
  if (/\$\{[^{}"]*$/.test(place.before)) {
    throw refusal('a reference stands in an expansion within double quotes', named(part), {
      expected: 'a variable of the script there',
      fix: 'assign it first: other=${x}, then "\\${name%"$other"}"',
    });
  }
  if (part instanceof ShellVariable) {
    mustBeNoProgram(part, place);
    return Shell.of(`\${${part.name}}`);
  }
  if (part instanceof ScriptFile) return Shell.of(part.path).needing([{ file: part }]);
  if (typeof part === 'string' || typeof part === 'number')
    return Shell.of(`${part}`.replace(/[\\"$`]/g, (special) => `\\${special}`));
  throw refusal('several words, or a command, stand within double quotes', named(part), {
    expected: 'one text there',
    fix: 'close the quotes before it; what a command prints is "$(…)", written in the text',
  });
}

/**
 * Behind an interpreter it may be a word, or part of a path. In any other text it could be a part of a program, which
 * is harmless of the stage's own whole numbers alone.
 */
function mustBeNoProgram(part: ShellVariable, { state, before, after }: Place): void {
  if (part.content === 'number') return;
  const interpreter = wordsAt(state).whole.find((word) => INTERPRETERS.test(word));
  const isPath = /"(?:\$\{?\w+\}?[\w./-]*)*$/.test(before) && /^(?:[./-][\w./-]*)?(?:"|$)/.test(after);
  if (interpreter === undefined || (isPath && !JOINS.test(interpreter))) return;
  throw becomesProgram(part, `in double quotes behind ${interpreter}`, interpreter);
}

/** How a program takes a value that is no part of its text, by the interpreter's name. */
const BESIDE: readonly (readonly [RegExp, string])[] = [
  [/^sed$/, "sed takes none: awk -v x=${x} '{ gsub(/a/, x); print }'; for a number of lines, head -n ${n}"],
  [/^perl$/, "give it by the environment: perl -ne 'print if index($_, $ENV{X}) >= 0', with X=${x} before perl"],
  [/^jq$/, "give it as an argument: jq --arg x ${x} '.[$x]'"],
  [/^python/, "give it as an argument: python3 -c 'import sys; print(sys.argv[1])' ${x}"],
  [/^R(?:script)?$/, "give it as an argument: Rscript -e 'commandArgs(TRUE)[1]' ${x}"],
  [/^(?:sqlite3|duckdb|psql|mysql)$/, 'write a scriptFile in Python or R that gives it to the query as a parameter'],
];
const BY_ARGUMENT = "give it as an argument: awk -v min=${min} '$3 >= min', sh -c 'tool \"$1\"' sh ${x}";

function becomesProgram(part: ShellVariable, where: string, interpreter: string): GenomicsError {
  const name = interpreter.replace(/^.*\//, '');
  return refusal('a value would become a part of a program', `${named(part)} ${where}`, {
    expected: 'a program in single quotes, and the value beside it',
    fix: BESIDE.find(([of]) => of.test(name))?.[1] ?? BY_ARGUMENT,
  });
}

function members(part: ShellArguments, { state, after }: Place): Shell {
  const { whole, begun } = wordsAt(state);
  const [first, ...others] = whole;
  if (first !== 'spread' || others.length === 0) {
    throw refusal('the members of a set stand where no command takes them apart', `.args of ${part.members.name}`, {
      expected: 'them behind spread and a command',
      fix: 'write spread cat ${inputs.x.args}; with a setting before it, spread env LC_ALL=C sort ${inputs.x.args}',
    });
  }
  if (begun !== '' || !/^(?:$|[\s;&|<>)])/.test(after)) {
    throw refusal('the members of a set are a part of another word', `.args of ${part.members.name}`, {
      expected: 'a word of their own',
      fix: 'put a space on each side; for --in=FILE of each member write a loop: each(inputs.x, (file) => …)',
    });
  }
  return Shell.of(`"@$${part.members.name}"`);
}

/** A file of a ConfigMap is not executable. */
function script(part: ScriptFile, { state }: Place): Shell {
  const { whole, begun } = wordsAt(state);
  if (whole.length === 0 && begun === '') {
    throw refusal('a script file stands where a command does', `'${part.name}'`, {
      expected: 'its interpreter before it',
      fix: 'write Rscript ${FILE}, python3 ${FILE}, awk -f ${FILE}',
    });
  }
  return Shell.of(part.path).needing([{ file: part }]);
}

function quoted(part: ShellVariable, { state }: Place): string {
  const { name } = part;
  const joining = wordsAt(state).whole.find((word) => JOINS.test(word));
  if (joining !== undefined) throw becomesProgram(part, `behind ${joining}`, joining);
  const [last, around] = marksAt(state).toReversed();
  if (last === '`' && around === '"') {
    throw refusal('a reference stands in backquotes within double quotes', `$${name}`, {
      expected: 'quotes that nest',
      fix: 'write "$(…)"',
    });
  }
  return `"$${name}"`;
}

function mustFollowNoDollar(part: ShellPart, { before }: Place): void {
  if (!/(?:^|[^\\])(?:\\\\)*\$$/.test(before)) return;
  throw refusal('a $ stands before a reference, and would be read with it', named(part), {
    expected: 'a $ that is escaped',
    fix: 'write \\$ where it is a character, and nothing where it is not: ${x} is a reference already',
  });
}

function undeclared(part: unknown): GenomicsError {
  if (part instanceof ShellList || part instanceof ShellSettled) {
    return refusal('a set stands where one file does', named(part), {
      expected: 'its members, or the file that lists them',
      fix: 'write spread before the command and inputs.x.args, each(inputs.x, …), or inputs.x.list',
    });
  }
  return new GenomicsError('handle-in-text', 'script', {
    what: 'a script refers to something that is not declared',
    got: typeof part === 'object' ? (part?.constructor.name ?? 'null') : `${part}`,
    expected: 'one of the inputs and outputs that `script` receives',
    fix: 'declare it in `inputs` or `outputs` and use the reference of that name',
  });
}

function inSingleQuotes(part: ShellPart): GenomicsError {
  return refusal('a reference stands inside single quotes, in which the shell replaces nothing', named(part), {
    expected: 'a reference outside of them, or in double quotes',
    fix: 'close them before it, or give a program its value beside it: awk -v x=${x}',
  });
}

function named(part: unknown): string {
  if (part instanceof ShellVariable) return `$${part.name}`;
  if (part instanceof ShellArguments) return `.args of ${part.members.name}`;
  if (typeof part === 'number' || typeof part === 'string') return `'${part}'`;
  return part instanceof Object ? part.constructor.name : `${part}`;
}

function refusal(what: string, got: string, advice: { readonly expected: string; readonly fix: string }) {
  return new GenomicsError('shell-syntax', 'script', { what, got, ...advice });
}
