import type { Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { RetryPolicy } from '../workflow/retry';
import type { ComputeProfile } from './compute-profile';

/** Argo versions whose fields may be emitted. */
export type ArgoVersion = '3.4' | '3.5' | '3.6' | '3.7' | '4.0' | '4.1';

/** What holds for every stage below a scope, until a scope further down or the stage itself says otherwise. */
export interface StageDefaults {
  /** A tag or, better, a digest: `repository@sha256:…`. */
  readonly image?: string;
  /** Whole CPUs, both requested and the limit; threads follow. @default 2, the size of the smallest ECI instances for such work */
  readonly cpu?: number;
  /** Memory, both requested and the limit. @default '4Gi', ECI's ratio of 2 GiB to a CPU */
  readonly memory?: string | Size;
  /** Free space that /tmp must have before work. @default '10Gi', a third of what an ECI instance has without asking */
  readonly scratch?: string | Size;
  /** @default 3 retries of lost, preempted and temporarily failed attempts */
  readonly retry?: RetryPolicy;
  /** Seconds after which an attempt is ended. @default none: nobody knows how long another's data take */
  readonly deadlineSeconds?: number;
  /** @default none: wherever the cluster puts pods */
  readonly compute?: ComputeProfile;
  /** Secrets to pull the image with: on the workflow's own account where it is set for the workflow, else in the pod's patch. @default none */
  readonly imagePullSecrets?: readonly string[];
  /** On each pod. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Fields newer than this are never emitted. @default '3.4', which the vendor's control plane descends from */
  readonly argoVersion?: ArgoVersion;
}

const KEY = 'cdk8s-genomics.defaults';

/** Sets defaults on an app, a chart, a workflow or a map, for the stages created below it from then on. */
export function setDefaults(scope: IConstruct, defaults: StageDefaults): void {
  scope.node.addMetadata(KEY, Object.freeze(defined(defaults)));
}

/** What holds for a stage: its own props before those of the scopes above it, the nearest first. */
export function resolveDefaults(scope: IConstruct, own: StageDefaults): StageDefaults {
  const above = scope.node.scopes.flatMap((at) =>
    at.node.metadata.filter(({ type }) => type === KEY).map(({ data }) => data as StageDefaults),
  );
  return [...above, defined(own)].reduce(merge, {});
}

function merge(outer: StageDefaults, inner: StageDefaults): StageDefaults {
  return {
    ...outer,
    ...inner,
    labels: { ...outer.labels, ...inner.labels },
    annotations: { ...outer.annotations, ...inner.annotations },
  };
}

function defined(defaults: StageDefaults): StageDefaults {
  return Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined));
}
