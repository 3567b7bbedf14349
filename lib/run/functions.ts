import { createHash } from 'node:crypto';

/** The functions of sprig and expr that this library emits, with their order of arguments. */
export const FUNCTIONS: Readonly<Record<string, (...values: readonly unknown[]) => unknown>> = {
  'sprig.regexReplaceAll': (pattern, value, by) => text(value).replace(new RegExp(text(pattern), 'g'), () => text(by)),
  'sprig.replace': (old, by, value) => text(value).replaceAll(text(old), () => text(by)),
  // By bytes; what is cut in the middle of a character is replaced, as JSON does.
  'sprig.trunc': (length, value) => Buffer.from(text(value)).subarray(0, number(length)).toString(),
  'sprig.join': (separator, items) => list(items).map(text).join(text(separator)),
  'sprig.regexMatch': (pattern, value) => new RegExp(text(pattern)).test(text(value)),
  'sprig.sha256sum': (value) => createHash('sha256').update(text(value)).digest('hex'),
  'sprig.fromJson': (json) => parsed(text(json)),
  'sprig.dict': (key, value) => ({ [text(key)]: value }),
  'sprig.base': (path) => text(path).replace(/\/+$/, '').replace(/^.*\//, ''),
  'sprig.min': (...values) => Math.min(...values.map(number)),
  'sprig.int': (value) => Math.trunc(Number(value)),
  toJson: (value) => JSON.stringify(value),
  asInt: (value) => Math.trunc(Number(value)),
};

/** Nothing where it is no JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`expected a text, got ${typeof value}`);
  return value;
}

export function number(value: unknown): number {
  if (typeof value !== 'number') throw new Error(`expected a number, got ${typeof value}`);
  return value;
}

export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`expected a list, got ${typeof value}`);
  return value;
}
