import { at, isObject, type JsonObject } from '../json';
import type { Span } from '../model/versions';
import type { RuleProblem } from '../rule';
import { findCelRule } from './cel';
import {
  brokenRule,
  goneField,
  missingField,
  newerField,
  notAllowed,
  notQuantity,
  outOfRange,
  unknownField,
  wrongForm,
  wrongType,
} from './messages';
import { type Shape, shapes } from './schema';

/** What is wrong with a manifest's shape, in the order of the schema. */
export function misshapen(manifest: JsonObject, kind: string, root: string, span?: Span): readonly RuleProblem[] {
  const named = shapes(span);
  const problems: RuleProblem[] = [];
  const keys: (string | number)[] = [];
  const add = (said: Omit<RuleProblem, 'path'>, ...below: readonly string[]) =>
    problems.push({ ...said, path: at(root, ...keys, ...below) });

  const judge = (value: unknown, given: Shape): void => {
    const shape = given.$ref === undefined ? given : (named[given.$ref.slice('#/$defs/'.length)] ?? {});
    const fits = isOf(value, shape.type);
    if (!fits) add(wrongType(value, String(shape.type)));
    if (shape.anyOf !== undefined && !shape.anyOf.some((one) => isOf(value, one.type) && matches(value, one.pattern)))
      add(shape.anyOf.length > 2 ? wrongType(value, 'string, number or boolean') : notQuantity(value));
    if (shape.enum !== undefined && !shape.enum.includes(value)) add(notAllowed(value, shape.enum));
    if (!fits) return;
    for (const { rule } of shape['x-kubernetes-validations'] ?? []) {
      const known = findCelRule(rule);
      if (known?.holds(value) === false) add(brokenRule(known));
    }
    if (typeof value === 'string') judgeText(value, shape);
    else if (typeof value === 'number') judgeSize(value, value, shape.minimum, shape.maximum);
    else if (Array.isArray(value)) judgeList(value, shape);
    else if (isObject(value)) judgeObject(value, shape);
  };

  const judgeText = (value: string, { minLength, maxLength, pattern }: Shape): void => {
    if (minLength !== undefined || maxLength !== undefined) judgeSize(value, [...value].length, minLength, maxLength);
    if (pattern !== undefined && !matches(value, pattern)) add(wrongForm(value, pattern));
  };

  const judgeList = (value: readonly unknown[], { items, minItems, maxItems }: Shape): void => {
    judgeSize(value, value.length, minItems, maxItems);
    if (items !== undefined) for (let index = 0; index < value.length; index += 1) enter(index, value[index], items);
  };

  const judgeObject = (
    value: JsonObject,
    { required, properties = {}, additionalProperties, versions }: Shape,
  ): void => {
    const isMissing = (name: string): boolean => value[name] === undefined;
    for (const name of required ?? [])
      if (isMissing(name) && isMissing(versions?.instead[name] ?? name)) add(missingField(name));
    for (const name of Object.keys(value)) {
      const gone = ownValue(versions?.gone, name);
      if (gone !== undefined) add(goneField(name, gone), name);
      if (Object.hasOwn(properties, name) || additionalProperties === undefined) continue;
      const newer = ownValue(versions?.newer, name);
      if (newer !== undefined && span !== undefined) add(newerField(name, newer, span.oldest), name);
      else if (additionalProperties === false)
        add(unknownField(name, Object.keys(properties), Object.keys(value)), name);
      else enter(name, value[name], additionalProperties);
    }
    for (const name in properties) {
      const shape = properties[name];
      if (shape !== undefined && value[name] !== undefined) enter(name, value[name], shape);
    }
  };

  const judgeSize = (value: unknown, size: number, least: number | undefined, most: number | undefined): void => {
    if (most !== undefined && size > most) add(outOfRange(value, 'most', most));
    if (least !== undefined && size < least) add(outOfRange(value, 'least', least));
  };

  const enter = (key: string | number, value: unknown, shape: Shape): void => {
    keys.push(key);
    judge(value, shape);
    keys.pop();
  };

  judge(manifest, named[kind] ?? {});
  return problems;
}

function ownValue<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

function isOf(value: unknown, type: string | undefined): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    default:
      return typeof value === type;
  }
}

function matches(value: unknown, pattern: string | undefined): boolean {
  return pattern === undefined || (typeof value === 'string' && new RegExp(pattern, 'u').test(value));
}
