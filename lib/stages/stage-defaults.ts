import type { Size } from 'cdk8s';
import type { Toleration } from '../workflow/model';
import type { RetryPolicy } from '../workflow/retry';
import type { ArgoVersion } from './argo-version';
import type { ComputeProfile } from './compute-profile';

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
  /** Taints that pods may run on, beside those of the compute profile. @default none */
  readonly tolerations?: readonly Toleration[];
  /** An account that exists; for workflows. @default an own account with the one right that Argo's executor needs */
  readonly serviceAccountName?: string;
  /** On each pod. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Fields newer than this are never emitted. @default '3.4', which the vendor's control plane descends from */
  readonly argoVersion?: ArgoVersion;
}
