import type { Construct, IConstruct } from 'constructs';
import { itemOf } from '../argo/gather';
import type { Loop } from '../argo/loop';
import { dagOf, isStep, mustSee } from '../argo/step';
import { referenceName, referencesIn, templateText } from '../argo/text';
import type { Value } from '../argo/value';
import { GenomicsError } from '../errors';

export const mapTag = Symbol.for('cdk8s-genomics.Map');

/** A scope whose stages run once for each item. */
export interface MapScope extends IConstruct {
  readonly [mapTag]: {
    readonly loop: Loop;
    /** True once `each` has returned. */
    readonly isComplete: () => boolean;
  };
}

/** A value as text, to compare and to show. */
export function valueKey(value: Value): string {
  return templateText(value, referenceName);
}

/**
 * Refuses a value whose parameter belongs to another workflow, or whose item to a map that does not enclose `where`.
 */
export function mustBeInScope(where: IConstruct, value: Value): void {
  for (const reference of referencesIn(value)) {
    const part = reference.kind === 'apply' ? reference.of.parts[0] : reference;
    if (typeof part !== 'object' || part.kind === 'apply') continue;
    if (part.kind === 'output') {
      mustSee(where, part.step);
      continue;
    }
    const home = part.kind === 'item' ? part.map : part.owner;
    if (where.node.scopes.some((scope) => scope === home)) continue;
    throw new GenomicsError('foreign-scope', where, {
      what:
        part.kind === 'item'
          ? 'an item is used outside of its map'
          : 'a parameter or the run of another workflow is used',
      got: referenceName(reference),
      expected: 'a handle of a scope above',
      fix: part.kind === 'item' ? 'use it within `each`, and gather outputs' : 'declare the parameter on this workflow',
    });
  }
}

/**
 * The paths that a path stands for, one for each item of the maps around that are known at synth. Refuses a path that
 * two items would write: one result would replace the other.
 */
export function expandByItem(where: IConstruct, path: Value): readonly Value[] {
  const maps = where.node.scopes.filter((scope): scope is MapScope => mapTag in scope).reverse();
  let paths: readonly Value[] = [path];
  for (const map of maps) {
    const { loop } = map[mapTag];
    if (loop.kind === 'list') {
      if (paths.some((one) => !referencesIn(one).some((reference) => mentions(reference, map))))
        throw sameFile(where, path, map);
    } else {
      paths = loop.items.flatMap((item) => paths.map((one) => one.replaceItem(map, itemOf(item))));
      if (new Set(paths.map(valueKey)).size < paths.length) throw sameFile(where, path, map);
    }
  }
  return paths;
}

function mentions(reference: ReturnType<typeof referencesIn>[number], map: IConstruct): boolean {
  if (reference.kind === 'apply') return referencesIn(reference.of).some((inner) => mentions(inner, map));
  return reference.kind === 'item' && reference.map === map;
}

function sameFile(where: IConstruct, path: Value, map: IConstruct): GenomicsError {
  return new GenomicsError('duplicate-output', where, {
    what: 'an output is the same file for several items of a map',
    got: `${valueKey(path)} for each item of '${map.node.path}'`,
    expected: 'a name that differs from item to item',
    fix: 'put the item into the name',
  });
}

/**
 * Refuses a step where no DAG would collect it: below another step, or in a map whose body is complete. It would be
 * missing, silently.
 */
export function mustBeCollected(step: Construct): void {
  const dag = dagOf(step);
  const between = step.node.scopes.slice(0, -1).reverse();
  const inside = between.slice(0, between.indexOf(dag)).some(isStep);
  if (!inside && !(mapTag in dag && (dag as unknown as MapScope)[mapTag].isComplete())) return;
  throw new GenomicsError('foreign-scope', step, {
    what: inside ? 'a stage stands below another stage' : 'a stage is added to a map after its body was made',
    got: `scope '${step.node.scope?.node.path ?? ''}'`,
    expected: 'a workflow, or the scope that `each` receives, while it runs',
    fix: 'pass that scope as the first argument',
  });
}
