import { JsonPatch } from 'cdk8s';
import type * as argo from '../../imports/argoproj.io';
import { GenomicsError } from '../errors';
import type {
  ContainerTemplate,
  DagTemplate,
  EnvironmentVariable,
  Locks,
  Owner,
  Placement,
  PodVolume,
  ScheduleModel,
  Task,
  Template,
  WorkflowModel,
} from './model';

/** A generated type as we write it: what is rendered holds parts of the model, which nobody changes. */
type Rendered<T> = T extends object ? { readonly [Field in keyof T]: Rendered<T[Field]> } : T;
type ArgoTemplate = Rendered<argo.Template>;
type Container = Rendered<argo.Container>;
type CronWorkflowSpec = Rendered<argo.CronWorkflowSpec>;
type DagTask = Rendered<argo.DagTask>;
type WorkflowSpec = Rendered<argo.WorkflowSpec>;

/** The model as the `spec` of a WorkflowTemplate. Fields that Argo 3.4 knows; all values of parameters are strings. */
export function renderWorkflow(model: WorkflowModel): WorkflowSpec {
  const { entrypoint, parameters, templates, serviceAccountName, ttlSeconds, parallelism, locks, onExit } = model;
  return {
    ...(parameters.length === 0 ? {} : { arguments: { parameters } }),
    entrypoint,
    ...(onExit === undefined ? {} : { onExit }),
    ...(parallelism === undefined ? {} : { parallelism }),
    podGC: { strategy: 'OnPodSuccess' },
    serviceAccountName,
    templates: templates.map((one) => ({
      ...renderTemplate(one),
      ...(one.name === entrypoint ? synchronized(locks) : {}),
    })),
    ttlStrategy: { secondsAfterCompletion: ttlSeconds },
  };
}

/** The `spec` of a CronWorkflow; `schedule` went with Argo 4, whose types these are. */
export function renderSchedule(model: ScheduleModel): CronWorkflowSpec {
  const { when, workflowTemplate, arguments: passed, serviceAccountName, ...settings } = model;
  return {
    ...settings,
    ...(when as Pick<CronWorkflowSpec, 'schedules'>),
    workflowSpec: {
      ...(passed.length === 0 ? {} : { arguments: { parameters: passed } }),
      ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
      workflowTemplateRef: { name: workflowTemplate },
    },
  };
}

/** `mutex` went with Argo 4, whose types these are. */
function synchronized(locks: Locks | undefined): Partial<ArgoTemplate> {
  if (locks === undefined) return {};
  if ('mutexes' in locks) return { synchronization: { mutexes: locks.mutexes.map((name) => ({ name })) } };
  const former: { readonly mutex: argo.Mutex } = { mutex: { name: locks.mutex } };
  return { synchronization: former as argo.Synchronization };
}

function renderTemplate(template: Template): ArgoTemplate {
  if (template.kind === 'dag') return renderDag(template);
  const { patches } = template;
  const rendered = renderContainer(template);
  return patches === undefined
    ? rendered
    : patches.all.reduce((before: ArgoTemplate, patch) => patched(before, patch, patches.by), rendered);
}

function patched(template: ArgoTemplate, patch: JsonPatch, by: string): ArgoTemplate {
  const { op, path } = patch._toJson() as { readonly op: string; readonly path: string };
  const fails = (got: string): GenomicsError =>
    new GenomicsError('invalid-value', by, {
      what: 'a patch does not fit the stage’s template',
      got: `${op} ${path}: ${got}`,
      expected: 'a path that begins at the template, as /container/resources/limits/nvidia.com~1gpu',
      fix: 'compare the path with the synthesized template',
    });
  if (!path.startsWith('/')) throw fails('no slash in front');
  if (op === 'remove' && !isThere(template, path)) throw fails('there is no such place');
  try {
    return JsonPatch.apply(template, patch) as ArgoTemplate;
  } catch {
    throw fails('there is no such place');
  }
}

function isThere(template: object, path: string): boolean {
  const keys = path.split('/').slice(1);
  const found = keys.reduce<unknown>((at, key) => {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    return typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined;
  }, template);
  return found !== undefined;
}

function renderDag({ name, inputs, tasks, failFast, parallelism }: DagTemplate): ArgoTemplate {
  return {
    dag: { ...(failFast === undefined ? {} : { failFast }), tasks: tasks.map(renderTask) },
    ...(inputs.length === 0 ? {} : { inputs: { parameters: inputs } }),
    name,
    ...(parallelism === undefined ? {} : { parallelism }),
  };
}

