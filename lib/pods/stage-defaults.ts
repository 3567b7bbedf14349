import { Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Toleration } from '../argo/model';
import { accountName } from '../argo/names';
import { type MemoryGrowth, mustBeRetry, type RetryPolicy } from '../argo/retry';
import { GenomicsError } from '../errors';
import {
  ANYTHING,
  either,
  type Fields,
  FUNCTION,
  kind,
  listOfKind,
  mustBe,
  mustBeConstruct,
  NUMBER,
  oneOf,
  optional,
  recordOf,
  shape,
  spelt,
  TEXT,
} from '../kinds';
import type { Estimate } from '../overview/plan';
import { defined } from '../values/defined';
import type { ArgoVersion } from './argo-version';
import type { ComputeChoice, ComputeProfile } from './compute-profile';
import { deadlineOf } from './deadline';
import { type Environment, mustBeEnvironment } from './environment';
import { imageOf } from './image';
import { type ExtraVolume, type ExtraVolumes, mustBeMounts } from './mounts';
import { mustBeName, type Queue } from './queue';
import { type ExtendedResources, mergeSizes, mustBeSize, type Requests } from './resources';

/** What holds for every stage below a scope, until a scope further down or the stage itself says otherwise. */
export interface StageDefaults {
  /** A tag or, better, a digest: `repository@sha256:…`. */
  readonly image?: string;
  /**
   * Whole CPUs, the limit; threads follow. It is requested as well, unless `requests` says otherwise.
   * @default 2, the size of the smallest ECI instances for such work; 1 is requested
   */
  readonly cpu?: number;
  /**
   * Memory, the limit. It is requested as well, unless `requests` says otherwise.
   * @default '4Gi', ECI's ratio of 2 GiB to a CPU; 1536Mi is requested
   */
  readonly memory?: string | Size;
  /**
   * What a node must have free, where that is less than the limit. It holds for the limit that it is given with: who
   * sets another `cpu` or `memory` further down has that requested again.
   * @default `cpu` and `memory` where they are set; else 1 and 1536Mi, of which two pods fit on a node of 4 CPUs
   */
  readonly requests?: Requests;
  /**
   * What a node offers beside CPU, memory and disk, as `{ 'nvidia.com/gpu': 1 }`: request and limit. 0 is none of what
   * is asked for above. @default none
   */
  readonly extendedResources?: ExtendedResources;
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
  /**
   * Variables that tools read by themselves, by name: texts, or keys of Secrets. A text is in the work key; see
   * {@link PlainText} for one that is not. @default none
   */
  readonly env?: Environment;
  /** Databases, settings, licences and places to write to, by the path at which they are mounted. @default none */
  readonly mounts?: ExtraVolumes;
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

const MARKS = optional(recordOf(TEXT));
const TOLERATIONS = optional(listOfKind(recordOf(TEXT)));

/** A compute profile. */
export const PROFILE = spelt({ labels: MARKS, annotations: MARKS, nodeSelector: MARKS, tolerations: TOLERATIONS });

const QUANTITY = optional(
  either(
    'a quantity',
    TEXT,
    NUMBER,
    kind('a Size', (value) => value instanceof Size),
  ),
);

/** A kind for each setting. */
export const SETTING_KINDS = {
  image: optional(TEXT),
  requests: optional(spelt({ cpu: QUANTITY, memory: QUANTITY } satisfies Fields<Requests>)),
  extendedResources: optional(recordOf(NUMBER)),
  env: optional(
    recordOf(
      either(
        "a text, { value: 'text', affectsResults: false } or { secret: 'name', key: 'key' }",
        TEXT,
        shape({ value: TEXT }),
        shape({ secret: TEXT, key: TEXT }),
      ),
    ),
  ),
  mounts: optional(
    recordOf(
      spelt({
        claim: optional(TEXT),
        subPath: optional(TEXT),
        configMap: optional(TEXT),
        secret: optional(TEXT),
        emptyDir: optional(oneOf('disk', 'memory')),
        size: ANYTHING,
      } satisfies Fields<ExtraVolume>),
    ),
  ),
  retry: optional(
    spelt({
      limit: ANYTHING,
      lost: ANYTHING,
      backoff: ANYTHING,
      factor: ANYTHING,
      memoryGrowth: optional(spelt({ max: TEXT } satisfies Fields<MemoryGrowth>)),
    } satisfies Fields<RetryPolicy>),
  ),
  // What is wrong with these is told by what reads them.
  cpu: ANYTHING,
  memory: ANYTHING,
  scratch: ANYTHING,
  deadlineSeconds: ANYTHING,
  compute: optional(either('a profile, or a function that gives one', FUNCTION, PROFILE)),
  queue: optional(
    either(
      "false, or an object as { kueue: 'name' }",
      kind('false', (value) => value === false),
      spelt({ kueue: optional(TEXT), workloadPriorityClass: optional(TEXT), volcano: optional(TEXT) }),
    ),
  ),
  priorityClassName: optional(TEXT),
  estimate: optional(spelt({ minutes: NUMBER })),
  publish: optional(oneOf('results', 'none')),
  imagePullSecrets: optional(listOfKind(TEXT)),
  tolerations: TOLERATIONS,
  serviceAccountName: optional(TEXT),
  labels: MARKS,
  annotations: MARKS,
  argoVersion: optional(oneOf('3.4', '3.5', '3.6', '3.7', '4.0', '4.1')),
} satisfies Fields<StageDefaults>;

const SETTINGS = spelt(SETTING_KINDS);

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
  mustBeConstruct(scope, 'setDefaults');
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
  mustBe(where, settings, SETTINGS);
  const {
    image,
    env = {},
    mounts = {},
    retry,
    deadlineSeconds,
    priorityClassName,
    estimate,
    serviceAccountName,
  } = settings;
  if (image !== undefined) imageOf(where, image);
  mustBeSize(where, settings);
  mustBeEnvironment(where, env);
  mustBeMounts(where, mounts);
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
 * Records merge: labels, annotations, variables, mounts, extended resources, retries. A compute profile and a queue are
 * one choice each, and are replaced: the labels of two clouds would contradict each other.
 */
function merge(outer: StageDefaults, inner: StageDefaults): StageDefaults {
  const { requests: _, ...others } = outer;
  return {
    ...others,
    ...inner,
    ...mergeSizes(outer, inner),
    labels: { ...outer.labels, ...inner.labels },
    annotations: { ...outer.annotations, ...inner.annotations },
    env: { ...outer.env, ...inner.env },
    mounts: { ...outer.mounts, ...inner.mounts },
    extendedResources: { ...outer.extendedResources, ...inner.extendedResources },
    ...(outer.retry === undefined && inner.retry === undefined
      ? {}
      : { retry: { ...outer.retry, ...defined(inner.retry ?? {}) } }),
  };
}
