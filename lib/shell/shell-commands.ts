import {
  type Block,
  bash,
  EXPANDED,
  type Expansion,
  hides,
  PIECE,
  QUOTED,
  REFERENCE,
  type Redirect,
  type ShellProblem,
  type SimpleCommand,
  type Word,
} from './shell-parse';

/** A command by its parts: `LC_ALL=C sort -k 1`. */
export interface Parts {
  readonly assignments: readonly Word[];
  readonly name: Word | undefined;
  readonly args: readonly Word[];
}

export function partsOf({ words }: SimpleCommand): Parts {
  const first = words.findIndex(({ bare }) => !/^[A-Za-z_]\w*=/.test(bare));
  if (first < 0) return { assignments: words, name: undefined, args: [] };
  return { assignments: words.slice(0, first), name: words[first], args: words.slice(first + 1) };
}

/** What is wrong with the words of a command or block, but for the commands in their substitutions. */
export function inWords(command: SimpleCommand | Block): readonly ShellProblem[] {
  const expansions = command.words.flatMap((word) => word.expansions.flatMap(inExpansion));
  if (command.kind !== 'simple') {
    return [...expansions, ...(command.kind === 'for' ? command.words.slice(1).flatMap(inArgument) : [])];
  }
  const { assignments, name, args } = partsOf(command);
  return [
    ...expansions,
    ...inAssignments(assignments, name),
    ...(name === undefined ? [] : [...inName(name), ...(RULES.get(name.bare)?.(args, command) ?? [])]),
    ...args.flatMap(inArgument),
  ];
}

/** `2>&1` and `>&-`, but no file. */
export function inRedirect({ at, operator, target }: Redirect): readonly ShellProblem[] {
  const expansions = target.expansions.flatMap(inExpansion);
  const number = target.bare.replace(QUOTED, target.quoted).replace(EXPANDED, '$x');
  if (!operator.endsWith('&') || /^(?:\d+|-|\$\w+)$/.test(number)) return expansions;
  return [bash(at, `'${operator}' before a file`, "'>file 2>&1'")];
}

/** Of several substitutions the last one's status counts; none does where a command follows. */
function inAssignments(assignments: readonly Word[], name: Word | undefined): readonly ShellProblem[] {
  const all = assignments.flatMap(substitutions);
  const lost = name === undefined ? all.slice(0, -1) : all;
  return lost.slice(0, 1).map(lostStatus);
}

function lostStatus({ at }: Expansion): ShellProblem {
  return hides(at, "a '$(…)' whose status is lost", 'x=$(…) in a line of its own, then use "$x"');
}

function substitutions({ expansions }: Word): readonly Expansion[] {
  return expansions.filter(({ kind }) => kind === 'commands');
}

// --- Words

function inArgument(word: Word): readonly ShellProblem[] {
  return [...inBraces(word), ...substitutions(word).flatMap(inList)];
}

/** A list in braces and a range, which dash takes for text. */
function inBraces({ at, bare }: Word): readonly ShellProblem[] {
  const [found] = /\{[^{}]*,[^{}]*\}|\{[^{},]+\.\.[^{},]+\}/.exec(bare) ?? [];
  if (found === undefined) return [];
  const fix = found.includes(',') ? 'the words one by one' : 'for x in $(seq 1 22); do …; done';
  return [bash(at, 'a list in braces', `${fix}, or quotes around what is a text`)];
}

/** A list of files in the place of arguments: it would be split where a name has a space. */
function inList({ at, isQuoted, commands }: Expansion): readonly ShellProblem[] {
  const only = onlyCommand(commands);
  if (isQuoted || only === undefined || partsOf(only).name?.bare !== 'cat') return [];
  const fix = 'spread tool ${inputs.x.args}, or each(inputs.x, (file) => sh`…`): it is split at each space';
  return [hides(at, "a '$(cat …)' without quotes", `${fix}; a text of one word in quotes`)];
}

