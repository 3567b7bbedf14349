import { evaluate, type Scope } from './expression';

/** The workflow ends with an error of Argo's own, before a pod of this template is made. */
export class ArgoError extends Error {}

/**
 * One pass of Argo's over a text: `{{name}}` becomes what the scope has by that name, `{{=…}}` the value of the
 * expression. What it does not know stays in place, and so does an expression that fails. (One that cannot be parsed
 * keeps Argo 4.1 from starting the workflow.)
 */
export function substituteText(text: string, scope: Scope): string {
  return substitute(text, scope);
}

/**
 * The last pass over a task, for one item: what is not known here stays unknown, and ends the workflow with an error.
 */
export function substituteAll<T>(value: T, scope: Scope): T {
  return replaced(value, scope, (tag) => {
    throw new ArgoError(`failed to resolve ${tag}`);
  });
}

/**
 * The same over a manifest, which Argo reads as one JSON text, so that two opening braces anywhere take all up to the
 * next closing ones for a tag, across fields. Values are quoted as JSON. `inputs` stand before the rest and `args`
 * before `env`, as in Argo's own order.
 */
export function substitute<T>(value: T, scope: Scope): T {
  return replaced(value, scope, (tag) => tag);
}

function replaced<T>(value: T, scope: Scope, unknown: (tag: string) => string): T {
  const json = JSON.stringify(value, (_, inner: unknown) => inputsFirst(inner));
  const written = json.replace(/\{\{(.*?)\}\}/g, (whole: string, tag: string) => {
    if (tag.startsWith('=')) return asJson(evaluated(tag.slice(1), scope)) ?? unknown(whole);
    const name = tag.trim();
    return name in scope ? quotedByGo(`${scope[name]}`) : unknown(whole);
  });
  return JSON.parse(written) as T;
}

function evaluated(expression: string, scope: Scope): unknown {
  try {
    return evaluate(JSON.parse(`"${expression}"`) as string, scope);
  } catch {
    return undefined;
  }
}

/** What an expression gives is quoted as JSON. */
function asJson(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'object')
    throw new Error(`an expression gives ${JSON.stringify(value)}, which Argo 3.4 prints in Go's way`);
  return JSON.stringify(`${value}`).slice(1, -1);
}

/** Whether a text holds what Go quotes in a way that JSON does not know: `\\a`, `\\v`, `\\x1b`, `\\U000e0001`. */
export function isLost(text: string): boolean {
  return /[^\P{Cc}\b\t\n\f\r\x80-\x9f]|(?=[\u{10000}-\u{10ffff}])\p{C}/u.test(text);
}

/**
 * What a name stands for is quoted as Go does, which for these characters is no JSON: then the workflow ends with an
 * error.
 */
function quotedByGo(text: string): string {
  if (isLost(text)) throw new ArgoError(`the result was invalid JSON: ${JSON.stringify(text)}`);
  return JSON.stringify(text).slice(1, -1);
}

function inputsFirst(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('inputs' in value)) return value;
  const { inputs, ...rest } = value;
  return { inputs, ...rest };
}
