// What a run reads of manifests. Anything else is another's concern, or refused at the start (refusals.ts).

export interface Parameter {
  readonly name: string;
  readonly value?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly valueFrom?: { readonly path?: string; readonly default?: unknown };
}

interface Artifact {
  readonly path?: string;
  readonly raw?: { readonly data: string };
}

export interface DagTask {
  readonly name?: string;
  readonly template?: string;
  readonly templateRef?: { readonly name?: string; readonly template?: string };
  readonly arguments?: { readonly parameters?: readonly Parameter[] };
  readonly depends?: string;
  readonly dependencies?: readonly string[];
  readonly when?: string;
  readonly withItems?: unknown;
  readonly withParam?: string;
}

interface KeyOf {
  readonly name?: string;
  readonly key: string;
  readonly optional?: boolean;
}

interface ResourceField {
  readonly resource: string;
  readonly divisor?: unknown;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly resourceFieldRef?: ResourceField;
    readonly secretKeyRef?: KeyOf;
    readonly configMapKeyRef?: KeyOf;
  };
}

/** Quantities by the resource's name. */
export type Amounts = Readonly<Record<string, unknown>>;

export interface Container {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly resources?: { readonly limits?: Amounts; readonly requests?: Amounts };
  readonly volumeMounts?: readonly VolumeMount[];
  readonly workingDir?: string;
  readonly imagePullPolicy?: string;
  readonly securityContext?: SecurityContext;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

/** A key of a ConfigMap or a Secret, and the file that it becomes. */
export interface KeyToPath {
  readonly key: string;
  readonly path: string;
  readonly mode?: unknown;
}

export interface EmptyDir {
  readonly medium?: string;
  readonly sizeLimit?: unknown;
}

export interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  readonly emptyDir?: EmptyDir;
  readonly configMap?: Projected & { readonly name?: string };
  readonly secret?: Projected & { readonly secretName?: string };
}

interface Projected {
  readonly optional?: boolean;
  readonly defaultMode?: unknown;
  readonly items?: readonly KeyToPath[];
}

interface Seccomp {
  readonly type?: string;
}

export interface PodSecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly fsGroup?: number;
  readonly supplementalGroups?: readonly number[];
  readonly seccompProfile?: Seccomp;
}

export interface SecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: Seccomp;
}

export interface RetryStrategy {
  readonly limit?: unknown;
  readonly retryPolicy?: string;
  readonly expression?: string;
  readonly backoff?: { readonly duration?: string; readonly factor?: unknown; readonly cap?: string };
}

export interface Template {
  readonly name?: string;
  readonly inputs?: { readonly parameters?: readonly Parameter[]; readonly artifacts?: readonly Artifact[] };
  readonly outputs?: { readonly parameters?: readonly Parameter[] };
  readonly container?: Container;
  readonly dag?: { readonly tasks?: readonly DagTask[] };
  readonly volumes?: readonly Volume[];
  readonly securityContext?: PodSecurityContext;
  readonly retryStrategy?: RetryStrategy;
  readonly parallelism?: number;
  readonly activeDeadlineSeconds?: unknown;
  readonly podSpecPatch?: string;
}

export interface WorkflowSpec {
  readonly entrypoint?: string;
  readonly onExit?: string;
  readonly parallelism?: number;
  /** Of pods whose templates have none. */
  readonly securityContext?: PodSecurityContext;
  readonly arguments?: { readonly parameters?: readonly Parameter[] };
  readonly templates?: readonly Template[];
}

/** A WorkflowTemplate, or a Workflow that holds its own templates. */
export interface Workflow {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly generateName?: string; readonly namespace?: string };
  readonly spec: WorkflowSpec;
}