function onlyCommand(commands: Expansion['commands']): SimpleCommand | undefined {
  const [one, ...more] = commands;
  const [command, ...others] = one?.first.commands ?? [];
  const isOne = more.length === 0 && one?.rest.length === 0 && others.length === 0;
  return isOne && command?.kind === 'simple' ? command : undefined;
}

const NAME = '(?:[A-Za-z_]\\w*|\\d+|[@*#?$!-])';
const PARAMETER = new RegExp(`^\\$\\{(?:#?${NAME}|${NAME}(?::?[-=?+]|%%?|##?)[^]*)\\}$`);

function inExpansion({ kind, at, text, commands }: Expansion): readonly ShellProblem[] {
  if (kind === 'parameter') return PARAMETER.test(text) ? [] : [bash(at, `'${shown(text)}'`, PARAMETERS)];
  if (kind === 'arithmetic') {
    const [sign] = /\+\+|--|\*\*/.exec(text) ?? [];
    return sign === undefined ? [] : [bash(at, `'${sign}' in arithmetic`, 'x=$((x + 1)): dash reads it as two signs')];
  }
  const only = onlyCommand(commands);
  const [redirect] = only?.redirects ?? [];
  const isRead = only?.words.length === 0 && redirect?.operator === '<';
  return isRead ? [bash(at, "'$(<file)'", '$(cat file): dash reads nothing')] : [];
}

const PARAMETERS =
  "'${x:-y}', '${x#y}', '${x%y}', or sed and cut; POSIX has no arrays, no '${x/y/z}' and no '${x:1:2}'";

function shown(text: string): string {
  return text.replaceAll(EXPANDED, '…').replaceAll(REFERENCE, '…');
}

// --- Commands by their names

const NO_ARRAYS = 'a file with one line each, or \'set -- a b\' and "$@"';
const LINES = "'while IFS= read -r line; do …; done <file'";

/** Commands of bash alone, by what to write in their places. */
const INSTEAD = new Map([
  ['declare', `x=…, in the place of an array ${NO_ARRAYS}`],
  ['typeset', `x=…, in the place of an array ${NO_ARRAYS}`],
  ['mapfile', LINES],
  ['readarray', LINES],
  ['shopt', 'what needs no option of bash'],
  ['source', "'. ./file'"],
  ['let', "'x=$((x + 1))'"],
  ['pushd', "'(cd folder; …)'"],
  ['popd', "'(cd folder; …)'"],
]);

