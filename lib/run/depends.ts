import { evaluate } from './expression';
import type { DagTask } from './manifest';

/** How a node ended. `Omitted` is what was not begun, whatever the cause. */
export type Phase = 'Succeeded' | 'Failed' | 'Error' | 'Skipped' | 'Omitted';

/** What `depends` knows of a task that ended. */
export interface Ending {
  readonly phase: Phase;
  /** The phases of a loop's items. */
  readonly items?: readonly Phase[];
}

const TASK = /([A-Za-z0-9][-A-Za-z0-9]*)(\.[A-Z][a-zA-Z]+)?/g;

/** The tasks that a task waits for. */
export function dependenciesOf({ depends = '', dependencies = [] }: DagTask): readonly string[] {
  return [...new Set([...dependencies, ...[...depends.matchAll(TASK)].map(([, name = '']) => name)])];
}

/**
 * Whether a task begins, when all that it waits for has ended so: a name alone is one that succeeded or was skipped.
 */
export function mayBegin(task: DagTask, endings: ReadonlyMap<string, Ending>): boolean {
  const names = dependenciesOf(task);
  if (names.length === 0) return true;
  const expression = (task.depends ?? names.join(' && ')).replace(
    TASK,
    (written, name: string, status: string | undefined) =>
      status === undefined ? `(${name}.Succeeded || ${name}.Skipped)` : written,
  );
  const results = names.flatMap((name) => resultsOf(name, endings.get(name)));
  return evaluate(expression.replaceAll('-', '_'), Object.fromEntries(results)) === true;
}

function resultsOf(name: string, ending: Ending | undefined): readonly (readonly [string, boolean])[] {
  const phase = ending?.phase;
  const items = ending?.items ?? [];
  const results = {
    Succeeded: phase === 'Succeeded',
    Failed: phase === 'Failed',
    Errored: phase === 'Error',
    Skipped: phase === 'Skipped',
    Omitted: phase === 'Omitted',
    Daemoned: false,
    AnySucceeded: items.includes('Succeeded'),
    AllFailed: items.length > 0 && items.every((one) => one === 'Failed'),
  };
  return Object.entries(results).map(([result, holds]) => [`${name}.${result}`.replaceAll('-', '_'), holds]);
}

/** Tasks in an order that their edges allow. */
export function inOrder(tasks: readonly DagTask[]): readonly DagTask[] {
  const done = new Set<string>();
  const ordered: DagTask[] = [];
  while (ordered.length < tasks.length) {
    const next = tasks.find(
      (task) => !done.has(task.name ?? '') && dependenciesOf(task).every((name) => done.has(name)),
    );
    if (next === undefined) throw new Error('the DAG has a cycle, or an edge to a task that is not there');
    done.add(next.name ?? '');
    ordered.push(next);
  }
  return ordered;
}

export function isFailure(phase: Phase | undefined): phase is 'Failed' | 'Error' {
  return phase === 'Failed' || phase === 'Error';
}

/** How a DAG ends: as its last tasks do, and one of those that was left out as what came before it. */
export function phaseOfDag(tasks: readonly DagTask[], endings: ReadonlyMap<string, Ending>): Phase {
  const needed = new Set(tasks.flatMap(dependenciesOf));
  const byName = new Map(tasks.map((task) => [task.name ?? '', task]));
  const known = new Map<string, Phase>();
  const branch = (name: string): Phase => {
    const found = known.get(name) ?? branchOf(name);
    known.set(name, found);
    return found;
  };
  const branchOf = (name: string): Phase => {
    const phase = endings.get(name)?.phase ?? 'Omitted';
    if (phase === 'Succeeded' || isFailure(phase)) return phase;
    const before = dependenciesOf(byName.get(name) ?? {}).map(branch);
    return before.find(isFailure) ?? 'Succeeded';
  };
  return (
    tasks
      .map(({ name = '' }) => name)
      .filter((name) => !needed.has(name))
      .map(branch)
      .find(isFailure) ?? 'Succeeded'
  );
}
