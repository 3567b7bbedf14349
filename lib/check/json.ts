export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

const nothing: JsonObject = Object.freeze({});

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// The checks read manifests of any shape: a field of the wrong type is the structural layer's finding, and to all the
// others it is as if it were not there.
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
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
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

/**
 * The texts below a value that are to be kept. This is the checks' inner loop, so that paths are written for those
 * only.
 */
export function strings(
  value: unknown,
  path: string,
  keep: (text: string, key: string | number) => boolean = () => true,
): readonly Text[] {
  const found: Text[] = [];
  const keys: (string | number)[] = [];
  const visit = (node: unknown): void => {
    if (typeof node === 'string') {
      if (keep(node, keys.at(-1) ?? path)) found.push({ text: node, path: at(path, ...keys) });
    } else if (Array.isArray(node)) for (let index = 0; index < node.length; index += 1) enter(index, node[index]);
    else if (isObject(node)) for (const key of Object.keys(node)) enter(key, node[key]);
  };
  const enter = (key: string | number, node: unknown): void => {
    keys.push(key);
    visit(node);
    keys.pop();
  };
  visit(value);
  return found;
}

/** Whether a text below a value contains a part: much cheaper than the texts with their paths. */
export function mentions(value: unknown, part: string): boolean {
  if (typeof value === 'string') return value.includes(part);
  if (Array.isArray(value)) return value.some((item) => mentions(item, part));
  return isObject(value) && Object.keys(value).some((key) => mentions(value[key], part));
}

export function quote(value: unknown): string {
  const shown = JSON.stringify(value) ?? 'nothing';
  return shown.length > 120 ? `${shown.slice(0, 117)}…` : shown;
}
