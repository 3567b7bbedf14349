import type { Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Toleration } from '../argo/model';
import { accountName } from '../argo/names';
import { mustBeRetry, type RetryPolicy } from '../argo/retry';
import { GenomicsError } from '../errors';
import type { Estimate } from '../overview/plan';
import { defined } from '../values/defined';
import { mustBeWhole } from '../values/numbers';
import { quantity } from '../values/quantity';
import type { ArgoVersion } from './argo-version';
import type { ComputeChoice, ComputeProfile } from './compute-profile';
import { deadlineOf } from './deadline';
import { imageOf } from './image';
import { mustBeName, type Queue } from './queue';

/** What holds for every stage below a scope, until a scope further down or the stage itself says otherwise. */
export interface StageDefaults {
  /** A tag or, better, a digest: `repository@sha256:…`. */
  readonly image?: string;
  /**
   * Whole CPUs, both requested and the limit; threads follow.
   * @default 2, the size of the smallest ECI instances for such work
   */
  readonly cpu?: number;
  /** Memory, both requested and the limit. @default '4Gi', ECI's ratio of 2 GiB to a CPU */
  readonly memory?: string | Size;
  /** Free space that /tmp must have before work. @default '10Gi', a third of what an ECI instance has without asking */
  readonly scratch?: string | Size;
  /** @default 3 retries of lost, preempted and temporarily failed attempts */
  readonly retry?: RetryPolicy;
  /**
   * Seconds that the pod of one attempt may take, from 1 to 2147483647, or `false` for no limit: Argo's
   * `activeDeadlineSeconds`. The node counts from when it takes the pod on: pulling the image counts, waiting for a
   * place, a queue or a mutex does not. Such an attempt fails with "Pod was active on the node longer than the
   * specified deadline" and is not made again. Argo 3.4 tells expressions no message: there it is, as a lost one. Give
   * a stage that may work longer than two weeks its own.
   * @default 1209600, two weeks: the most common limit of the clusters in nf-core/configs
   */
  readonly deadlineSeconds?: number | false;
  /** A profile, or a function that chooses one by the stage. @default none: wherever the cluster puts pods */
  readonly compute?: ComputeProfile | ComputeChoice;
  /**
   * The queue of Kueue or Volcano that admits the pods; `false` for none of those above.
   * @default none: pods start as nodes have room
   */
  readonly queue?: Queue | false;
  /**
   * A PriorityClass of the cluster: whose pods go first, and whose may be preempted for them.
   * @default the cluster's own
   */
  readonly priorityClassName?: string;
  /** What one pod usually takes, for plans; it changes no manifest. @default none: a plan then tells no hours */
  readonly estimate?: Estimate;
  /**
   * Whether results appear under their own names, or stay in the work folder alone, for later stages: `none` saves a
   * bucket the second upload of each. Other pipelines find no file then. @default 'results'
   */
  readonly publish?: 'results' | 'none';
  /**
   * Secrets to pull the image with: on the workflow's own account where it is set for the workflow, else in the pod's
   * patch.
   * @default none
   */
  readonly imagePullSecrets?: readonly string[];
  /** Taints that pods may run on, beside those of the compute profile. @default none */
  readonly tolerations?: readonly Toleration[];
  /**
   * The ServiceAccount that pods run under. It must exist in their namespace, mount its token, and may `create` and
   * `patch` `workflowtaskresults` of `argoproj.io`, or every pod of it ends in error: the checks tell where they see
   * the account. For a workflow, or above one, it is the account of the whole workflow; for a stage, or a scope
   * between, of that stage's pods alone.
   * @default of a workflow: an account of its own, with that one right; of a stage: its workflow's
   */
  readonly serviceAccountName?: string;
  /** On each pod. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * The cluster's Argo, for whole workflows: nothing newer is emitted, and what versions spell in two ways (mutexes,
   * schedules) as it has it.
   * @default '3.4', which the vendor's control plane descends from, and nothing that is spelt in two ways
   */
  readonly argoVersion?: ArgoVersion;
}

const KEY = 'cdk8s-genomics.defaults';