function renderTask({ name, callee, arguments: passed, depends, when, withItems, withParam }: Task): DagTask {
  return {
    ...(passed.length === 0 ? {} : { arguments: { parameters: passed } }),
    ...(depends === undefined ? {} : { depends }),
    name,
    ...('workflowTemplate' in callee
      ? {
          templateRef: {
            name: callee.workflowTemplate,
            template: callee.template,
            ...(callee.clusterScope === true ? { clusterScope: true } : {}),
          },
        }
      : { template: callee.template }),
    ...(when === undefined ? {} : { when }),
    ...(withItems === undefined ? {} : { withItems }),
    ...(withParam === undefined ? {} : { withParam }),
  };
}

function renderContainer(template: ContainerTemplate): ArgoTemplate {
  const {
    name,
    title,
    inputs,
    files,
    texts = [],
    volumes,
    owner,
    retry,
    locks,
    deadlineSeconds,
    placement,
    podSpecPatch,
    serviceAccountName,
  } = template;
  return {
    ...(title === undefined ? {} : { annotations: { 'workflows.argoproj.io/display-name': title } }),
    ...(deadlineSeconds === undefined ? {} : { activeDeadlineSeconds: deadlineSeconds }),
    container: container(template),
    ...renderInputs({ inputs, files }),
    ...renderPlacement(placement),
    name,
    ...(texts.length === 0
      ? {}
      : { outputs: { parameters: texts.map(({ name, path }) => ({ name, valueFrom: { path } })) } }),
    ...(podSpecPatch === undefined ? {} : { podSpecPatch }),
    retryStrategy: { backoff: retry.backoff, expression: retry.expression, limit: retry.limit, retryPolicy: 'Always' },
    securityContext: podSecurity(owner),
    ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
    ...synchronized(locks),
    volumes: volumes.map(renderVolume),
  };
}

function renderInputs({ inputs, files }: Pick<ContainerTemplate, 'inputs' | 'files'>): Pick<ArgoTemplate, 'inputs'> {
  const artifacts = files.map(({ name, path, text }) => ({ name, path, raw: { data: text } }));
  if (inputs.length + files.length === 0) return {};
  return {
    inputs: {
      ...(inputs.length === 0 ? {} : { parameters: inputs }),
      ...(artifacts.length === 0 ? {} : { artifacts }),
    },
  };
}

function container({ image, command, args, env, resources, mounts }: ContainerTemplate): Container {
  return {
    args,
    command,
    env: env.map(renderVariable),
    image,
    imagePullPolicy: 'IfNotPresent',
    resources,
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
    volumeMounts: mounts.map(({ volume, path, readOnly, subPath }) => ({
      mountPath: path,
      name: volume,
      ...(readOnly ? { readOnly } : {}),
      ...(subPath === undefined ? {} : { subPath }),
    })),
  };
}

function podSecurity(owner: Owner): argo.PodSecurityContext {
  const seccompProfile = { type: 'RuntimeDefault' };
  if (owner === 'root') return { runAsGroup: 0, runAsNonRoot: false, runAsUser: 0, seccompProfile };
  return { runAsGroup: owner.gid, runAsNonRoot: true, runAsUser: owner.uid, seccompProfile };
}

function renderPlacement(placement: Placement): Partial<ArgoTemplate> {
  const { labels, annotations, nodeSelector, tolerations, schedulerName, priorityClassName } = placement;
  const metadata = { ...(isEmpty(annotations) ? {} : { annotations }), ...(isEmpty(labels) ? {} : { labels }) };
  return {
    ...(isEmpty(metadata) ? {} : { metadata }),
    ...(isEmpty(nodeSelector) ? {} : { nodeSelector }),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
    ...(schedulerName === undefined ? {} : { schedulerName }),
    ...(tolerations.length === 0 ? {} : { tolerations }),
  };
}

function renderVariable(variable: EnvironmentVariable): argo.EnvVar {
  const { name } = variable;
  if ('value' in variable) return { name, value: variable.value };
  if ('secret' in variable) {
    const { secret, key } = variable;
    return { name, valueFrom: { secretKeyRef: { key, name: secret, optional: true } } };
  }
  const { resource, divisor } = variable;
  return { name, valueFrom: { resourceFieldRef: { resource, ...(divisor === undefined ? {} : { divisor }) } } };
}

function renderVolume(volume: PodVolume): argo.Volume {
  const { name } = volume;
  if ('emptyDir' in volume) return { name, emptyDir: volume.emptyDir };
  // Where it is missing the container says so and ends; a pod that waited for it would say nothing.
  if ('configMap' in volume) return { name, configMap: { name: volume.configMap, optional: true } };
  if ('secret' in volume) return { name, secret: { secretName: volume.secret, optional: true } };
  return { name, persistentVolumeClaim: { claimName: volume.claimName } };
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}
