import type { Construct, IConstruct } from 'constructs';
import type { Loop } from '../argo/loop';
import { dagOf, isStep, mustSee } from '../argo/step';
import { referenceName, referencesIn, templateText } from '../argo/text';
import { Value } from '../argo/value';
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
    if (part.kind === 'choice') {
      mustBeInScope(where, Value.part(part));
      continue;
    }
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
