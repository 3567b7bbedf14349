import type { IConstruct } from 'constructs';
import { alternatives } from '../argo/choice';
import { itemOf } from '../argo/gather';
import type { LoopItem } from '../argo/loop';
import { referencesIn } from '../argo/text';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { onWay, type Way, waysTo } from './known-texts';
import { type MapScope, mapTag, valueKey } from './scope';

/**
 * The paths that a path stands for, one for each item of the maps around that are known at synth. Refuses a path that
 * two items would write: one result would replace the other.
 */
export function expandByItem(where: IConstruct, path: Value): readonly Value[] {
  mustDiffer(where, path);
  const maps = where.node.scopes.filter((scope): scope is MapScope => mapTag in scope).reverse();
  return maps.reduce<readonly Value[]>((paths, map) => {
    const { loop } = map[mapTag];
    if (loop.kind === 'items')
      return loop.items.flatMap((item) => paths.map((one) => one.replaceItem(map, itemOf(item))));
    if (paths.every((one) => referencesIn(one).some((reference) => mentions(reference, map)))) return paths;
    throw sameFile(where, valueKey(path), `each item of '${map.node.path}'`);
  }, alternatives(path));
}

/** The default of a run-time list is a list that a run may have. */
function mustDiffer(where: IConstruct, path: Value): void {
  const known = new Map<string, Way>();
  for (const way of waysTo(where)) {
    const key = valueKey(onWay(path, way));
    const other = known.get(key);
    if (other !== undefined) throw sameForTwo(where, key, other, way);
    known.set(key, way);
  }
}

function sameForTwo(where: IConstruct, path: string, one: Way, other: Way): GenomicsError {
  const at = one.findIndex(({ item }, level) => shown(item) !== shown(other[level]?.item));
  const [first, second] = [one[at], other[at]];
  if (first !== undefined && second !== undefined) {
    const items = `${shown(first.item)} and ${shown(second.item)} of '${first.map.node.path}'`;
    return sameFile(where, path, items);
  }
  const { map, item } = other.at(-1) ?? { map: where, item: {} };
  const fix = 'leave it out once, or give the two a column that differs and put that into the name';
  return sameFile(where, path, `${shown(item)}, which '${map.node.path}' has twice`, fix);
}

function shown(item: LoopItem | undefined): string {
  if (item === undefined) return 'no item';
  const texts =
    item instanceof Value ? valueKey(item) : Object.entries(item).map(([key, cell]) => [key, valueKey(cell)]);
  return typeof texts === 'string' ? `'${texts}'` : JSON.stringify(Object.fromEntries(texts));
}

function mentions(reference: ReturnType<typeof referencesIn>[number], map: IConstruct): boolean {
  if (reference.kind === 'apply') return referencesIn(reference.of).some((inner) => mentions(inner, map));
  return reference.kind === 'item' && reference.map === map;
}

function sameFile(
  where: IConstruct,
  path: string,
  items: string,
  fix = 'put what differs between the items into the name',
): GenomicsError {
  return new GenomicsError('duplicate-output', where, {
    what: 'an output is the same file for several items of a map',
    got: `${path} for ${items}`,
    expected: 'a name that differs from item to item',
    fix,
  });
}
