import type { Condition } from './condition';
import { orderOf } from './order';
import type { Producer } from './producer';
import { type DagScope, dagOf, type Step, siblingIn } from './step';

/** What a step waits for, as steps of the DAG that it stands in. */
interface Links {
  /** Those must have succeeded. */
  readonly needed: readonly Step[];
  /** Those may have failed. */
  readonly settled: readonly Step[];
  /** Those may have been left out, of which one must have run unless something is there in any case. */
  readonly choices: readonly { readonly of: readonly Step[]; readonly isSure: boolean }[];
}

function linksOf(scope: DagScope, step: Step): Links {
  const beside = (producers: readonly Producer[]): readonly Step[] => {
    const siblings = producers.flatMap((one) => siblingIn(scope, one) ?? []);
    return [...new Set(siblings)].filter((one) => one !== step);
  };
  const needed = beside(step.dependsOn);
  const settled = beside(step.waitsFor ?? []).filter((one) => !needed.includes(one));
  const after = orderOf(scope, step).map((one) => ({ of: [one], isSure: true }));
  const choices = [...(step.choices ?? []), ...after].map(({ of, isSure }) => ({ of: beside(of), isSure }));
  return { needed, settled, choices: choices.filter(({ of }) => of.length > 0) };
}

/** The steps beside it that end before a step may begin. */
export function stepsBefore(scope: DagScope, step: Step): readonly Step[] {
  const { needed, settled, choices } = linksOf(scope, step);
  return [...needed, ...settled, ...choices.flatMap(({ of }) => of)];
}

/**
 * A step that may be skipped must have succeeded for its readers to run: they would find no file. What settles may have
 * failed. Where one of several is taken, each must have ended well or been left out, so that no failure is passed over.
 */
export function dependsOf(scope: DagScope, step: Step): string {
  const { needed, settled, choices } = linksOf(scope, step);
  const seen = new Set([...needed, ...settled]);
  const clauses = [
    ...needed.map(ran),
    ...settled.map((one) => `(${ran(one)} || ${one.node.id}.Failed || ${one.node.id}.Errored)`),
    ...choices.flatMap(({ of, isSure }) => [...of.flatMap((one) => endedWell(scope, one, seen)), ...anyOf(of, isSure)]),
  ];
  return [...new Set(clauses)].join(' && ');
}

function ran({ node, when }: Step): string {
  return when === undefined ? node.id : `${node.id}.Succeeded`;
}

function anyOf(steps: readonly Step[], isSure: boolean): readonly string[] {
  if (isSure) return [];
  return [steps.length === 1 ? steps.map(ran).join() : `(${steps.map(ran).join(' || ')})`];
}

/**
 * Succeeded or left out. To Argo a task counts as left out (`Omitted`) too where what it reads failed: where it may be
 * left out with what it reads, that must have ended well as well.
 */
function endedWell(scope: DagScope, step: Step, seen: Set<Step>): readonly string[] {
  if (seen.has(step)) return [];
  seen.add(step);
  const { id } = step.node;
  return mayBeOmitted(step) ? [`(${id} || ${id}.Omitted)`, ...allEndedWell(scope, step, seen)] : [id];
}

/** All that a step reads. What it settles may fail, but not what that reads. */
function allEndedWell(scope: DagScope, step: Step, seen: Set<Step>): readonly string[] {
  const { needed, settled, choices } = linksOf(scope, step);
  return [
    ...[...needed, ...choices.flatMap(({ of }) => of)].flatMap((one) => endedWell(scope, one, seen)),
    ...settled.flatMap((one) => allEndedWell(scope, one, seen)),
  ];
}

/** What must hold for a step to run where nothing fails: its own condition, and those of what it reads in its DAG. */
export function conditionOf(step: Step): Condition | undefined {
  return allOf([...conditionsOf(step, new Set())]);
}

function mayBeOmitted(step: Step): boolean {
  return conditionsOf(step, new Set()).some((condition) => condition !== step.when);
}

function conditionsOf(step: Step, seen: Set<Step>): readonly Condition[] {
  if (seen.has(step)) return [];
  seen.add(step);
  const { needed, settled, choices } = linksOf(dagOf(step), step);
  const read = [...needed, ...settled].flatMap((one) => conditionsOf(one, seen));
  const chosen = choices.flatMap(({ of, isSure }) => (isSure ? [] : anyRan(of)));
  return [...(step.when === undefined ? [] : [step.when]), ...read, ...chosen];
}

/** One of several ran. */
function anyRan(steps: readonly Step[]): readonly Condition[] {
  const each = steps.map(conditionOf);
  const [first, ...others] = each.filter((one) => one !== undefined);
  if (first === undefined || others.length < each.length - 1) return [];
  return [others.reduce((all, one) => all.or(one), first)];
}

function allOf([first, ...others]: readonly Condition[]): Condition | undefined {
  return first === undefined ? undefined : others.reduce((all, one) => all.and(one), first);
}
