import { object } from '../check/json';
import { parseQuantity } from '../check/kubernetes/quantity';
import { containersOf } from '../check/model/template';
import type { Amount, ListLengths } from './amount';
import { knownLengths } from './loops';
import { nodeAmounts } from './node-count';
import { subjectOf } from './subject';
import { type Visit, visitsOf } from './visits';

/** What a stage's pod usually takes. */
export interface Estimate {
  /** Wall-clock minutes of one pod, from start to end; without waiting for a node and without retries. */
  readonly minutes: number;
}

/** One stage of a plan. */
export interface PlanRow {
  /** The template's name; with the WorkflowTemplate's before it where that is another. */
  readonly stage: string;
  readonly pods: Amount;
  /** Requested CPUs of one pod. */
  readonly cpu: number;
  /** Requested memory of one pod in GiB. */
  readonly memory: number;
  /** The declared estimate for one pod; hours cannot be told without. */
  readonly minutes: number | undefined;
  /** Whether a condition may leave it out. It is counted all the same. */
  readonly conditional: boolean;
}

/** What a run of a workflow will ask for: pods, CPU and memory, by stage. */
export interface Plan {
  readonly workflow: string;
  readonly rows: readonly PlanRow[];
  /** Templates that are called and not among the manifests: their stages are not here. */
  readonly missing: readonly string[];
  /** Entries of the run's `status.nodes`, as a sum. */
  readonly nodes: readonly Amount[];
  /** Lengths of the lists that stand in the manifest as a parameter's value. */
  readonly known: Exclude<ListLengths, number>;
}

/** Where an estimate is found: templates of one name may stand in several workflows. */
export function estimateKey(namespace: string | undefined, workflow: string | undefined, template: string): string {
  return [namespace, workflow, template].join('/');
}

/** The plan of a manifest; `estimates` by {@link estimateKey}. */
export function planOf(manifest: unknown, others: readonly unknown[], estimates: ReadonlyMap<string, Estimate>): Plan {
  const subject = subjectOf(manifest, others);
  const visits = visitsOf(subject);
  const { name } = subject.document;
  return {
    workflow: name,
    rows: visits.flatMap((visit) => rowOf(visit, name, estimates)),
    missing: [...new Set(visits.flatMap(({ missing }) => missing ?? []))],
    nodes: nodeAmounts(visits),
    known: knownLengths(subject.flow),
  };
}

function rowOf(
  { path, called, amount, conditional }: Visit,
  name: string,
  estimates: ReadonlyMap<string, Estimate>,
): readonly PlanRow[] {
  if (called === undefined || !called.template.isPod) return [];
  const { template, flow } = called;
  // An inline template has no name.
  const stage = template.name || (path.split('/').at(-1) ?? '');
  const { namespace, name: home } = flow.document;
  const requested = (resource: string): number =>
    containersOf(template)
      .filter(({ role }) => role !== 'init')
      .reduce((sum, { json }) => {
        const { requests, limits } = object(json['resources']);
        return sum + (parseQuantity(object(requests)[resource] ?? object(limits)[resource]) ?? 0);
      }, 0);
  return [
    {
      stage: home === name ? stage : `${home}/${stage}`,
      pods: amount,
      cpu: requested('cpu'),
      memory: requested('memory') / 1024 ** 3,
      minutes: estimates.get(estimateKey(namespace, home, template.name))?.minutes,
      conditional,
    },
  ];
}
