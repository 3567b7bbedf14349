import { createHash } from 'node:crypto';
import { firstDifference } from '../tools/gen-imports/compare';
import { generate } from '../tools/gen-imports/generate';
import { relocked, verified } from '../tools/gen-imports/lock';

function crd(kind: string, spec: string): string {
  return `
spec:
  group: example.io
  names: {kind: ${kind}}
  versions:
  - name: v1
    storage: true
    schema:
      openAPIV3Schema:
        description: Prose about ${kind}
        type: object
        required: [metadata, spec]
        properties:
          apiVersion: {type: string, description: prose}
          kind: {type: string}
          metadata: {type: object}
          spec:
            type: object
            properties:${spec}`;
}

const PARTS = `
              policy: {type: string, enum: [Always, "it's"]}
              policies: {type: array, items: {type: string, enum: [A, B]}, x-kubernetes-list-type: set}
              limit: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}], pattern: '^[0-9]+$'}
              size: {type: integer, format: int32, minimum: 1}
              anything: {x-kubernetes-preserve-unknown-fields: true}
              none: {type: object, description: prose}
              labels: {type: object, additionalProperties: {type: string, default: ''}}
              hostIP: {type: string}
              the-key: {type: boolean}
              parameters:
                type: array
                maxItems: 5
                items:
                  type: object
                  required: [name]
                  x-kubernetes-validations: [{rule: has(self.name), message: name it}]
                  properties:
                    name: {type: string, description: prose}
                    description: {type: string, description: prose about the description}
              output:
                type: object
                description: other prose, same shape
                required: [name]
                x-kubernetes-validations: [{rule: has(self.name), message: name it}]
                properties:
                  name: {type: string, default: ''}
                  description: {type: string}`;

const NAMES = { Job: { spec: 'Spec' }, Spec: { none: 'Nothing', output: 'Parameter' } };

describe('generated types', () => {
  const { types } = generate([crd('Job', PARTS), crd('Cron', PARTS)], NAMES, 'a sample');

  test('give literal unions, IntOrString, unknown and the keys of YAML', () => {
    expect(types).toContain("  readonly policy?: 'Always' | 'it\\'s';\n");
    expect(types).toContain("  readonly policies?: readonly ('A' | 'B')[];\n");
    expect(types).toContain('  readonly limit?: IntOrString;\n');
    expect(types).toContain('  readonly size?: number;\n');
    expect(types).toContain('  readonly anything?: unknown;\n');
    expect(types).toContain('  readonly labels?: Readonly<Record<string, string>>;\n');
    expect(types).toContain('  readonly hostIP?: string;\n  readonly labels?: Readonly<Record<string, string>>;\n');
    expect(types).toContain("  readonly 'the-key'?: boolean;\n");
    expect(types).toContain('export type Nothing = Readonly<Record<string, never>>;\n');
  });

  test('merge equal shapes, within a kind and across kinds', () => {
    expect(types.match(/^export \w+ (\w+)/gm)).toEqual([
      'export type IntOrString',
      'export interface ObjectMeta',
      'export interface Cron',
      'export interface Job',
      'export type Nothing',
      'export interface Parameter',
      'export interface Spec',
    ]);
  });

  test('keep a property called description, and no prose', () => {
    expect(types).toContain(
      'export interface Parameter {\n  readonly description?: string;\n  readonly name: string;\n}\n',
    );
    expect(types).not.toMatch(/prose/i);
  });

  test('fix apiVersion and kind', () => {
    const head =
      "  readonly apiVersion: 'example.io/v1';\n  readonly kind: 'Cron';\n  readonly metadata: ObjectMeta;\n  readonly spec: Spec;\n";
    expect(types).toContain(`export interface Cron {\n${head}}\n`);
  });

  test('do not depend on the order of keys', () => {
    const [first, ...rest] = PARTS.trim().split('\n');
    const reversed = `${PARTS.slice(0, PARTS.indexOf('policy'))}${rest.slice(0, 7).reverse().join('\n').trim()}\n              ${first}\n${rest.slice(7).join('\n')}`;
    expect(generate([crd('Job', reversed), crd('Cron', PARTS)], NAMES, 'a sample').types).toBe(types);
  });
});

test('the generated schema closes objects and keeps what a validator can use', () => {
  const schema = JSON.parse(generate([crd('Job', PARTS)], NAMES, 'a sample').schema);
  expect(schema.$defs.Parameter).toEqual({
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    'x-kubernetes-validations': [{ rule: 'has(self.name)', message: 'name it' }],
    properties: { name: { type: 'string' }, description: { type: 'string' } },
  });
  expect(schema.$defs.Spec.properties).toMatchObject({
    limit: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^[0-9]+$' }] },
    size: { type: 'integer', format: 'int32', minimum: 1 },
    policies: { type: 'array', items: { type: 'string', enum: ['A', 'B'] }, uniqueItems: true },
    parameters: { type: 'array', items: { $ref: '#/$defs/Parameter' }, maxItems: 5 },
    anything: {},
  });
  expect(schema.$defs.Job.properties.metadata).toEqual({ type: 'object' });
  expect(schema.properties.kind.enum).toEqual(['Job']);
});

describe('the generator refuses', () => {
  const clash = `
              one: {type: object, properties: {item: {type: object, properties: {a: {type: string}}}}}
              two: {type: object, properties: {item: {type: object, properties: {b: {type: string}}}}}`;

  test('two shapes of one name', () => {
    expect(() => generate([crd('Job', clash)], {}, '')).toThrow(
      'Two.item needs a name of its own: Item is taken by One.item',
    );
    expect(generate([crd('Job', clash)], { Two: { item: 'Other' } }, '').types).toContain('readonly item?: Other;');
  });

  test('a name for a shape that is not there', () => {
    expect(() => generate([crd('Job', '\n              a: {type: string}')], { Job: { gone: 'Gone' } }, '')).toThrow(
      'Job.gone in the table',
    );
  });

  test('a keyword that it would lose', () => {
    expect(() => generate([crd('Job', '\n              a: {type: string, nullable: true}')], {}, '')).toThrow(
      'Job.spec.a: keyword nullable',
    );
  });

  test('a file with another checksum, and says which', () => {
    const sum = createHash('sha256').update('changed').digest('hex');
    const lock = { origin: '', url: '', files: { 'a.yaml': ['0'.repeat(64)] } };
    expect(() => verified('a.yaml', Buffer.from('changed'), lock)).toThrow(
      `a.yaml: SHA-256 expected ${'0'.repeat(64)}, got ${sum}`,
    );
    const updated = relocked(lock, { 'a.yaml': Buffer.from('changed') });
    expect(verified('a.yaml', Buffer.from('changed'), updated)).toBe('changed');
  });
});

test('a difference is shown by its first line', () => {
  expect(firstDifference('f', 'a\nb\n', 'a\nb\n')).toBeUndefined();
  expect(firstDifference('f', 'a\nb\n', 'a\nc\n')).toBe('f:2 differs from what the CRDs give\n- b\n+ c');
  expect(firstDifference('f', 'a\nb\n', 'a\n')).toContain('f:2 differs');
});
