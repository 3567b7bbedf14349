import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const read = (file: string): string => readFileSync(join(__dirname, '..', 'imports', file), 'utf8');
const types = read('argoproj.io.ts');
const schema: { readonly $defs: Readonly<Record<string, object>> } = JSON.parse(read('argoproj.io.schema.json'));

const declared = [...types.matchAll(/^export (?:interface|type) (\w+)/gm)].map((match) => match[1]);

interface Part {
  readonly $ref?: string;
  readonly pattern?: string;
}

/** Every object in the schema that is not a table of properties or definitions by name. */
function schemas(value: unknown, isTable = false): readonly Part[] {
  if (Array.isArray(value)) return value.flatMap((item) => schemas(item));
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, child]) =>
    schemas(child, !isTable && ['properties', '$defs'].includes(key)),
  );
  return isTable ? below : [value, ...below];
}

test('the types hold no any and no code', () => {
  expect(types).not.toMatch(/\bany\b/);
  const { code } = transformSync(types, { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'es6' } });
  expect(code.replace(/^\/\/.*$|export \{ ?\};?/gm, '').trim()).toBe('');
});

test('every definition of the schema is a type of that name, and Manifest is any of the kinds', () => {
  expect(declared.sort()).toEqual([...Object.keys(schema.$defs), 'Manifest'].sort());
});

test('no name is told from another by a number', () => {
  expect(declared.filter((name) => /\d$/.test(name ?? ''))).toEqual([]);
});

test('every $ref of the schema resolves and every pattern compiles', () => {
  const all = schemas(schema);
  const targets = all.flatMap((part) => part.$ref ?? []);
  expect(targets.length).toBeGreaterThan(200);
  expect(targets.filter((target) => !(target.replace('#/$defs/', '') in schema.$defs))).toEqual([]);
  for (const { pattern } of all) if (pattern !== undefined) expect(new RegExp(pattern, 'u')).toBeInstanceOf(RegExp);
});

test('the schema has no prose, keeps the CEL rules and closes objects', () => {
  const all = schemas(schema);
  expect(all.filter((part) => 'description' in part)).toEqual([]);
  expect(all.filter((part) => 'x-kubernetes-validations' in part).length).toBeGreaterThan(5);
  expect(schema.$defs).toMatchObject({
    Parameter: { additionalProperties: false, properties: { description: { type: 'string' } } },
    Workflow: { additionalProperties: false, properties: { status: { type: 'object' } } },
  });
});
