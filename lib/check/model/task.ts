import { at, type Entry, entries, isObject, type Json, type JsonObject, list, object, text } from '../json';
import { byName } from './template';

export type Loop = 'withItems' | 'withParam' | 'withSequence';

/** A DAG's task or a step. */
export interface Task {
  readonly json: JsonObject;
  readonly path: string;
  readonly name: string;
  readonly scope: 'tasks' | 'steps';
  /** A step's group: the groups before it are over when it starts. */
  readonly group: number;
  readonly loop: Loop | undefined;
  readonly items: readonly Json[];
  readonly parameters: ReadonlyMap<string, Entry>;
  readonly artifacts: ReadonlyMap<string, Entry>;
}

export function tasksOf(template: JsonObject, path: string): readonly Task[] {
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

function toTask({ json, path }: Entry, scope: Task['scope'], group: number): Task {
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

function loopOf(json: JsonObject): Loop | undefined {
  if (list(json['withItems']).length > 0) return 'withItems';
  if (text(json['withParam'])) return 'withParam';
  return json['withSequence'] === undefined ? undefined : 'withSequence';
}
