import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import schema from '../../imports/argoproj.io.schema.json';
import { isOlder, newerFields } from '../../lib/check/own/version';
import { celRules, findCelRule } from '../../lib/check/structure/cel';

const root = join(__dirname, '../..');

/** Every CEL rule of the schema, wherever it stands. */
function rulesIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'x-kubernetes-validations' ? value.map(({ rule }: { rule: string }) => rule) : rulesIn(value),
  );
}

it('knows every rule that the CRDs have in CEL', () => {
  const rules = [...new Set(rulesIn(schema))];
  expect(rules.filter((rule) => findCelRule(rule) === undefined)).toEqual([]);
  expect(rules).toHaveLength(celRules.length);
});

it('tells the rules apart', () => {
  for (const rule of new Set(rulesIn(schema))) expect(celRules.filter(({ mark }) => rule.includes(mark))).toHaveLength(1);
});

it('validates with what the schema compiles to', async () => {
  const { execFileSync } = await import('node:child_process');
  const compile = join(root, 'lib/check/structure/compile.mjs');
  const script = `import(${JSON.stringify(compile)}).then(({ compileValidators }) => process.stdout.write(JSON.stringify(compileValidators())))`;
  const output = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', maxBuffer: 1e8 });
  const compiled: Readonly<Record<string, string>> = JSON.parse(output);
  const stale = Object.entries(compiled).filter(([file, text]) => text !== readFileSync(join(root, 'imports', file), 'utf8'));
  expect(Object.keys(compiled)).toHaveLength(2);
  expect(stale.map(([file]) => file)).toEqual([]);
}, 30_000);

describe('the fields that are newer than Argo 3.4', () => {
  it('are fields of the schema, each below the field that holds it', () => {
    const holders = new Map<string, Set<string>>();
    const fieldsOf = (node: { $ref?: string; items?: object; properties?: object }): string[] => {
      const name = node.$ref?.split('/').at(-1);
      if (name !== undefined) return Object.keys((schema.$defs as Record<string, { properties?: object }>)[name]?.properties ?? {});
      return node.items === undefined ? Object.keys(node.properties ?? {}) : fieldsOf(node.items);
    };
    for (const shape of Object.values(schema.$defs as Record<string, { properties?: Record<string, object> }>))
      for (const [key, node] of Object.entries(shape.properties ?? {}))
        holders.set(key, new Set([...(holders.get(key) ?? []), ...fieldsOf(node)]));
    // The CRD leaves inline templates open.
    holders.set('inline', holders.get('templates') ?? new Set());
    for (const [holder, fields] of Object.entries(newerFields))
      for (const field of Object.keys(fields))
        expect([holder, [...(holders.get(holder) ?? [])]]).toEqual([holder, expect.arrayContaining([field])]);
  });

  it('are told from older ones by the minor version', () => {
    expect([isOlder('3.4', '3.5'), isOlder('v3.10.1', '3.5'), isOlder('4.0', '3.7'), isOlder('3.7', '3.7')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
