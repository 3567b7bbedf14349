export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

const nothing: JsonObject = Object.freeze({});

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// The checks read manifests of any shape: a field of the wrong type is the structural layer's finding, and to all the others it is
// as if it were not there.
export function object(value: unknown): JsonObject {
  return isObject(value) ? value : nothing;
}

export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Scalars as Kubernetes and Argo read them where they take a number or a text. */
export function scalar(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

const plainKey = /^[A-Za-z_][A-Za-z0-9_-]*$/;

export function at(path: string, ...keys: readonly (string | number)[]): string {
  let result = path;
  for (const key of keys) {
    if (typeof key === 'number') result += `[${key}]`;
    else if (!plainKey.test(key)) result += `[${JSON.stringify(key)}]`;
    else result += result === '' ? key : `.${key}`;
  }
  return result;
}

export interface Entry {
  readonly json: JsonObject;
  readonly path: string;
}

/** The objects of a list, each with its path. */
export function entries(value: unknown, path: string): readonly Entry[] {
  return list(value).map((json, index) => ({ json: object(json), path: at(path, index) }));
}

export interface Text {
  readonly text: string;
  readonly path: string;
}

/** All texts below a value. Most of a manifest is texts, so this is the checks' inner loop. */
export function strings(value: unknown, path: string): readonly Text[] {
  const found: Text[] = [];
  collect(value, path, found);
  return found;
}

function collect(value: unknown, path: string, found: Text[]): void {
  if (typeof value === 'string') found.push({ text: value, path });
  else if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) collect(value[index], `${path}[${index}]`, found);
  else if (isObject(value)) for (const key of Object.keys(value)) collect(value[key], at(path, key), found);
}

export function quote(value: unknown): string {
  const shown = JSON.stringify(value) ?? 'nothing';
  return shown.length > 120 ? `${shown.slice(0, 117)}…` : shown;
}