function inName({ at, bare }: Word): readonly ShellProblem[] {
  const instead = INSTEAD.get(bare);
  if (instead !== undefined) return [bash(at, `'${bare}'`, instead)];
  if (/^[A-Za-z_]\w*\+=/.test(bare)) return [bash(at, "'+='", 'x="$x…"')];
  if (/^\[./.test(bare)) return [hides(at, "a '[' without a space behind it", `'[ a = b ]': ${TAKEN_FOR_NO}`)];
  return /^[A-Za-z_]\w*\[.*\]=/.test(bare) ? [bash(at, 'an array', NO_ARRAYS)] : [];
}

type Rule = (args: readonly Word[], command: SimpleCommand) => readonly ShellProblem[];

/** Refuses the first argument of a kind. */
function refusing(pattern: RegExp, problem: (word: Word) => ShellProblem): Rule {
  return (args) =>
    args
      .filter(({ bare }) => pattern.test(bare))
      .slice(0, 1)
      .map(problem);
}

const TAKEN_FOR_NO = 'a condition takes the error of another for a no';

const IN_TEST = new Map([
  ['==', "'='"],
  ['=~', 'case …, or grep -q in a condition'],
  ['-v', '[ -n "${x+x}" ]'],
]);

/** One word that holds a `=` is no comparison: it is true, as any text is that is not empty. */
function inOneWord(args: readonly Word[]): readonly ShellProblem[] {
  const [word, ...others] = args[0]?.bare === '!' ? args.slice(1) : args;
  if (word === undefined || others.length > 0 || !word.bare.includes('=') || word.bare.includes(PIECE)) return [];
  return [hides(word.at, "a '=' without spaces around it", "'[ a = b ]': it is true, whatever the two are")];
}

function inTest(args: readonly Word[]): readonly ShellProblem[] {
  const found = args.find(({ bare }, at) => IN_TEST.has(bare) && (bare !== '-v' || at === 0));
  if (found === undefined) return inOneWord(args);
  const { at, bare } = found;
  return [bash(at, `'${bare}' in [ ]`, `${IN_TEST.get(bare)}: dash takes its error for a no`)];
}

function inBrackets(args: readonly Word[], command: SimpleCommand): readonly ShellProblem[] {
  const end = args.filter(({ bare }) => bare === ']').at(-1)?.at ?? 0;
  const compared = command.redirects.filter(({ at, operator }) => /^[<>]$/.test(operator) && at < end).slice(0, 1);
  const fix = "-lt or -gt: '<' reads a file there, and '>' writes one";
  const inner = isClosing(args.at(-1)) ? args.slice(0, -1) : args;
  return [
    ...compared.map(({ at, operator }) => hides(at, `'${operator}' in [ ]`, fix)),
    ...inTest(inner),
    ...unclosedTest(args, command),
  ];
}

function isClosing(word: Word | undefined): boolean {
  return word?.bare.replace(QUOTED, word.quoted) === ']';
}

/** What is expanded, or put in, may hold the `]`. */
function unclosedTest(args: readonly Word[], { at }: SimpleCommand): readonly ShellProblem[] {
  const last = args.at(-1);
  if (isClosing(last) || args.some(({ bare }) => bare.includes(PIECE))) return [];
  return [hides(last?.at ?? at, "a '[' that no ' ]' ends", `'[ a = b ]': ${TAKEN_FOR_NO}`)];
}

/** `export x=$(…)` and its like, whose own status is 0. */
function inDeclaration(args: readonly Word[], command: SimpleCommand): readonly ShellProblem[] {
  const options = refusing(/^-[^p]/, ({ at, bare }) =>
    bash(at, `the option '${bare}'`, `x=…, in the place of an array ${NO_ARRAYS}`),
  );
  return [...args.flatMap(substitutions).slice(0, 1).map(lostStatus), ...options(args, command)];
}

function inEcho(args: readonly Word[]): readonly ShellProblem[] {
  const [option] = args;
  const fix = "printf 'a\\tb\\n': dash prints '-e' and reads '\\t', bash the other way round";
  const escaped = args.find(({ quoted }) => /\\[abcefnrtv0]/.test(quoted));
  if (option !== undefined && /^-[nE]*[eE][neE]*$/.test(option.bare)) {
    return [bash(option.at, `'echo ${option.bare}'`, fix)];
  }
  return escaped === undefined ? [] : [bash(escaped.at, "a '\\' in what echo prints", fix)];
}

function inSet(args: readonly Word[]): readonly ShellProblem[] {
  const end = args.findIndex(({ bare }) => !/^[-+]\w/.test(bare));
  const options = end < 0 ? args : args.slice(0, end);
  const named = options.find(({ bare }) => /^[-+]\w*o$/.test(bare));
  const off = options.find(({ bare }) => /^\+\w*e/.test(bare));
  const whole = ['set', ...args.map(({ bare }) => bare)].join(' ');
  const fix = 'no such line: a script runs under `set -eu`, and pipe(…) counts each status';
  return [
    ...(named === undefined ? [] : [bash(named.at, `'${whole}'`, fix)]),
    ...(off === undefined ? [] : [hides(off.at, `'${whole}'`, 'if command; then …; else status=$?; fi')]),
  ];
}

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['test', inTest],
  ['[', inBrackets],
  ['export', inDeclaration],
  ['readonly', inDeclaration],
  ['local', inDeclaration],
  ['echo', inEcho],
  ['set', inSet],
  ['read', refusing(/^-[rp]*[^rp]/, ({ at, bare }) => bash(at, `'read ${bare}'`, `${LINES}; find -exec for names`))],
  ['trap', refusing(/^(?:ERR|DEBUG|RETURN)$/, ({ at, bare }) => bash(at, `'trap … ${bare}'`, "'trap … EXIT'"))],
]);
