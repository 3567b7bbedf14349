import type { IConstruct } from 'constructs';
import { itemOf } from '../argo/gather';
import type { LoopItem } from '../argo/loop';
import { Value } from '../argo/value';
import { type MapScope, mapTag } from './scope';

/** One item of each map around a construct, the outermost first. */
export type Way = readonly { readonly map: IConstruct; readonly item: LoopItem }[];

/**
 * The items of the maps around a construct, as far as the defaults of the workflow's parameters and what is written
 * into the lists tell them. A list that only a run knows has none.
 */
export function waysTo(where: IConstruct): readonly Way[] {
  const maps = where.node.scopes.filter((scope): scope is MapScope => scope !== where && mapTag in scope);
  return maps.reduce<readonly Way[]>(
    (ways, map) => ways.flatMap((way) => itemsOn(way, map).map((item) => [...way, { map, item }])),
    [[]],
  );
}

/** A value for these items. */
export function onWay(value: Value, way: Way): Value {
  return way.reduceRight((at, { map, item }) => at.replaceItem(map, itemOf(item)), value);
}

/** The texts that a value can have, as far as they are known at synth. */
export function knownTexts(where: IConstruct, value: Value): readonly string[] {
  return waysTo(where).flatMap((way) => onWay(value, way).known ?? []);
}

/** Whether a parameter of it is empty unless one is given at submission: a run will have another text. */
export function hasToBeGiven({ parts }: Value): boolean {
  return parts.some((part) => {
    if (typeof part === 'string') return false;
    return part.kind === 'parameter' ? part.default === '' : part.kind === 'apply' && hasToBeGiven(part.of);
  });
}

function itemsOn(way: Way, map: MapScope): readonly LoopItem[] {
  const { loop } = map[mapTag];
  return loop.kind === 'items' ? loop.items : itemsIn(onWay(loop.list, way).known);
}

/** What a run-time list holds. What cannot be an item is refused where the map is made. */
function itemsIn(json: string | undefined): readonly LoopItem[] {
  const list = parsedJson(json);
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown) => {
    if (typeof item !== 'object' || item === null) return cellOf(item);
    return Object.fromEntries(Object.entries(item).map(([column, cell]) => [column, cellOf(cell)]));
  });
}

/** A list in a column is handed on as JSON. */
function cellOf(cell: unknown): Value {
  return Value.of(typeof cell === 'string' ? cell : JSON.stringify(cell));
}

/** What a JSON text says; undefined where it is none. */
export function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
