import type { IConstruct } from 'constructs';
import type { Placement } from '../argo/model';
import { GenomicsError } from '../errors';

/**
 * Who admits a stage's pods, by the words of Kueue or of Volcano, never of both.
 *
 * - `kueue`: a LocalQueue of the namespace. Kueue holds each pod back until its quota has room; it does not know the
 * workflow. Needs
 *   Kueue's integration `pod`, switched on for the namespace. `workloadPriorityClass` orders what waits in the queue.
 * - `volcano`: a Queue of the cluster. Volcano keeps one group for all pods of a run, in the queue of its first pod:
 * one queue a workflow.
 *
 * @see https://kueue.sigs.k8s.io/docs/tasks/run/external_workloads/argo_workflow/
 * @see https://github.com/volcano-sh/volcano/blob/master/pkg/controllers/podgroup/pg_controller_handler.go
 */
export type Queue =
  | { readonly kueue: string; readonly workloadPriorityClass?: string; readonly volcano?: never }
  | { readonly volcano: string; readonly kueue?: never; readonly workloadPriorityClass?: never };

type Marks = Pick<Placement, 'labels' | 'annotations' | 'schedulerName'>;

/** What tells the queue's manager of a pod. `above` is what holds for the whole workflow. */
export function queueMarks(
  stage: IConstruct,
  queue: Queue | false | undefined,
  above: Queue | false | undefined,
): Marks {
  if (queue === undefined || queue === false) return { labels: {}, annotations: {} };
  if (queue.volcano === undefined) {
    const { kueue, workloadPriorityClass: priority } = queue;
    const named = { 'kueue.x-k8s.io/queue-name': mustBeName(stage, 'queue.kueue', kueue) };
    if (priority === undefined) return { labels: named, annotations: {} };
    return {
      labels: { ...named, 'kueue.x-k8s.io/priority-class': mustBeName(stage, 'queue.workloadPriorityClass', priority) },
      annotations: {},
    };
  }
  const name = mustBeName(stage, 'queue.volcano', queue.volcano);
  if (above === undefined || above === false || above.volcano !== name) throw severalQueues(stage, name, above);
  return { labels: {}, annotations: { 'scheduling.volcano.sh/queue-name': name }, schedulerName: 'volcano' };
}

/** Refuses what no object of Kubernetes is called; 63 characters, since Kueue has it as a label's value. */
export function mustBeName(stage: IConstruct, what: string, name: string): string {
  if (/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw new GenomicsError('invalid-value', stage, {
    what: `${what} is no object's name`,
    got: `'${name}'`,
    expected: 'lower-case letters, digits, hyphens and dots, at most 63',
    fix: 'give the name as kubectl shows it',
  });
}

function severalQueues(stage: IConstruct, name: string, above: Queue | false | undefined): GenomicsError {
  return new GenomicsError('invalid-value', stage, {
    what:
      "a stage has a Volcano queue that is not its workflow's, " +
      'and Volcano puts all pods of a run into the queue of the first',
    got: `'${name}'`,
    expected: `'${(above === false ? undefined : above?.volcano) ?? 'none'}', as the workflow has it`,
    fix: 'set the queue on the workflow or above it; a stage can only have queue: false',
  });
}
