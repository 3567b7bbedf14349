import { evaluate, type Scope } from './argo-expression';

/**
 * One pass of Argo's over a text: `{{name}}` becomes what the scope has by that name, `{{=…}}` the value of the expression. What it does
 * not know stays in place, and so does an expression that fails. (One that cannot be parsed keeps Argo 4.1 from starting the workflow.)
 */
export function substituteText(text: string, scope: Scope): string {
  return substitute(text, scope);
}

/**
 * The same over a manifest, which Argo reads as one JSON text, so that two opening braces anywhere take all up to the next closing ones for
 * a tag, across fields. Values are quoted as JSON. `inputs` stand before the rest and `args` before `env`, as in Argo's own order.
 */
export function substitute<T>(value: T, scope: Scope): T {
  const json = JSON.stringify(value, (_, inner: unknown) => inputsFirst(inner));
  const replaced = json.replace(/\{\{(.*?)\}\}/g, (whole: string, tag: string) => {
    const found = tag.startsWith('=') ? evaluated(tag.slice(1), scope) : scope[tag.trim()];
    return found === undefined ? whole : quoted(found);
  });
  return JSON.parse(replaced) as T;
}

function evaluated(expression: string, scope: Scope): unknown {
  try {
    return evaluate(JSON.parse(`"${expression}"`) as string, scope);
  } catch {
    return undefined;
  }
}

function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : `${value}`;
  return JSON.stringify(text).slice(1, -1);
}

function inputsFirst(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('inputs' in value)) return value;
  const { inputs, ...rest } = value;
  return { inputs, ...rest };
}
