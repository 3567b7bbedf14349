import type { IConstruct } from 'constructs';
import { Condition } from '../argo/condition';
import { conditionOf } from '../argo/depends';
import type { Producer } from '../argo/producer';
import { DAG_SCOPE, dagOf, isStep, type Step } from '../argo/step';
import { GenomicsError } from '../errors';

interface Guard {
  readonly by: IConstruct;
  readonly when: Condition;
}

/**
 * What must hold for a step to run, since the step was made: a long chain is not walked again for each of its links.
 */
const known = new WeakMap<Producer, readonly Guard[]>();

/** Refuses a step that needs two of which conditions let only one run: it never would, and nobody would be told. */
export function mustBeAbleToRun(step: Producer, when: Condition | undefined, dependsOn: readonly Producer[]): void {
  const own = when === undefined ? [] : [{ by: step, when }];
  if (when?.excludes(when)) throw neverHolds(step);
  if (when?.isAlwaysTrue) throw alwaysHolds(step);
  const guards = [...new Set([...own, ...dependsOn.flatMap((one) => known.get(one) ?? [])])];
  known.set(step, guards);
  const pairs = guards.flatMap((one, at) => guards.slice(at + 1).map((other) => [one, other] as const));
  const pair = pairs.find(([one, other]) => one.when.excludes(other.when));
  if (pair === undefined) return;
  throw new GenomicsError('invalid-value', step, {
    what: 'a stage never runs: conditions of what it needs exclude each other',
    got: pair.map(({ by }) => `'${by.node.path}'`).join(' and '),
    expected: 'conditions that can hold together',
    fix: 'to take whichever of them ran, pass firstOf(a.outputs.x, b.outputs.x)',
  });
}

function neverHolds(step: Producer): GenomicsError {
  return new GenomicsError('invalid-value', step, {
    what: 'a stage never runs: parts of its condition exclude each other',
    got: 'its when',
    expected: 'a condition that can hold',
    fix: 'join with or(…) what cannot hold together',
  });
}

function alwaysHolds(step: Producer): GenomicsError {
  return new GenomicsError('invalid-value', step, {
    what: 'a condition always holds: one of its parts does with whatever value',
    got: 'its when',
    expected: 'a condition that can fail',
    fix: "join with and(…) what a value may not be: differs(x, 'a').and(differs(x, 'b')); or leave it out",
  });
}

/**
 * Refuses a choice of which a known word leaves all out: the reader and all behind it would be left out unsaid. Asked
 * when all stages are made, since a map is left out with what any stage of its body reads.
 */
export function mustBeCovered(workflow: IConstruct): void {
  for (const step of workflow.node.findAll().filter(isStep)) {
    if (DAG_SCOPE in step) continue;
    for (const { of, isSure } of step.choices ?? []) {
      const conditions = of.map((one) => (isStep(one) ? conditionOf(one) : undefined));
      const all = conditions.filter((one) => one !== undefined);
      const lost = isSure || all.length < conditions.length ? undefined : Condition.uncovered(all, guardsOf(step));
      if (lost === undefined) continue;
      throw new GenomicsError('invalid-value', step, {
        what: `with ${lost.of} '${lost.word}' none of the branches runs that it chooses from, nor does this stage`,
        got: `firstOf of ${of.map(({ node }) => `'${node.path}'`).join(', ')}`,
        expected: 'a branch for each word',
        fix:
          'add the branch, end firstOf with a file that is there in any case, or say it, of the stage or its map: ' +
          `when: differs(…, '${lost.word}')`,
      });
    }
  }
}

/** What else must hold for a step to run: its condition, those of what it reads, and those of the maps around it. */
function guardsOf(step: Step): readonly Condition[] {
  const own = [step.when, ...step.dependsOn.filter(isStep).map(conditionOf)].filter((one) => one !== undefined);
  const around = dagOf(step);
  return isStep(around) ? [...own, ...guardsOf(around)] : own;
}
