import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { stepsBefore } from '../argo/depends';
import { isWithin, stepsWithin } from '../argo/order';
import { DAG_SCOPE, type DagScope, stepsOf } from '../argo/step';
import { findCycle } from '../check/model/graph';
import { GenomicsError } from '../errors';

/**
 * Refuses what `node.addDependency` says where nothing would follow from it: to our tasks it is order, between objects
 * of manifests it is cdk8s's.
 */
export function mustBeOrdered(workflow: DagScope): void {
  const all = workflow.node.findAll();
  for (const source of all) for (const target of source.node.dependencies) mustFollow(workflow, source, target);
  for (const scope of all.filter((one): one is DagScope => DAG_SCOPE in one)) mustEnd(scope);
}

function mustFollow(workflow: DagScope, source: IConstruct, target: IConstruct): void {
  // Nothing comes before itself, and so not before a part of it.
  const steps = source === workflow || isWithin(source, target) || isWithin(target, source) ? [] : stepsWithin(target);
  const foreign = steps.find(({ node }) => !node.scopes.includes(workflow));
  if (foreign !== undefined) {
    throw new GenomicsError('foreign-scope', source, {
      what: 'a stage is to come after a stage of another workflow',
      got: `'${foreign.node.path}'`,
      expected: 'a stage, a map or a group of the same workflow',
      fix: 'put both into one workflow, or submit the other one first',
    });
  }
  if (steps.length > 0 || (hasObjects(source) && hasObjects(target))) return;
  throw new GenomicsError('invalid-value', source, {
    what: 'a dependency has nothing to wait for',
    got: `node.addDependency('${target.node.path}')`,
    expected: 'another stage, map or group of stages; between objects of manifests, both of them',
    fix: 'name the stage that comes before; for the order of manifests write workflow.node.addDependency(…)',
  });
}

function hasObjects({ node }: IConstruct): boolean {
  return node.findAll().some((one) => ApiObject.isApiObject(one));
}

function mustEnd(scope: DagScope): void {
  const names = stepsOf(scope).map((step) => {
    const before = stepsBefore(scope, step).map(({ node }) => node.id);
    return [step.node.id, new Set(before)] as const;
  });
  const cycle = findCycle(new Map(names));
  if (cycle === undefined) return;
  throw new GenomicsError('invalid-value', scope, {
    what: 'stages wait for each other',
    got: cycle.join(' after '),
    expected: 'an order',
    fix: 'remove one node.addDependency of these',
  });
}
