import { Construct, type IConstruct } from 'constructs';
import { GenomicsError } from './errors';

/** A value that is none of a kind, where it stands in what was given. */
interface Wrong {
  readonly path: string;
  /** What it is, unless of a wrong kind. */
  readonly what?: string;
  readonly got: string;
  readonly expected: string;
  readonly fix?: string;
}

/**
 * What a public function takes, for those whom no compiler tells: JavaScript, `any`, tsx. Kinds are looked at where
 * values enter the library; behind that the types hold.
 */
export type Kind = (value: unknown, path: string) => Wrong | undefined;

/** A kind for each field of an object, so that none is forgotten. */
export type Fields<T> = { readonly [K in keyof T]-?: Kind };

/** A kind by a test. */
export function kind(expected: string, accepts: (value: unknown) => boolean): Kind {
  return (value, path) => (accepts(value) ? undefined : { path, got: shown(value), expected });
}

export const TEXT = kind('a text', (value) => typeof value === 'string');
export const NUMBER = kind('a number', (value) => typeof value === 'number');
export const FLAG = kind('true or false', (value) => typeof value === 'boolean');
export const FUNCTION = kind('a function', (value) => typeof value === 'function');
export const ANYTHING = kind('anything', () => true);

/** One of these texts. */
export function oneOf(...texts: readonly string[]): Kind {
  return kind(`'${texts.join("' or '")}'`, (value) => texts.some((text) => text === value));
}

export function instanceOf(expected: string, one: { readonly prototype: object }): Kind {
  return kind(
    expected,
    (value) => typeof value === 'object' && value !== null && Object.prototype.isPrototypeOf.call(one.prototype, value),
  );
}

export function optional(inner: Kind): Kind {
  return (value, path) => (value === undefined ? undefined : inner(value, path));
}

/** One of several kinds. A misspelt field of one of them is told as that, and so is a wrong member or field of one. */
export function either(expected: string, ...kinds: readonly Kind[]): Kind {
  return (value, path) => {
    const all = kinds.map((one) => one(value, path));
    if (all.includes(undefined)) return undefined;
    const within = all.find((wrong) => wrong?.path !== path && wrong?.got !== shown(undefined));
    return all.find((wrong) => wrong?.fix !== undefined) ?? within ?? { path, got: shown(value), expected };
  };
}

/** A word of a command. */
export const WORD = either('a text or a number', TEXT, NUMBER);

export function listOfKind(inner: Kind): Kind {
  return (value, path) =>
    Array.isArray(value)
      ? first(value.map((item, at) => inner(item, `${path}[${at}]`)))
      : { path, got: shown(value), expected: 'a list' };
}

export function recordOf(inner: Kind): Kind {
  return (value, path) =>
    isRecord(value)
      ? first(Object.entries(value).map(([key, field]) => inner(field, joined(path, key))))
      : { path, got: shown(value), expected: 'an object' };
}

/** An object with these fields, and with whatever others. One that is missing, but for a slip, is told as misspelt. */
export function shape(fields: Readonly<Record<string, Kind>>): Kind {
  return (value, path) => {
    if (!isRecord(value)) return { path, got: shown(value), expected: objectWith(fields) };
    const entries = Object.entries(fields);
    const wrong = entries.map(([key, inner]) => [key, inner(value[key], joined(path, key))] as const);
    const [key, problem] = wrong.find(([, one]) => one !== undefined) ?? [];
    if (key === undefined || value[key] !== undefined) return problem;
    const slip = Object.keys(value).find((one) => !Object.hasOwn(fields, one) && isSlip(one, key));
    return slip === undefined ? problem : notKnown(path, slip, `'${key}'`, `did you mean ${key}?`);
  };
}

/** What an object needs at least. */
function objectWith(fields: Readonly<Record<string, Kind>>): string {
  const needed = Object.entries(fields).filter(([key, inner]) => inner(undefined, key) !== undefined);
  return needed.length === 0 ? 'an object' : `an object as { ${needed.map(([key]) => key).join(', ')} }`;
}

function notKnown(path: string, key: string, expected: string, fix: string): Wrong {
  return { path: joined(path, key), what: 'a field that is not known', got: `'${key}'`, expected, fix };
}

/**
 * An object with these fields, and with whatever others but a misspelt one: a name that is not known, one slip from one
 * that is not given, with a value that this would take. It would be dropped without a word. Of another value it may be
 * a field of a wrapper's own, whose props are spread.
 */
export function spelt(fields: Readonly<Record<string, Kind>>): Kind {
  const known = shape(fields);
  return (value, path) => {
    const slip = isRecord(value) ? misspelt(value, fields) : undefined;
    if (slip === undefined) return known(value, path);
    const [key, meant] = slip;
    const fix = `did you mean ${meant}? Leave a field of your own out: const { ${key}, ...others } = props`;
    return notKnown(path, key, `'${meant}'`, fix);
  };
}

