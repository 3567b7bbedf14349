import { ANYTHING, type Fields, FLAG, type Kind, listOfKind, NUMBER, optional, recordOf, shape, TEXT } from '../kinds';
import type {
  Container,
  DagTask,
  EmptyDir,
  EnvVar,
  KeyToPath,
  Parameter,
  PodSecurityContext,
  RetryStrategy,
  SecurityContext,
  Template,
  Volume,
  VolumeMount,
  Workflow,
  WorkflowSpec,
} from './manifest';

// What a run reads of manifests has these kinds. The API server refuses others; on one machine nobody stands between.

const maybe = <T extends object>(fields: Fields<T>): Kind => optional(shape(fields));
const listOfShapes = <T extends object>(fields: Fields<T>): Kind => optional(listOfKind(shape(fields)));
const TEXTS = optional(listOfKind(TEXT));
const AMOUNTS = optional(recordOf(ANYTHING));

const PARAMETERS = maybe<{ readonly parameters?: readonly Parameter[] }>({
  parameters: listOfShapes<Parameter>({
    name: TEXT,
    value: ANYTHING,
    default: ANYTHING,
    enum: TEXTS,
    valueFrom: maybe({ path: optional(TEXT), default: ANYTHING }),
  }),
});

const TASK: Fields<DagTask> = {
  name: optional(TEXT),
  template: optional(TEXT),
  templateRef: maybe({ name: optional(TEXT), template: optional(TEXT) }),
  arguments: PARAMETERS,
  depends: optional(TEXT),
  dependencies: TEXTS,
  when: optional(TEXT),
  withItems: ANYTHING,
  withParam: optional(TEXT),
};

const KEY = maybe({ name: optional(TEXT), key: TEXT, optional: optional(FLAG) });
const SECCOMP = maybe({ type: optional(TEXT) });
const VARIABLE: Fields<EnvVar> = {
  name: TEXT,
  value: optional(TEXT),
  valueFrom: maybe({
    resourceFieldRef: maybe({ resource: TEXT, divisor: ANYTHING }),
    secretKeyRef: KEY,
    configMapKeyRef: KEY,
  }),
};

const CONTAINER: Fields<Container> = {
  image: optional(TEXT),
  command: TEXTS,
  args: TEXTS,
  env: listOfShapes(VARIABLE),
  resources: maybe({ limits: AMOUNTS, requests: AMOUNTS }),
  volumeMounts: listOfShapes<VolumeMount>({
    name: TEXT,
    mountPath: TEXT,
    readOnly: optional(FLAG),
    subPath: optional(TEXT),
    subPathExpr: optional(TEXT),
  }),
  workingDir: optional(TEXT),
  imagePullPolicy: optional(TEXT),
  securityContext: maybe<SecurityContext>({
    runAsUser: optional(NUMBER),
    runAsGroup: optional(NUMBER),
    runAsNonRoot: optional(FLAG),
    allowPrivilegeEscalation: optional(FLAG),
    readOnlyRootFilesystem: optional(FLAG),
    capabilities: maybe({ add: TEXTS, drop: TEXTS }),
    seccompProfile: SECCOMP,
  }),
};

const POD_SECURITY = maybe<PodSecurityContext>({
  runAsUser: optional(NUMBER),
  runAsGroup: optional(NUMBER),
  runAsNonRoot: optional(FLAG),
  fsGroup: optional(NUMBER),
  supplementalGroups: optional(listOfKind(NUMBER)),
  seccompProfile: SECCOMP,
});

const PROJECTED = {
  optional: optional(FLAG),
  defaultMode: ANYTHING,
  items: listOfShapes<KeyToPath>({ key: TEXT, path: TEXT, mode: ANYTHING }),
};

const VOLUME: Fields<Volume> = {
  name: TEXT,
  persistentVolumeClaim: maybe({ claimName: TEXT, readOnly: optional(FLAG) }),
  emptyDir: maybe<EmptyDir>({ medium: optional(TEXT), sizeLimit: ANYTHING }),
  configMap: maybe({ ...PROJECTED, name: optional(TEXT) }),
  secret: maybe({ ...PROJECTED, secretName: optional(TEXT) }),
};

const TEMPLATE: Fields<Template> = {
  name: optional(TEXT),
  inputs: optional(
    shape({
      parameters: listOfShapes({ name: TEXT }),
      artifacts: listOfShapes({ path: optional(TEXT), raw: maybe({ data: TEXT }) }),
    }),
  ),
  outputs: PARAMETERS,
  container: optional(shape(CONTAINER)),
  dag: maybe({ tasks: listOfShapes(TASK) }),
  volumes: listOfShapes(VOLUME),
  securityContext: POD_SECURITY,
  retryStrategy: maybe<RetryStrategy>({
    limit: ANYTHING,
    retryPolicy: optional(TEXT),
    expression: optional(TEXT),
    backoff: maybe({ duration: optional(TEXT), factor: ANYTHING, cap: optional(TEXT) }),
  }),
  parallelism: optional(NUMBER),
  activeDeadlineSeconds: ANYTHING,
  podSpecPatch: optional(TEXT),
};

const SPEC: Fields<WorkflowSpec> = {
  entrypoint: optional(TEXT),
  onExit: optional(TEXT),
  parallelism: optional(NUMBER),
  securityContext: POD_SECURITY,
  arguments: PARAMETERS,
  templates: listOfShapes(TEMPLATE),
};

/** A manifest whose workflow can be run, as far as kinds go. */
export const WORKFLOW = shape({
  kind: TEXT,
  metadata: maybe({ name: optional(TEXT), generateName: optional(TEXT), namespace: optional(TEXT) }),
  spec: shape(SPEC),
} satisfies Fields<Workflow>);
