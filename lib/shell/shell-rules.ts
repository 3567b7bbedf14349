import { inRedirect, inWords, partsOf } from './shell-commands';
import {
  type AndOr,
  type Block,
  type Command,
  type Commands,
  hides,
  PIECE,
  type Pipeline,
  pipelinesOf,
  QUOTED,
  type ShellProblem,
  type SimpleCommand,
  type Word,
} from './shell-parse';

/** Where commands stand. */
interface Place {
  /** In a condition: whoever asks it sees what its lists say. */
  readonly inCondition: boolean;
  readonly functions: Functions;
}

/** The functions that a script defines, by name. */
type Functions = ReadonlyMap<string, Command>;

/** What in a script can hide a failure, or is read in one way by bash and in another by dash. */
export function problemsOf(script: Commands): readonly ShellProblem[] {
  return inCommands(script, { inCondition: false, functions: new Map(functionsIn(script)) });
}

function functionsIn(commands: Commands): readonly (readonly [string, Command])[] {
  return commandsOf(commands).flatMap((command) => {
    if (command.kind === 'simple') return [];
    if (command.kind !== 'function') return [...command.conditions, ...command.bodies].flatMap(functionsIn);
    return [[command.name, command.body] as const, ...functionsIn([alone(command.body)])];
  });
}

function commandsOf(commands: Commands): readonly Command[] {
  return commands.flatMap((one) => pipelinesOf(one).flatMap((pipeline) => pipeline.commands));
}

function alone(command: Command): AndOr {
  return { first: { at: command.at, isNegated: false, commands: [command], bars: [] }, rest: [] };
}

// --- Lists and blocks

function inCommands(commands: Commands, place: Place): readonly ShellProblem[] {
  return commands.flatMap((one) => inList(one, place));
}

function inList(one: AndOr, place: Place): readonly ShellProblem[] {
  const { first, rest, background } = one;
  const [or] = rest;
  const isSafe = isGuarded(one);
  const isRefused = or !== undefined && !isSafe && !place.inCondition;
  return [
    ...(background === undefined ? [] : [hides(background, "a background '&'", 'a stage for what runs beside')]),
    ...(isRefused ? [hides(or.at, `'${or.operator}' in a list`, IN_LIST)] : []),
    ...(isSafe && !place.inCondition ? unseen([{ first, rest: [] }], "before '||'", place.functions) : []),
    ...pipelinesOf(one).flatMap((pipeline) => inPipeline(pipeline, place)),
  ];
}

const IN_LIST = 'if …; then …; fi, or one command || fail 65 "why": `set -e` does not see a failure in another list';

/** `command || fail 65 "why"` and its like. */
function isGuarded({ first, rest }: AndOr): boolean {
  const [or, ...others] = rest;
  return or?.operator === '||' && others.length === 0 && isPlain(first) && leaves(or.pipeline);
}

/** Whether it is one command that stands there, whose status is its own. */
function isPlain({ isNegated, commands: [command, ...more] }: Pipeline): boolean {
  if (isNegated || more.length > 0 || command?.kind !== 'simple') return false;
  const { assignments, name } = partsOf(command);
  return ![...assignments, name].some((word) => word?.bare.includes(PIECE));
}

