import { at, type Entry, entries, type JsonObject, object, text } from '../json';
import { type Task, tasksOf } from './task';

export const bodies = ['container', 'script', 'containerSet', 'resource', 'data', 'http', 'plugin', 'suspend', 'dag', 'steps'] as const;
export type Body = (typeof bodies)[number];

const pods: ReadonlySet<Body> = new Set(['container', 'script', 'containerSet', 'resource', 'data']);

export interface Template {
  readonly json: JsonObject;
  readonly path: string;
  readonly name: string;
  readonly body: Body | undefined;
  readonly isPod: boolean;
  readonly isLeaf: boolean;
  /** The task that holds this template, where it is an `inline` one. */
  readonly inlineOf: Task | undefined;
  readonly parameters: ReadonlyMap<string, Entry>;
  readonly artifacts: ReadonlyMap<string, Entry>;
  readonly outputs: ReadonlyMap<string, Entry>;
  readonly outputArtifacts: ReadonlyMap<string, Entry>;
  readonly tasks: readonly Task[];
}

export function toTemplate(json: JsonObject, path: string, defaults: JsonObject, inlineOf?: Task): Template {
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