/** An object with these fields and no other. */
export function only(fields: Readonly<Record<string, Kind>>): Kind {
  const known = shape(fields);
  return (value, path) => {
    const given = isRecord(value) ? Object.keys(value).filter((key) => value[key] !== undefined) : [];
    const stray = given.find((key) => !Object.hasOwn(fields, key));
    if (stray === undefined) return known(value, path);
    const names = Object.keys(fields);
    const meant = names.find((name) => isSlip(stray, name));
    return meant === undefined
      ? notKnown(path, stray, names.join(', '), 'leave it out')
      : notKnown(path, stray, `'${meant}'`, `did you mean ${meant}?`);
  };
}

function misspelt(
  given: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Kind>>,
): readonly [key: string, meant: string] | undefined {
  const missing = Object.entries(fields).filter(([name]) => given[name] === undefined);
  for (const [key, value] of Object.entries(given)) {
    if (Object.hasOwn(fields, key) || value === undefined) continue;
    const meant = missing.find(([name, takes]) => isSlip(key, name) && takes(value, '') === undefined);
    if (meant !== undefined) return [key, meant[0]];
  }
  return undefined;
}

/** The shortest name in which another letter is a slip: cpu and gpu are two words. */
const LONG = 5;

/**
 * Whether one name is another with one letter too many or too few, two letters that change places, other capitals, or,
 * in a long one, another letter.
 */
export function isSlip(one: string, other: string): boolean {
  const [short, long] = [one.toLowerCase(), other.toLowerCase()].sort((a, b) => a.length - b.length);
  if (short === undefined || long === undefined || short === long) return one !== other;
  const from = [...long].findIndex((letter, at) => letter !== short[at]);
  const [left, right] = [short.slice(from), long.slice(from)];
  if (short.length < long.length) return left === right.slice(1);
  const changePlaces = left.slice(0, 2) === `${right[1]}${right[0]}` && left.slice(2) === right.slice(2);
  return changePlaces || (short.length >= LONG && left.slice(1) === right.slice(1));
}

/** Refuses what is of another kind; `name` is what it is called, none for the props of a construct. */
export function mustBe(where: IConstruct | string, value: unknown, expected: Kind, name = ''): void {
  const wrong = expected(value, name);
  if (wrong === undefined) return;
  throw new GenomicsError('invalid-value', where, {
    what: `${wrong.path === '' ? 'the props are' : `'${wrong.path}' is`} ${wrong.what ?? unlike(wrong)}`,
    got: wrong.got,
    expected: wrong.expected,
    fix: wrong.fix ?? 'check how it is spelt and where it comes from',
  });
}

function unlike({ got }: Wrong): string {
  return got === shown(undefined) ? 'missing' : 'of a wrong kind';
}

/**
 * The scope and the id of a construct that is made: `super(...placeOf(scope, id))`.
 *
 * @throws GenomicsError where they are of a wrong kind, or the scope has the id already
 */
export function placeOf(scope: Construct, id: string): [scope: Construct, id: string] {
  mustBeConstruct(scope, `${typeof id === 'string' ? id : 'construct'}`);
  mustBe(scope, id, TEXT, 'id');
  if (id === '') throw noId(scope);
  const taken = scope.node.tryFindChild(id);
  if (taken !== undefined) throw idTaken(taken);
  return [scope, id];
}

function noId(scope: IConstruct): GenomicsError {
  return new GenomicsError('invalid-name', scope, {
    what: 'an id is empty',
    got: "''",
    expected: 'a name by which the construct is found in its scope',
    fix: 'give it one',
  });
}

/** The constructs library would throw an error of its own, which has no code. */
function idTaken(by: IConstruct): GenomicsError {
  return new GenomicsError('duplicate-name', by, {
    what: 'an id is taken',
    got: `'${by.node.id}' twice in one scope`,
    expected: 'an id that nothing else in its scope has',
    fix: 'give it another id',
  });
}

export function mustBeConstruct(scope: unknown, where: string): void {
  mustBe(
    where,
    scope,
    kind('a construct: a chart, a workflow, or what `each` receives', (value) => Construct.isConstruct(value)),
    'scope',
  );
}

function first(all: readonly (Wrong | undefined)[]): Wrong | undefined {
  return all.find((wrong) => wrong !== undefined);
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** No `toString` is asked: a value that only a run knows has none. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `the text '${value}'`;
  if (value === null || typeof value === 'undefined') return `${value}`;
  if (typeof value === 'number' || typeof value === 'boolean') return `${typeof value} ${value}`;
  if (Array.isArray(value)) return 'a list';
  const name: unknown = typeof value === 'object' ? value.constructor?.name : typeof value;
  const known = typeof name === 'string' && name !== 'Object' && name !== '' ? name : 'object';
  return `${/^[AEIOUaeiou]/.test(known) ? 'an' : 'a'} ${known}`;
}
