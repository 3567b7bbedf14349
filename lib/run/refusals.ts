import { isObject, list, object, text } from '../check/json';
import type { PlacedProblem } from '../errors';
import { mistakeIn } from './expression';
import type { Objects } from './objects';
import { correction } from './parameters';
import { claimsOf, type Reached, reached } from './reach';
import type { Selected } from './select';
import type { Parameters } from './template';

/** The fields that a run keeps to. */
const RUN = {
  spec: ['arguments', 'entrypoint', 'onExit', 'parallelism', 'templates'],
  template: [
    ...['activeDeadlineSeconds', 'container', 'dag', 'inputs', 'name', 'outputs', 'parallelism', 'podSpecPatch'],
    ...['retryStrategy', 'volumes'],
  ],
  dag: ['tasks'],
  task: [
    ...['arguments', 'dependencies', 'depends', 'name', 'template', 'templateRef', 'when', 'withItems', 'withParam'],
  ],
  container: ['args', 'command', 'env', 'image', 'name', 'resources', 'volumeMounts', 'workingDir'],
  volume: ['configMap', 'emptyDir', 'name', 'persistentVolumeClaim', 'secret'],
  volumeMount: ['mountPath', 'name', 'readOnly', 'subPath', 'subPathExpr'],
} as const;

/** Fields that mean something to a cluster, and nothing to one run on one machine. */
const CLUSTER = {
  spec: [
    ...['activeDeadlineSeconds', 'affinity', 'archiveLogs', 'executor', 'imagePullSecrets', 'metrics', 'nodeSelector'],
    ...['podDisruptionBudget', 'podGC', 'podMetadata', 'podPriorityClassName', 'priority', 'schedulerName'],
    ...['securityContext', 'serviceAccountName', 'synchronization', 'tolerations', 'ttlStrategy', 'workflowMetadata'],
  ],
  template: [
    ...['affinity', 'annotations', 'automountServiceAccountToken', 'executor', 'failFast', 'metadata', 'metrics'],
    ...['nodeSelector', 'priorityClassName', 'schedulerName', 'securityContext', 'serviceAccountName'],
    ...['synchronization', 'tolerations'],
  ],
  dag: ['failFast'],
  task: [],
  container: ['imagePullPolicy', 'securityContext', 'terminationMessagePath', 'terminationMessagePolicy'],
  volume: [],
  volumeMount: [],
} as const;

type Part = keyof typeof RUN;

