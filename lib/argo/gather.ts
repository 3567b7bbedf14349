import type { Loop } from './loop';
import { expression, literal, type Reference, type Resolver, referencesIn, templateText } from './text';
import { Value } from './value';

/** Several paths as one value: those of a map's instances, which may be known only when the list is. */
export type PathSet =
  | { readonly kind: 'path'; readonly path: Value }
  | { readonly kind: 'all'; readonly of: readonly PathSet[] }
  | { readonly kind: 'each'; readonly over: Loop; readonly map: object; readonly of: PathSet };

/** What a task passes for one parameter: one value, or a set written as one path a line. */
export type Argument = Value | PathSet;

type Piece = Value | { readonly list: Value; readonly map: object; readonly body: readonly Piece[] };

export function argumentReferences(argument: Argument): readonly Reference[] {
  if (argument instanceof Value) return referencesIn(argument);
  return pieces(argument).flatMap(pieceReferences);
}

export function argumentText(argument: Argument, resolver: Resolver): string {
  if (argument instanceof Value) return templateText(argument, resolver);
  return pieces(argument)
    .map((piece) => (piece instanceof Value ? templateText(piece, resolver) : `{{=${joined(piece, resolver)}}}`))
    .join('\n');
}

/**
 * True where a run-time list lies within another: Argo's expressions cannot see the outer element from the inner
 * closure.
 */
export function nestsLists(set: PathSet): boolean {
  return pieces(set).some(
    (piece) => !(piece instanceof Value) && piece.body.some((inner) => !(inner instanceof Value)),
  );
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
  return pieces(set).reduce(
    (sum, piece) => sum + (piece instanceof Value ? Buffer.byteLength(literal(piece)) + 1 : 0),
    0,
  );
}

function pieces(set: PathSet): readonly Piece[] {
  if (set.kind === 'path') return [set.path];
  if (set.kind === 'all') return set.of.flatMap(pieces);
  const { over, map, of } = set;
  if (over.kind === 'list') return [{ list: over.list, map, body: pieces(of) }];
  return over.items.flatMap((item) => pieces(replaceItem(of, map, itemOf(item))));
}

function replaceItem(set: PathSet, map: object, by: (key: string | undefined) => Value): PathSet {
  if (set.kind === 'path') return { kind: 'path', path: set.path.replaceItem(map, by) };
  if (set.kind === 'all') return { kind: 'all', of: set.of.map((inner) => replaceItem(inner, map, by)) };
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
  const inner = piece.body
    .flatMap(pieceReferences)
    .filter((reference) => !(reference.kind === 'item' && reference.map === piece.map));
  return [...referencesIn(piece.list), ...inner];
}

function joined(piece: Exclude<Piece, Value>, resolver: Resolver): string {
  const inside: Resolver = (reference) => {
    if (reference.kind !== 'item' || reference.map !== piece.map) return resolver(reference);
    return reference.key === undefined ? '#' : `#.${reference.key}`;
  };
  const between = literal('\n');
  const body = piece.body
    .map((one) => (one instanceof Value ? expression(one, inside) : joined(one, inside)))
    .join(` + ${between} + `);
  return `sprig.join(${between}, map(sprig.fromJson(${expression(piece.list, resolver)}), {${body}}))`;
}
