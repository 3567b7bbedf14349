import type { JsonPatch } from 'cdk8s';
import type { Retry } from './retry';

/**
 * A parameter that a template declares. `value` is what Argo computes for it, `default` what holds when a caller gives
 * none.
 */
export interface TemplateInput {
  readonly name: string;
  readonly value?: string;
  readonly default?: string;
}

/** An environment variable: a text, a limit of the container, or a key of a Secret, unset where there is none. */
export type EnvironmentVariable =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly secret: string; readonly key: string }
  | { readonly name: string; readonly resource: string; readonly divisor?: string };

export interface Mount {
  readonly volume: string;
  readonly path: string;
  readonly readOnly: boolean;
  /** The folder of the volume. @default all of it */
  readonly subPath?: string;
}

export type PodVolume =
  | { readonly name: string; readonly claimName: string }
  | { readonly name: string; readonly configMap: string }
  | { readonly name: string; readonly secret: string }
  | { readonly name: string; readonly emptyDir: { readonly medium?: 'Memory'; readonly sizeLimit?: string } };

/** What a container may use at most, and what a node must have free for it: quantities by the resource's name. */
export interface Resources {
  readonly limits: Readonly<Record<string, string>>;
  readonly requests: Readonly<Record<string, string>>;
}

/** The user that a pod runs as. Root only where the files on the volume are root's. */
export type Owner = 'root' | { readonly uid: number; readonly gid: number };

export interface Toleration {
  readonly key?: string;
  readonly operator?: 'Equal' | 'Exists';
  readonly value?: string;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** Where pods run, and what marks them. */
export interface Placement {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  /** @default the cluster's own scheduler */
  readonly schedulerName?: string;
  /** A PriorityClass of the cluster. @default the cluster's own */
  readonly priorityClassName?: string;
}

/** Mutexes by name: a list since Argo 3.6, one before. */
export type Locks = { readonly mutexes: readonly string[] } | { readonly mutex: string };

/** A file with a text that is there when a container starts: a raw artifact. */
export interface TemplateFile {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** One container, alone: nothing that it needs to run stands outside of it. */
export interface ContainerTemplate {
  readonly kind: 'container';
  readonly name: string;
  /** Shown by Argo's console instead of the name; 3.7's. */
  readonly title?: string;
  readonly inputs: readonly TemplateInput[];
  readonly files: readonly TemplateFile[];
  /** Small files that Argo reads when the container has ended: parameters that other tasks may take. */
  readonly texts?: readonly { readonly name: string; readonly path: string }[];
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly EnvironmentVariable[];
  readonly resources: Resources;
  readonly mounts: readonly Mount[];
  readonly volumes: readonly PodVolume[];
  readonly owner: Owner;
  readonly retry: Retry;
  /** Held while the container works and is tried again. */
  readonly locks?: Locks;
  readonly deadlineSeconds?: number;
  /** @default the workflow's */
  readonly serviceAccountName?: string;
  readonly placement: Placement;
  readonly podSpecPatch?: string;
  /** Patches of what is rendered, for what this model does not know, and the stage that asks for them. */
  readonly patches?: { readonly by: string; readonly all: readonly JsonPatch[] };
}

/** What a task calls: a template of this workflow, or one of another WorkflowTemplate. */
export type Callee =
  | { readonly template: string }
  | { readonly workflowTemplate: string; readonly template: string; readonly clusterScope?: boolean };

export interface Task {
  readonly name: string;
  readonly callee: Callee;
  readonly arguments: readonly { readonly name: string; readonly value: string }[];
  readonly depends?: string;
  readonly when?: string;
  readonly withItems?: readonly (string | Readonly<Record<string, string>>)[];
  readonly withParam?: string;
}

export interface DagTemplate {
  readonly kind: 'dag';
  readonly name: string;
  readonly inputs: readonly TemplateInput[];
  readonly tasks: readonly Task[];
  /** False where tasks shall begin although others failed. @default as Argo has it, true */
  readonly failFast?: false;
  readonly parallelism?: number;
}

export type Template = ContainerTemplate | DagTemplate;

/** A parameter of the whole workflow. Without a value it must be given at submission. */
export interface WorkflowParameter {
  readonly name: string;
  readonly description?: string;
  readonly value?: string;
  readonly enum?: readonly string[];
}

export interface WorkflowModel {
  readonly entrypoint: string;
  readonly parameters: readonly WorkflowParameter[];
  readonly templates: readonly Template[];
  /** The template that runs at the end, whatever happened. */
  readonly onExit?: string;
  readonly serviceAccountName: string;
  readonly ttlSeconds: number;
  /** Held by the entrypoint for the whole run. */
  readonly locks?: Locks;
  readonly parallelism?: number;
}

/** When and how a CronWorkflow starts a workflow. */
export interface ScheduleModel {
  /** Schedules in cron's fields: a list since Argo 3.6, one before. */
  readonly when: { readonly schedules: readonly string[] } | { readonly schedule: string };
  readonly concurrencyPolicy: 'Allow' | 'Forbid' | 'Replace';
  readonly timezone?: string;
  /** Seconds. */
  readonly startingDeadlineSeconds?: number;
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
  readonly suspend?: boolean;
  readonly workflowTemplate: string;
  readonly arguments: readonly { readonly name: string; readonly value: string }[];
  readonly serviceAccountName?: string;
}
