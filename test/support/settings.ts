import { createHash } from 'node:crypto';
import type { Chart } from 'cdk8s';
import { Size, Testing } from 'cdk8s';
import { onNodes, type Planned, type RetryPolicy, resourcePlan, type StageDefaults } from '../../lib';

/**
 * Another value for each setting of `T`: one that is added to the library, and not where this stands, does not compile.
 */
export type Others<T> = { readonly [K in keyof Required<T>]: Required<T>[K] };

const retry: Others<RetryPolicy> = { limit: 2, lost: 9, backoff: '7s', factor: 5, memoryGrowth: { max: '999Gi' } };
const stage: Others<StageDefaults> = {
  image: 'other:2',
  cpu: 7,
  memory: Size.gibibytes(13),
  scratch: '17Gi',
  requests: { cpu: 0.5, memory: '200Mi' },
  extendedResources: { 'nvidia.com/gpu': 2 },
  env: { LICENCE: { secret: 'sentieon', key: 'licence' } },
  mounts: { '/opt/db': { claim: 'db' } },
  retry: { limit: 9 },
  deadlineSeconds: 77,
  compute: onNodes({ pool: 'big' }),
  queue: { kueue: 'q' },
  priorityClassName: 'high',
  estimate: { minutes: 33 },
  imagePullSecrets: ['secret'],
  tolerations: [{ key: 't', operator: 'Exists' }],
  serviceAccountName: 'another',
  labels: { l: '1' },
  annotations: { n: '1' },
  argoVersion: '3.7',
  publish: 'none',
};

/** Each setting that a stage may have, alone, with a value that is not the default. */
export const stageSettings: readonly (readonly [name: string, setting: StageDefaults])[] = [
  ...Object.entries(stage).map(([key, value]) => [key, { [key]: value }] as const),
  ...Object.entries(retry).map(([key, value]) => [`retry.${key}`, { retry: { [key]: value } }] as const),
];

/** What was made: a chart with one workflow. */
export interface Made {
  readonly chart: Chart;
  readonly workflow: Planned;
}

/** A hash of what comes of `make`, of whatever a setting can change, in one stage or in all; or what refuses it. */
export function outcome(make: () => Made, template?: string): string {
  try {
    return createHash('sha256').update(written(make(), template)).digest('hex');
  } catch (error) {
    return `refused: ${error}`;
  }
}

/** The manifests and the plan; or the one template and its line of the plan. */
function written({ chart, workflow }: Made, template?: string): string {
  const manifests = Testing.synth(chart);
  const { rows } = resourcePlan(workflow);
  if (template === undefined) return JSON.stringify([manifests, rows]);
  const { spec } = manifests.find(({ kind }) => kind === 'WorkflowTemplate');
  const found = spec.templates.find(({ name }: { readonly name: string }) => name === template);
  if (found === undefined) throw new Error(`there is no template ${template}`);
  return JSON.stringify([found, rows.filter((row) => row.stage === template)]);
}