/** All that a run would not do as Argo does it, by name. */
export function refusals(
  selected: Selected,
  claims: Parameters,
  objects: Objects,
  hasImages = false,
): readonly PlacedProblem[] {
  const { workflow } = selected;
  const all = reached(selected);
  const templates = [...new Map(all.map((one) => [one.found?.template, one])).values()];
  const own = foreign('spec', workflow.spec, `workflow ${workflow.metadata?.name ?? ''}`);
  const found = [
    ...own,
    ...all.filter((one) => one.found === undefined).map(notFound),
    ...templates.flatMap((one) => templateProblems(one, objects, hasImages)),
    ...claimProblems(templates, claims),
  ];
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

function notFound({ stage, task }: Reached): PlacedProblem {
  const name = task?.templateRef?.name;
  return {
    where: stage === '' ? 'entrypoint' : stage,
    what: name === undefined ? 'a task calls a template that is not there' : 'a task calls another WorkflowTemplate',
    got: name === undefined ? `'${task?.template ?? ''}'` : `'${name}', which is not among the manifests`,
    expected: 'a template of the manifests that are given',
    fix: name === undefined ? 'correct the name' : 'name the file that has it too',
  };
}

/** Fields of a part of a manifest that a run does not know how to keep to. */
function foreign(part: Part, value: unknown, where: string): readonly PlacedProblem[] {
  const known: readonly string[] = [...RUN[part], ...CLUSTER[part]];
  return Object.keys(object(value))
    .filter((field) => !known.includes(field) && object(value)[field] !== undefined)
    .map((field) => notRun(where, `${part === 'spec' ? 'spec' : part}.${field}`));
}

/** What a run cannot honour, by name. */
export function notRun(where: string, field: string): PlacedProblem {
  return {
    where,
    what: 'this is not run on one machine',
    got: field,
    expected: 'containers and DAGs that mount claims, ConfigMaps, Secrets and scratch',
    fix: 'submit it to Argo, or leave it out here',
  };
}

function templateProblems({ found }: Reached, objects: Objects, hasImages: boolean): readonly PlacedProblem[] {
  if (found === undefined) return [];
  const { template } = found;
  const where = `template ${template.name ?? ''}`;
  const json = object(template);
  const container = object(json['container']);
  const problems = [
    ...foreign('template', json, where),
    ...foreign('dag', json['dag'], where),
    ...list(object(json['dag'])['tasks']).flatMap((task) => [
      ...foreign('task', task, `${where}, task ${text(object(task)['name']) ?? ''}`),
      ...artifactsOf(object(task)['arguments'], where, 'arguments'),
    ]),
    ...foreign('container', container, where),
    ...list(container['volumeMounts']).flatMap((mount) => foreign('volumeMount', mount, where)),
    ...list(json['volumes']).flatMap((volume) =>
      foreign('volume', volume, `${where}, volume ${text(object(volume)['name']) ?? ''}`),
    ),
    ...patchProblems(template.podSpecPatch, where),
    ...artifactsOf(json['inputs'], where, 'inputs'),
    ...artifactsOf(json['outputs'], where, 'outputs'),
    ...expressionProblems(json, where),
  ];
  if (json['container'] === undefined) return problems;
  return [
    ...problems,
    ...containerProblems(container, where, hasImages),
    ...missingObjects(found.template, objects, where),
  ];
}

/** What a patch of the pod changes beside the size of its container, and what means nothing on one machine. */
const PATCHED = ['affinity', 'containers', 'imagePullSecrets', 'nodeSelector', 'priorityClassName', 'tolerations'];

function patchProblems(patch: string | undefined, where: string): readonly PlacedProblem[] {
  const pod = object(parsed(patch ?? '{}'));
  const ofContainers = list(pod['containers'])
    .map(object)
    .flatMap(({ name, ...fields }) => (name === 'main' ? Object.keys(fields) : [`${text(name) ?? 'unnamed'}`]))
    .filter((field) => field !== 'resources')
    .map((field) => `containers.${field}`);
  const others = Object.keys(pod).filter((field) => !PATCHED.includes(field));
  return [...others, ...ofContainers].map((field) => notRun(where, `podSpecPatch.${field}`));
}

/** A patch with something in it that only the run knows may be no JSON yet. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function artifactsOf(value: unknown, where: string, side: string): readonly PlacedProblem[] {
  return list(object(value)['artifacts'])
    .map(object)
    .filter((artifact) => side !== 'inputs' || !isObject(artifact['raw']))
    .map((artifact) => notRun(where, `${side}.artifacts ${text(artifact['name']) ?? ''}, which is not raw`));
}

function containerProblems(
  container: Readonly<Record<string, unknown>>,
  where: string,
  hasImages: boolean,
): readonly PlacedProblem[] {
  const from = list(container['env']).flatMap((variable) => Object.keys(object(object(variable)['valueFrom'])));
  const strange = from.filter((kind) => !['resourceFieldRef', 'secretKeyRef', 'configMapKeyRef'].includes(kind));
  const problems = strange.map((kind) => notRun(where, `env.valueFrom.${kind}`));
  if (hasImages || list(container['command']).length > 0) return problems;
  return [
    ...problems,
    {
      where,
      what: 'a container names no command',
      got: 'the image’s own, which this machine does not know',
      expected: 'container.command',
      fix: 'write the command into the template, or run its image by --engine docker or podman',
    },
  ];
}

/** An expression that cannot be read here would be left in place, as a text. */
function expressionProblems(template: unknown, where: string): readonly PlacedProblem[] {
  const found = [...JSON.stringify(template).matchAll(/\{\{=(.*?)\}\}/g)].map(([, json = '']) => unescaped(json));
  return [...new Set(found)].flatMap((expression) => {
    const mistake = mistakeIn(expression);
    if (mistake === undefined) return [];
    return [
      {
        where,
        what: `an expression cannot be evaluated here (${mistake})`,
        got: `{{=${expression}}}`,
        expected: 'the functions and operators that this library emits',
        fix: 'submit it to Argo, or write it with those',
      },
    ];
  });
}

function unescaped(json: string): string {
  try {
    return `${JSON.parse(`"${json}"`)}`;
  } catch {
    return json;
  }
}

/** A ConfigMap may be missing where it is optional, but for one that holds the command itself. */
function missingObjects(
  { volumes = [], container }: NonNullable<Reached['found']>['template'],
  { configMaps, secrets }: Objects,
  where: string,
): readonly PlacedProblem[] {
  const words = [...(container?.command ?? []), ...(container?.args ?? [])];
  const isProgram = (volume: string): boolean =>
    (container?.volumeMounts ?? []).some(
      ({ name, mountPath }) => name === volume && words.some((word) => word.startsWith(`${mountPath}/`)),
    );
  return volumes.flatMap(({ name, configMap, secret }) => {
    const isNeeded = (optional: boolean | undefined): boolean => optional !== true || isProgram(name);
    const lost =
      configMap !== undefined && !configMaps.has(configMap.name ?? '') && isNeeded(configMap.optional)
        ? `ConfigMap '${configMap.name}'`
        : secret !== undefined && !secrets.has(secret.secretName ?? '') && isNeeded(secret.optional)
          ? `Secret '${secret.secretName}'`
          : undefined;
    if (lost === undefined) return [];
    return [
      {
        where,
        what: 'what a pod mounts is not among the manifests',
        got: lost,
        expected: 'its manifest',
        fix: 'name the file that has it too',
      },
    ];
  });
}

function claimProblems(templates: readonly Reached[], claims: Parameters): readonly PlacedProblem[] {
  const names = claimsOf(templates);
  const missing = names
    .filter((name) => claims[name] === undefined)
    .map((name) => ({
      where: `claim ${name}`,
      what: 'no folder stands for a claim',
      got: 'nothing',
      expected: 'a folder of this machine with what the claim holds',
      fix: `add --volume ${name}=<folder>`,
    }));
  // Where it mounts no claim a folder for one is no misspelt name: the run says that it is not used.
  const unknown = (names.length === 0 ? [] : Object.keys(claims))
    .filter((name) => !names.includes(name))
    .map((name) => ({
      where: `claim ${name}`,
      what: 'the workflow mounts no such claim',
      got: 'a folder for it',
      expected: names.join(', '),
      fix: correction(name, names, claims),
    }));
  return [...missing, ...unknown];
}
