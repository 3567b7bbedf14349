import type { IConstruct } from 'constructs';
import type { Placement } from '../argo/model';
import { GenomicsError } from '../errors';
import { mustBe } from '../kinds';
import type { ComputeProfile, StageFacts } from './compute-profile';
import { mustBeName, queueMarks } from './queue';
import { PROFILE, type StageDefaults } from './stage-defaults';

/** The profile of a stage, chosen by what it is where somebody chooses. */
export function profileOf({ compute }: StageDefaults, facts: StageFacts): ComputeProfile | undefined {
  return typeof compute === 'function' ? compute(facts) : compute;
}

/**
 * Where a stage's pods run, who admits them, and what marks them. Labels and annotations of the stage win over the
 * profile's. `workflowQueue` is what holds for the whole workflow.
 */
export function placementOf(
  stage: IConstruct,
  settings: Omit<StageDefaults, 'compute'>,
  compute: ComputeProfile | undefined,
  workflowQueue?: StageDefaults['queue'],
): Placement {
  const { labels, annotations, tolerations = [], priorityClassName } = settings;
  if (compute !== undefined) mustBe(stage, compute, PROFILE, 'compute');
  const queue = queueMarks(stage, settings.queue, workflowQueue);
  const marks = { ...compute?.labels, ...labels, ...compute?.annotations, ...annotations };
  const tagged = Object.entries(marks).find((mark) => mark.some((text) => text.includes('{{')));
  if (tagged !== undefined) throw taggedMark(stage, tagged);
  return {
    labels: { ...compute?.labels, ...queue.labels, ...labels },
    annotations: { ...compute?.annotations, ...queue.annotations, ...annotations },
    nodeSelector: { ...compute?.nodeSelector },
    tolerations: [...(compute?.tolerations ?? []), ...tolerations],
    ...(queue.schedulerName === undefined ? {} : { schedulerName: queue.schedulerName }),
    ...(priorityClassName === undefined
      ? {}
      : { priorityClassName: mustBeName(stage, 'priorityClassName', priorityClassName) }),
  };
}

function taggedMark(stage: IConstruct, [name, value]: readonly [string, string]): GenomicsError {
  return new GenomicsError('invalid-value', stage, {
    what: "a label or annotation holds '{{', which Argo would replace",
    got: `'${name}: ${value}'`,
    expected: 'a text that is known at synth',
    fix: 'write the value itself',
  });
}
