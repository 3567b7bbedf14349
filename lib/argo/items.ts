import type { Loop, LoopItem } from './loop';
import { expression, type Location, type Resolver, templateText } from './text';
import { Value } from './value';

/** The field of an item that is made of a text. */
const TEXT = 'text';

/**
 * What JSON and Go's quoting leave as it is; private and unassigned characters are no loss here, they only arrive by
 * an expression.
 */
const SAME_IN_JSON = /^[^"\\\p{C}\p{Zl}\p{Zp}]*$/u;

/**
 * Argo writes what a tag names between quotes of a JSON text, and quotes it as Go does: `\a`, `\v`, `\x1b` and
 * `\U000e0001` are no JSON, and the workflow ends with an error. What an expression gives is quoted as JSON.
 */
const LOST_IN_TAG = /[^\P{Cc}\b\t\n\f\r\x80-\x9f]|(?=[\u{10000}-\u{10ffff}])\p{C}/u;

/** Whether a text can be handed on by a tag, as a parameter of a nested DAG is. */
export function passesTags(text: string): boolean {
  return !LOST_IN_TAG.test(text);
}

/**
 * Whether `fromJson` gives a text back: Argo puts what Go escapes for HTML in its place again, where a text itself
 * holds such an escape too.
 */
export function canBeUndone(text: string): boolean {
  return !/\\u00(?:3c|3e|26)/.test(text);
}

/**
 * Where a task finds its item, or one column of it. Argo hands over an object's field as JSON writes it, `/a "b"` as
 * `/a \"b\"`, and so does Argo 3 with an item that is a text; Argo 4 does not (processItem in its operator.go). So a
 * text that JSON would change travels in an object and is undone by `fromJson`. A field that holds a list, over which
 * a map within runs, is JSON already: where its first text begins stands `["`, `{"` or `,"`, and in a text each quote
 * has a backslash before it.
 */
export function locateItem(over: Loop, key: string | undefined): Location {
  const field = `item.${key ?? TEXT}`;
  const undone = `sprig.fromJson('"' + ${field} + '"')`;
  if (over.kind === 'list') return { expression: `(sprig.regexMatch('[[{,]"', ${field}) ? ${field} : ${undone})` };
  if (!over.items.every((item) => isSame(cell(item, key)))) return { expression: undone };
  return key === undefined ? 'item' : field;
}

/** Items that are known at synth, as Argo's `withItems`; `columns` are those that something reads. */
export function withItemsOf(
  items: readonly LoopItem[],
  columns: (row: Readonly<Record<string, Value>>) => readonly (readonly [string, Value])[],
  resolver: Resolver,
): readonly (string | Readonly<Record<string, string>>)[] {
  const asTexts = items.every((item) => item instanceof Value && isSame(item));
  return items.map((item) => {
    const row = item instanceof Value ? ([[TEXT, item]] as const) : columns(item);
    if (item instanceof Value && asTexts) return templateText(item, resolver);
    return Object.fromEntries(row.map(([key, value]) => [key, templateText(value, resolver)]));
  });
}

/** A list that is known at run time, as Argo's `withParam`. Its items are objects, or texts that become objects. */
export function withParamOf(list: Value, isTable: boolean, resolver: Resolver): string {
  if (isTable) return templateText(list, resolver);
  return `{{=toJson(map(sprig.fromJson(${expression(list, resolver)}), {sprig.dict('${TEXT}', #)}))}}`;
}

function cell(item: LoopItem, key: string | undefined): Value {
  return item instanceof Value ? item : (item[key ?? ''] ?? Value.of(''));
}

function isSame({ literal }: Value): boolean {
  return literal !== undefined && SAME_IN_JSON.test(literal);
}
