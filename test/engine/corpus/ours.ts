import { runWorkflow } from '../../../lib/run/engine';
import type { Workflow } from '../../../lib/run/manifest';
import { flattened } from '../../../lib/run/objects';
import { selectWorkflow } from '../../../lib/run/select';
import type { Case } from './cases';
import {
  type Answered,
  type Asked,
  askedOf,
  inOrder,
  inTaskOrder,
  NAME,
  type Recorded,
  type RecordedPod,
  UID,
} from './recorded';

/** What the engine of this library asks for and tells, where each container ends as it did under Argo. */
export function answered(
  { manifests, workflow: name, parameters }: Case,
  { argo, pods: recorded }: Recorded,
): Answered {
  const { workflow, others } = selectWorkflow(flattened(manifests), name);
  const named: Workflow = { ...workflow, metadata: { ...workflow.metadata, name: NAME } };
  const templates = [workflow, ...others].flatMap(({ spec }) => spec.templates ?? []);
  const nodes: (readonly [string, string])[] = [];
  const pods: Asked[] = [];
  const told: { phase: string } = { phase: 'none' };
  runWorkflow(
    { workflow: named, others: [workflow, ...others], parameters, uid: UID, engine: argo.startsWith('3.') ? '3' : '4' },
    {
      start: ({ invocation, retries }, ended) => {
        const { task, template } = invocation;
        pods.push(askedOf({ task, attempt: retries, template }, invocation, task));
        const end = recorded.find((one) => one.task === task && one.attempt === retries);
        if (end === undefined) throw new Error(`Argo started no ${task}, attempt ${retries}`);
        const { outputs } = templates.find((one) => one.name === template) ?? {};
        const texts = (outputs?.parameters ?? []).flatMap(({ name: output, valueFrom }) =>
          end.texts[output] === undefined ? [] : [[valueFrom?.path ?? '', end.texts[output]] as const],
        );
        ended({ ...endOf(end), texts: Object.fromEntries(texts) });
      },
      settled: ({ task, phase }) => nodes.push([task, phase]),
    },
    ({ phase, error }) => {
      if (error !== undefined) throw error;
      told.phase = phase;
    },
  );
  return { phase: told.phase, nodes: inOrder(nodes), pods: inTaskOrder(pods) };
}

function endOf({ phase, exitCode, message }: RecordedPod) {
  if (phase !== 'Succeeded' && phase !== 'Failed' && phase !== 'Error') throw new Error(`a pod that is ${phase}`);
  return {
    phase,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(message === undefined ? {} : { message }),
  } as const;
}
