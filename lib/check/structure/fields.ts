import type Schema from '../../../imports/argoproj.io.schema.json';
import { type JsonObject, object, text } from '../json';
import { nearest } from '../variables/scope';

let loaded: typeof Schema | undefined;

// Only who explains a mistake needs the schema itself.
function definitions(): JsonObject {
  loaded ??= require('../../../imports/argoproj.io.schema.json') as typeof Schema;
  return object(loaded.$defs);
}

/** What became of fields that Argo once had. */
const gone: Readonly<Record<string, string>> = {
  mutex: 'Argo 4 has mutexes, a list',
  semaphore: 'Argo 4 has semaphores, a list',
  schedule: 'Argo 4 has schedules, a list',
  podPriority: 'Argo 4 has podPriorityClassName only',
  priorityClass: 'it is priorityClassName',
};

/** A hint for a field that the schema does not know; `keys` lead to the object that holds it. */
export function hintForField(name: string, kind: string, keys: readonly string[]): string {
  const old = Object.hasOwn(gone, name) ? gone[name] : undefined;
  const known = Object.keys(object(nodeAt(kind, keys)['properties']));
  const close = nearest(name, known) ?? known.find((field) => field.toLowerCase() === name.toLowerCase());
  if (close !== undefined && old === undefined) return `did you mean ${close}?`;
  return old ?? (known.length > 0 && known.length <= 12 ? `the fields here are ${known.join(', ')}` : 'remove it or correct its name');
}

/** The schema of what `keys` lead to. */
export function nodeAt(kind: string, keys: readonly string[]): JsonObject {
  let shape = shapeOf(kind);
  for (const key of keys) shape = fieldsOf(shape, key);
  return shape.node;
}

export interface Shape {
  /** Empty where the shape has no name. */
  readonly name: string;
  readonly node: JsonObject;
}

export function shapeOf(kind: string): Shape {
  return { name: kind, node: object(definitions()[kind]) };
}

/** The shape of a field or an item. */
export function fieldsOf({ node }: Shape, key: string | number): Shape {
  const { properties, items, additionalProperties } = node;
  const next = object(object(properties)[key] ?? items ?? additionalProperties);
  const name = text(next['$ref'])?.split('/').at(-1);
  return name === undefined ? { name: '', node: next } : shapeOf(name);
}