/** Marks a workflow whose account and pull secrets are decided. */
const DECIDED = 'cdk8s-genomics.account-decided';

/** The settings that decide which objects a workflow has. */
const DECIDE = ['serviceAccountName', 'imagePullSecrets'] as const;

/**
 * Sets defaults on an app, a chart, a workflow or a map, for all stages below it, whether they were created before or
 * will be. `serviceAccountName` and `imagePullSecrets` decide which objects a workflow has: above a workflow, they must
 * be set before it is created. So must the `argoVersion` of a workflow with a `schedule` or `exclusive: true`.
 *
 * @throws GenomicsError where a value is wrong, or comes too late
 */
export function setDefaults(scope: IConstruct, defaults: StageDefaults): void {
  mustBeUsable(scope, defaults);
  const late = DECIDE.find((name) => defaults[name] !== undefined);
  if (late !== undefined) mustComeBefore(scope, late);
  scope.node.addMetadata(KEY, Object.freeze(defined(defaults)));
}

/** From here on the account of a workflow is what it is. */
export function decideAccount(workflow: IConstruct): void {
  workflow.node.addMetadata(DECIDED, true);
}

/**
 * What holds for a stage: its own props before those of the scopes above it, the nearest first. It is asked when the
 * manifest is written, so that the order in which code was written does not matter.
 */
export function resolveDefaults(scope: IConstruct, own: StageDefaults): StageDefaults {
  const above = scope.node.scopes.flatMap((at) =>
    at.node.metadata.filter(({ type }) => type === KEY).map(({ data }) => data as StageDefaults),
  );
  return [...above, defined(own)].reduce(merge, {});
}

/** Refuses, where it is written, a setting that no stage could have. */
export function mustBeUsable(where: IConstruct, settings: StageDefaults): void {
  const { image, cpu, memory, scratch, retry, deadlineSeconds, priorityClassName, estimate, serviceAccountName } =
    settings;
  if (image !== undefined) imageOf(where, image);
  mustBeWhole(where, 'cpu', cpu, 1);
  if (memory !== undefined) quantity(where, 'memory', memory);
  if (scratch !== undefined) quantity(where, 'scratch', scratch);
  if (retry !== undefined) mustBeRetry(where, retry);
  deadlineOf(where, deadlineSeconds);
  if (priorityClassName !== undefined) mustBeName(where, 'priorityClassName', priorityClassName);
  if (estimate !== undefined) mustBeEstimate(where, estimate);
  if (serviceAccountName !== undefined) accountName(where, serviceAccountName);
}

function mustBeEstimate(where: IConstruct, { minutes }: Estimate): void {
  if (Number.isFinite(minutes) && minutes > 0) return;
  throw new GenomicsError('invalid-value', where, {
    what: 'estimate.minutes is not a time that a pod takes',
    got: `${minutes}`,
    expected: 'a number above 0',
    fix: 'give the minutes of one pod, or leave estimate out',
  });
}

function mustComeBefore(scope: IConstruct, name: string): void {
  const isDecided = ({ node }: IConstruct): boolean => node.metadata.some(({ type }) => type === DECIDED);
  const workflow = scope.node.findAll().find((below) => below !== scope && isDecided(below));
  if (workflow === undefined) return;
  throw new GenomicsError('invalid-value', scope, {
    what: `${name} is set above a workflow that is already created`,
    got: `a default for '${workflow.node.path}'`,
    expected: 'a default that is set before: it decides which objects the workflow has',
    fix: 'call setDefaults before the workflow is created, or give the workflow the prop',
  });
}

/**
 * Records merge: labels, annotations, retries. A compute profile and a queue are one choice each, and are replaced: the
 * labels of two clouds would contradict each other.
 */
function merge(outer: StageDefaults, inner: StageDefaults): StageDefaults {
  return {
    ...outer,
    ...inner,
    labels: { ...outer.labels, ...inner.labels },
    annotations: { ...outer.annotations, ...inner.annotations },
    ...(outer.retry === undefined && inner.retry === undefined
      ? {}
      : { retry: { ...outer.retry, ...defined(inner.retry ?? {}) } }),
  };
}
