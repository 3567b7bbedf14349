import { at, type Entry, entries, isObject, type Json, type JsonObject, list, object, text } from '../json';

export interface Container extends Entry {
  readonly name: string;
  readonly role: 'main' | 'set' | 'sidecar' | 'init';
}

const known = new WeakMap<TemplateView, readonly Container[]>();

/** Half of the rules ask for them. */
export function containersOf(template: TemplateView): readonly Container[] {
  const found = known.get(template) ?? findContainers(template);
  known.set(template, found);
  return found;
}

function findContainers({ json, path }: TemplateView): readonly Container[] {
  const mains = ['container', 'script'].flatMap((key): readonly Container[] => {
    const container = json[key];
    return isObject(container) ? [{ json: container, path: at(path, key), name: 'main', role: 'main' }] : [];
  });
  const more = (value: unknown, key: string, role: Container['role']) =>
    entries(value, `${path}.${key}`).map(
      (entry): Container => ({ ...entry, name: text(entry.json['name']) ?? '', role }),
    );
  return [
    ...mains,
    ...more(object(json['containerSet'])['containers'], 'containerSet.containers', 'set'),
    ...more(json['sidecars'], 'sidecars', 'sidecar'),
    ...more(json['initContainers'], 'initContainers', 'init'),
  ];
}

export type TaskLoop = 'withItems' | 'withParam' | 'withSequence';

/** A DAG's task or a step. */
export interface TaskView {
  readonly json: JsonObject;
  readonly path: string;
  readonly name: string;
  readonly scope: 'tasks' | 'steps';
  /** A step's group: the groups before it are over when it starts. */
  readonly group: number;
  readonly loop: TaskLoop | undefined;
  readonly items: readonly Json[];
  readonly parameters: ReadonlyMap<string, Entry>;
  readonly artifacts: ReadonlyMap<string, Entry>;
}

export function tasksOf(template: JsonObject, path: string): readonly TaskView[] {
  const dag = object(template['dag']);
  const tasks = entries(dag['tasks'], at(path, 'dag', 'tasks')).map((entry) => toTask(entry, 'tasks', 0));
  const steps = list(template['steps']).flatMap((group, index) =>
    // A group is a list; one step by itself is taken too, as Argo's first versions did.
    isObject(group)
      ? [toTask({ json: group, path: at(path, 'steps', index) }, 'steps', index)]
      : entries(group, at(path, 'steps', index)).map((entry) => toTask(entry, 'steps', index)),
  );
  return [...tasks, ...steps];
}

function toTask({ json, path }: Entry, scope: TaskView['scope'], group: number): TaskView {
  const taskArguments = object(json['arguments']);
  return {
    json,
    path,
    name: text(json['name']) ?? '',
    scope,
    group,
    loop: loopOf(json),
    items: list(json['withItems']),
    parameters: byName(taskArguments['parameters'], at(path, 'arguments', 'parameters')),
    artifacts: byName(taskArguments['artifacts'], at(path, 'arguments', 'artifacts')),
  };
}

function loopOf(json: JsonObject): TaskLoop | undefined {
  if (list(json['withItems']).length > 0) return 'withItems';
  if (text(json['withParam'])) return 'withParam';
  return json['withSequence'] === undefined ? undefined : 'withSequence';
}

export const bodies = [
  'container',
  'script',
  'containerSet',
  'resource',
  'data',
  'http',
  'plugin',
  'suspend',
  'dag',
  'steps',
] as const;
export type Body = (typeof bodies)[number];

const pods: ReadonlySet<Body> = new Set(['container', 'script', 'containerSet', 'resource', 'data']);

export interface TemplateView {
  readonly json: JsonObject;
  readonly path: string;
  readonly name: string;
  readonly body: Body | undefined;
  readonly isPod: boolean;
  readonly isLeaf: boolean;
  /** The task that holds this template, where it is an `inline` one. */
  readonly inlineOf: TaskView | undefined;
  readonly parameters: ReadonlyMap<string, Entry>;
  readonly artifacts: ReadonlyMap<string, Entry>;
  readonly outputs: ReadonlyMap<string, Entry>;
  readonly outputArtifacts: ReadonlyMap<string, Entry>;
  readonly tasks: readonly TaskView[];
}

export function toTemplate(json: JsonObject, path: string, defaults: JsonObject, inlineOf?: TaskView): TemplateView {
  const own = bodies.find((body) => json[body] !== undefined);
  const body = own ?? bodies.find((candidate) => defaults[candidate] !== undefined);
  const [inputs, outputs] = [object(json['inputs']), object(json['outputs'])];
  return {
    json,
    path,
    name: text(json['name']) ?? '',
    body,
    isPod: body !== undefined && pods.has(body),
    isLeaf: body !== undefined && body !== 'dag' && body !== 'steps',
    inlineOf,
    parameters: byName(inputs['parameters'], at(path, 'inputs', 'parameters')),
    artifacts: byName(inputs['artifacts'], at(path, 'inputs', 'artifacts')),
    outputs: byName(outputs['parameters'], at(path, 'outputs', 'parameters')),
    outputArtifacts: byName(outputs['artifacts'], at(path, 'outputs', 'artifacts')),
    tasks: tasksOf(json, path),
  };
}

export function byName(value: unknown, path: string): ReadonlyMap<string, Entry> {
  return new Map(entries(value, path).map((entry) => [text(entry.json['name']) ?? '', entry]));
}
