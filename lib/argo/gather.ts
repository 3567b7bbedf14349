import type { Loop } from './loop';
import { expression, firstThatRan, literal, type Reference, type Resolver, referencesIn, templateText } from './text';
import { type Choice, type Test, Value } from './value';

/** Several paths as one value: those of a map's instances, which may be known only when the list is. */
export type PathSet =
  | { readonly kind: 'path'; readonly path: Value }
  | { readonly kind: 'all'; readonly of: readonly PathSet[] }
  | { readonly kind: 'each'; readonly over: Loop; readonly map: object; readonly of: PathSet }
  /** One of several, by which maps ran. */
  | {
      readonly kind: 'choice';
      readonly choice: Choice;
      readonly first: readonly { readonly ran: Test; readonly of: PathSet }[];
      readonly otherwise: PathSet;
    };

/** What a task passes for one parameter: one value, or a set written as one path a line. */
export type Argument = Value | PathSet;

interface List {
  readonly list: Value;
  readonly map: object;
  readonly body: readonly Piece[];
}

interface Alternatives {
  readonly first: readonly { readonly ran: Test; readonly of: readonly Piece[] }[];
  readonly otherwise: readonly Piece[];
}

type Piece = Value | List | Alternatives;

export function argumentReferences(argument: Argument): readonly Reference[] {
  if (argument instanceof Value) return referencesIn(argument);
  return pieces(argument).flatMap(pieceReferences);
}

export function argumentText(argument: Argument, resolver: Resolver): string {
  if (argument instanceof Value) return templateText(argument, resolver);
  return pieces(argument)
    .map((piece) => (piece instanceof Value ? templateText(piece, resolver) : `{{=${written(piece, resolver)}}}`))
    .join('\n');
}

/**
 * True where a run-time list lies within another: Argo's expressions cannot see the outer element from the inner
 * closure.
 */
export function nestsLists(set: PathSet): boolean {
  const nests = (piece: Piece): boolean => {
    if (piece instanceof Value) return false;
    return 'list' in piece ? piece.body.some((inner) => !(inner instanceof Value)) : casesOf(piece).flat().some(nests);
  };
  return pieces(set).some(nests);
}

export function itemOf(item: Value | Readonly<Record<string, Value>>): (key: string | undefined) => Value {
  return (key) => {
    const value = item instanceof Value ? item : item[key ?? ''];
    return value ?? Value.of('');
  };
}

/** Bytes that the text of a set has at least, whatever is known only when it runs. */
export function leastBytes(set: PathSet): number {
  const literal = ({ parts }: Value): string => parts.filter((part) => typeof part === 'string').join('');
  const bytes = (all: readonly Piece[]): number => all.reduce((sum, piece) => sum + least(piece), 0);
  const least = (piece: Piece): number => {
    if (piece instanceof Value) return Buffer.byteLength(literal(piece)) + 1;
    return 'list' in piece ? 0 : Math.min(...casesOf(piece).map(bytes));
  };
  return bytes(pieces(set));
}

function pieces(set: PathSet): readonly Piece[] {
  if (set.kind === 'path') return [set.path];
  if (set.kind === 'all') return set.of.flatMap(pieces);
  if (set.kind === 'choice') {
    const first = set.first.map(({ ran, of }) => ({ ran, of: pieces(of) }));
    return [{ first, otherwise: pieces(set.otherwise) }];
  }
  const { over, map, of } = set;
  if (over.kind === 'list') return [{ list: over.list, map, body: pieces(of) }];
  return over.items.flatMap((item) => pieces(replaceItem(of, map, itemOf(item))));
}

function replaceItem(set: PathSet, map: object, by: (key: string | undefined) => Value): PathSet {
  if (set.kind === 'path') return { kind: 'path', path: set.path.replaceItem(map, by) };
  if (set.kind === 'all') return { kind: 'all', of: set.of.map((inner) => replaceItem(inner, map, by)) };
  if (set.kind === 'choice') {
    const first = set.first.map(({ ran, of }) => ({ ran, of: replaceItem(of, map, by) }));
    return { ...set, first, otherwise: replaceItem(set.otherwise, map, by) };
  }
  return { ...set, over: replaceInLoop(set.over, map, by), of: replaceItem(set.of, map, by) };
}

function replaceInLoop(loop: Loop, map: object, by: (key: string | undefined) => Value): Loop {
  if (loop.kind === 'list') return { ...loop, list: loop.list.replaceItem(map, by) };
  const items = loop.items.map((item) =>
    item instanceof Value
      ? item.replaceItem(map, by)
      : Object.fromEntries(Object.entries(item).map(([key, value]) => [key, value.replaceItem(map, by)])),
  );
  return { kind: 'items', items };
}

function pieceReferences(piece: Piece): readonly Reference[] {
  if (piece instanceof Value) return referencesIn(piece);
  if (!('list' in piece))
    return [
      ...piece.first.flatMap(({ ran }) => ran.operands).flatMap(referencesIn),
      ...casesOf(piece).flat().flatMap(pieceReferences),
    ];
  const inner = piece.body
    .flatMap(pieceReferences)
    .filter((reference) => !(reference.kind === 'item' && reference.map === piece.map));
  return [...referencesIn(piece.list), ...inner];
}

function casesOf({ first, otherwise }: Alternatives): readonly (readonly Piece[])[] {
  return [...first.map(({ of }) => of), otherwise];
}

const BETWEEN = literal('\n');

/** Pieces as one expression, a line each. */
function linesOf(all: readonly Piece[], resolver: Resolver): string {
  return all
    .map((one) => (one instanceof Value ? expression(one, resolver) : written(one, resolver)))
    .join(` + ${BETWEEN} + `);
}

function written(piece: Exclude<Piece, Value>, resolver: Resolver): string {
  if ('list' in piece) return joined(piece, resolver);
  const cases = piece.first.map(({ ran, of }) => ({ ran, text: linesOf(of, resolver) }));
  return firstThatRan(cases, linesOf(piece.otherwise, resolver), resolver);
}

function joined(piece: List, resolver: Resolver): string {
  const inside: Resolver = (reference) => {
    if (reference.kind !== 'item' || reference.map !== piece.map) return resolver(reference);
    return reference.key === undefined ? '#' : `#.${reference.key}`;
  };
  const body = linesOf(piece.body, inside);
  return `sprig.join(${BETWEEN}, map(sprig.fromJson(${expression(piece.list, resolver)}), {${body}}))`;
}
