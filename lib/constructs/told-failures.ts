import type { IConstruct } from 'constructs';
import { conditionOf } from '../argo/depends';
import { passedOver } from '../argo/failures';
import type { Producer } from '../argo/producer';
import { type DagScope, dagOf, isStep, type Step, stepsOf } from '../argo/step';
import { GenomicsError } from '../errors';

/**
 * Refuses a stage that goes on without a map's failed items where no other ends red for them: the run would look well.
 * Asked when all stages are made.
 */
export function mustBeTold(workflow: IConstruct): void {
  for (const step of workflow.node.findAll().filter(isStep))
    for (const map of passedOver(step)) if (!isTold(dagOf(map), map)) throw untold(step, map);
}

/** Whether a stage beside the map, or around it, runs in any case and ends red for its failed items. */
function isTold(beside: DagScope, map: Producer): boolean {
  return stepsOf(beside).some((step) => tellsOf(step, map) && conditionOf(step) === undefined);
}

function tellsOf({ tells = [] }: Step, map: Producer): boolean {
  return tells.includes(map);
}

function untold(step: Step, map: Producer): GenomicsError {
  return new GenomicsError('invalid-value', step, {
    what: 'it goes on without the items of a map that failed, and nothing ends red for them: the run would look well',
    got: `succeeded(…) of '${map.node.path}' alone`,
    expected: 'a stage beside that map, without a condition, that reads settled(…) of it',
    fix: 'add one, as the report of all items, or read settled(…) here',
  });
}
