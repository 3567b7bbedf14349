import { createHash } from 'node:crypto';
import { firstDifference } from '../tools/gen-imports/compare';
import { relocked, verified } from '../tools/gen-imports/lock';
import { generateSchema } from '../tools/gen-imports/schema';

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

describe('the generated schema', () => {
  const text = generateSchema([crd('Job', PARTS), crd('Cron', PARTS)], NAMES, 'a sample');
  const { $defs, properties } = JSON.parse(text);

  test('closes objects and keeps what a validator can use', () => {
    expect($defs.Parameter).toEqual({
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      'x-kubernetes-validations': [{ rule: 'has(self.name)', message: 'name it' }],
      properties: { name: { type: 'string' }, description: { type: 'string' } },
    });
    expect($defs.Nothing).toEqual({ type: 'object', additionalProperties: false });
    expect($defs.Spec.properties).toEqual({
      anything: {},
      hostIP: { type: 'string' },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
      limit: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^[0-9]+$' }] },
      none: { $ref: '#/$defs/Nothing' },
      output: { $ref: '#/$defs/Parameter' },
      parameters: { type: 'array', items: { $ref: '#/$defs/Parameter' }, maxItems: 5 },
      policies: { type: 'array', items: { type: 'string', enum: ['A', 'B'] }, uniqueItems: true },
      policy: { type: 'string', enum: ['Always', "it's"] },
      size: { type: 'integer', format: 'int32', minimum: 1 },
      'the-key': { type: 'boolean' },
    });
  });

  test('merges equal shapes, within a kind and across kinds', () => {
    expect(Object.keys($defs)).toEqual(['Cron', 'Job', 'Nothing', 'Parameter', 'Spec']);
  });

  test('fixes apiVersion and kind, and leaves the metadata open', () => {
    expect(properties.kind.enum).toEqual(['Cron', 'Job']);
    expect($defs.Cron).toEqual({
      type: 'object',
      required: ['apiVersion', 'kind', 'metadata', 'spec'],
      additionalProperties: false,
      properties: {
        apiVersion: { type: 'string', enum: ['example.io/v1'] },
        kind: { type: 'string', enum: ['Cron'] },
        metadata: { type: 'object' },
        spec: { $ref: '#/$defs/Spec' },
      },
    });
  });

  test('does not depend on the order of keys', () => {
    const [first, ...rest] = PARTS.trim().split('\n');
    const reversed = `${PARTS.slice(0, PARTS.indexOf('policy'))}${rest.slice(0, 7).reverse().join('\n').trim()}\n              ${first}\n${rest.slice(7).join('\n')}`;
    expect(generateSchema([crd('Job', reversed), crd('Cron', PARTS)], NAMES, 'a sample')).toBe(text);
  });
});

describe('the generator refuses', () => {
  const clash = `
              one: {type: object, properties: {item: {type: object, properties: {a: {type: string}}}}}
              two: {type: object, properties: {item: {type: object, properties: {b: {type: string}}}}}`;

  test('two shapes of one name', () => {
    expect(() => generateSchema([crd('Job', clash)], {}, '')).toThrow(
      'Two.item needs a name of its own: Item is taken by One.item',
    );
    expect(generateSchema([crd('Job', clash)], { Two: { item: 'Other' } }, '')).toContain('"Other":{');
  });

  test('a name for a shape that is not there', () => {
    expect(() =>
      generateSchema([crd('Job', '\n              a: {type: string}')], { Job: { gone: 'Gone' } }, ''),
    ).toThrow('Job.gone in the table');
  });

  test('a keyword that it would lose', () => {
    expect(() => generateSchema([crd('Job', '\n              a: {type: string, nullable: true}')], {}, '')).toThrow(
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
