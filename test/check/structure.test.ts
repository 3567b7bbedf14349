import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import schema from '../../imports/argoproj.io.schema.json';
import { at, isObject, type Json, type JsonObject, object } from '../../lib/check/json';
import { isArgo, toDocuments } from '../../lib/check/model/document';
import { celRules, findCelRule } from '../../lib/check/structure/cel';
import { type Shape, shapes } from '../../lib/check/structure/schema';
import { misshapen } from '../../lib/check/structure/shape';
import { corpus } from './corpus';
import { manifests, variant } from './corpus/case';

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
  for (const rule of new Set(rulesIn(schema)))
    expect(celRules.filter(({ mark }) => rule.includes(mark))).toHaveLength(1);
});

it('knows every keyword that the CRDs have', () => {
  const read =
    `$ref type anyOf enum pattern minLength maxLength minimum maximum items minItems maxItems properties required
    additionalProperties x-kubernetes-validations`.split(/\s+/);
  const saysNothing = ['format', 'default', 'uniqueItems', 'x-kubernetes-list-map-keys'];
  const keywords = new Set<string>();
  const unions = new Set<string>();
  const visit = (shape: Shape): void => {
    for (const keyword of Object.keys(shape)) keywords.add(keyword);
    if (shape.anyOf !== undefined)
      unions.add(shape.anyOf.flatMap((one) => Object.keys(one).map((key) => (key === 'type' ? one.type : key))).join());
    const below = [shape.items, shape.additionalProperties, ...Object.values(shape.properties ?? {})];
    for (const one of below) if (one) visit(one);
  };
  for (const shape of Object.values(shapes())) visit(shape);
  expect([...keywords].filter((keyword) => ![...read, ...saysNothing].includes(keyword))).toEqual([]);
  expect([...unions].sort()).toEqual(['integer,string', 'integer,string,pattern']);
});

describe('beside ajv', () => {
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
  // Whether a list is a set is checked by names, which says more.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'x-kubernetes-validations',
    validate: (rules: readonly { readonly rule: string }[], data: unknown) =>
      rules.every(({ rule }) => findCelRule(rule)?.holds(data)),
  });
  ajv.addSchema(schema, 'argo');

  /** Where ajv finds something, in our way of writing; of an anyOf its members' mistakes say less. */
  function expected(manifest: JsonObject, kind: string): readonly string[] {
    ajv.validate(`argo#/$defs/${kind}`, manifest);
    const mistakes = ajv.errors?.filter(({ schemaPath }) => !/\/anyOf\/\d/.test(schemaPath)) ?? [];
    return mistakes.map(({ instancePath, params }) => {
      const keys = instancePath.split('/').slice(1);
      const names = [
        ...keys.map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~')),
        ...[params['additionalProperty'] ?? []].flat(),
      ];
      return at('', ...names.map((name) => (/^\d+$/.test(name) ? Number(name) : name)));
    });
  }

  function judged(manifest: JsonObject, kind: string): void {
    const found = misshapen(manifest, kind, '').map(({ path }) => path);
    expect([...new Set(found)]).toEqual([...new Set(expected(manifest, kind))]);
  }

  const workflows = corpus
    .flatMap(({ yaml }) => [...manifests(variant(yaml, 'broken')), ...manifests(variant(yaml, 'mended'))])
    .filter((manifest): manifest is JsonObject => isObject(manifest) && toDocuments([manifest]).some(isArgo));

  it('finds the same in the corpus', () => {
    for (const manifest of workflows) judged(manifest, String(manifest['kind']));
  });

  it('finds the same where something has another value', () => {
    const values = [
      0,
      -1,
      1.5,
      '',
      'x y',
      '10m',
      true,
      [],
      {},
      [{}],
      { a: 1 },
      'x'.repeat(300),
      Array.from({ length: 501 }, () => ({})),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...workflows), fc.nat(), fc.constantFrom<Json>(...values), (manifest, place, value) =>
        judged(object(changed(manifest, place, value)), String(manifest['kind'])),
      ),
      { numRuns: 3000, seed: 1 },
    );
  });
});

/** With another value at one of its places, or with a field more. */
function changed(manifest: JsonObject, place: number, value: Json): unknown {
  const copy = structuredClone(manifest);
  const places = placesIn(copy);
  const [holder, key] = places[place % places.length] ?? [{}, ''];
  Object.assign(holder, { [place % 3 === 0 && !Array.isArray(holder) ? `${key}X` : key]: value });
  return copy;
}

function placesIn(value: unknown): readonly (readonly [object, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[value, key] as const, ...placesIn(inner)]);
}