const FAILURE = /^(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/;

/** Whether a command leaves, with a status that is not 0: its own, or that of what failed before it. */
function leaves({ isNegated, commands: [command, ...more] }: Pipeline, isFirst = true): boolean {
  if (isNegated || more.length > 0) return false;
  if (command?.kind === '{') {
    const last = command.bodies[0]?.at(-1);
    return last !== undefined && last.rest.length === 0 && leaves(last.first, false);
  }
  if (command?.kind !== 'simple') return false;
  const [name, status, ...others] = command.words;
  if (name?.bare === 'fail') return FAILURE.test(status?.bare ?? '');
  if (!/^(?:exit|return)$/.test(name?.bare ?? '') || others.length > 0) return false;
  return status === undefined || isLastStatus(status) ? isFirst : FAILURE.test(status.bare);
}

/** `$?` and `"$?"`. */
function isLastStatus({ bare, quoted }: Word): boolean {
  return bare.replace(QUOTED, quoted) === '$?';
}

function inPipeline({ at, isNegated, commands, bars }: Pipeline, place: Place): readonly ShellProblem[] {
  const [bar] = bars;
  return [
    ...(isNegated && !place.inCondition ? [hides(at, "'!' before a command", NEGATED)] : []),
    ...(bar === undefined ? [] : [hides(bar, "'|'", 'pipe(sh`…`, sh`…`): a status of any member counts then')]),
    ...commands.flatMap((command) => inCommand(command, place)),
  ];
}

const NEGATED = 'if …; then fail 65 "why"; fi: a status turned around never ends a script';

function inCommand(command: Command, place: Place): readonly ShellProblem[] {
  if (command.kind === 'function') {
    const own = hides(command.at, "a function 'fail'", "another name: `|| fail` counts on the stage's own");
    return [...(command.name === 'fail' ? [own] : []), ...inCommand(command.body, { ...place, inCondition: false })];
  }
  const { words, redirects } = command;
  const all = [...words, ...redirects.map(({ target }) => target)];
  return [
    ...inWords(command),
    ...redirects.flatMap(inRedirect),
    ...all.flatMap(({ expansions }) => expansions.flatMap(({ commands }) => inCommands(commands, place))),
    ...(command.kind === 'simple' ? [] : inBlock(command, place)),
  ];
}

function inBlock({ conditions, bodies }: Block, place: Place): readonly ShellProblem[] {
  return [
    ...conditions.flatMap((condition) => unseen(condition, 'in a condition', place.functions)),
    ...conditions.flatMap((condition) => inCommands(condition, { ...place, inCondition: true })),
    ...bodies.flatMap((body) => inCommands(body, place)),
  ];
}

// --- Where `set -e` does not hold

/** In a condition and before `||` the shell looks at the last status alone; nothing else there ends a script. */
function unseen(commands: Commands, where: string, functions: Functions): readonly ShellProblem[] {
  const found = unseenIn(commands, functions);
  if (found === undefined) return [];
  const { at, what, fix = 'one command there, the others in lines before it' } = found;
  return [hides(at, `${what} ${where}`, `${fix}: \`set -e\` does not hold there`)];
}

interface Unseen {
  readonly at: number;
  readonly what: string;
  readonly fix?: string;
}

function unseenIn(commands: Commands, functions: Functions): Unseen | undefined {
  const [, second] = commands;
  if (second !== undefined) return { at: second.first.at, what: 'several commands' };
  return firstOf(commandsOf(commands), (command) => unseenInCommand(command, functions));
}

function unseenInCommand(command: Command, functions: Functions): Unseen | undefined {
  if (command.kind === 'function') return undefined;
  if (command.kind === 'simple') return unseenInSimple(command, functions);
  if (/^(?:for|while|until)$/.test(command.kind)) return { at: command.at, what: 'a loop' };
  return firstOf([...command.conditions, ...command.bodies], (inner) => unseenIn(inner, functions));
}

function unseenInSimple(command: SimpleCommand, functions: Functions): Unseen | undefined {
  const name = partsOf(command).name?.bare ?? '';
  const body = functions.get(name);
  const others = new Map([...functions].filter(([other]) => other !== name));
  if (body !== undefined && unseenInBody(body, others) !== undefined) {
    const fix = `'${name}' in a line of its own, and \`|| fail 65 "why"\` behind commands in it`;
    return { at: command.at, what: `'${name}', a function of several commands,`, fix };
  }
  const inner = command.words.flatMap(({ expansions }) => expansions.map((expansion) => expansion.commands));
  return firstOf(inner, (commands) => unseenIn(commands, functions));
}

/** A function may have several commands where each before its last one leaves it when it fails. */
function unseenInBody(body: Command, functions: Functions): Unseen | undefined {
  const [commands = []] = body.kind === '{' || body.kind === '(' ? body.bodies : [];
  if (commands.length < 2 || !commands.slice(0, -1).every(isGuarded)) return unseenInCommand(body, functions);
  return firstOf(commands, (one) => unseenIn([one], functions));
}

function firstOf<T, R>(all: readonly T[], find: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
