import { loadAll } from 'js-yaml';
import { parseAllDocuments, visit, type Scalar as YamlScalar } from 'yaml';
import { YAML_PLACES, YAML_TEXTS, yamlCase } from '../support/yaml-corpus';

jest.setTimeout(120_000);

// PyYAML, sigs.k8s.io/yaml and yq read the same texts in test/readers/run.sh, which .ci/run runs.

/** js-yaml, and the reader that cdk8s has, by YAML 1.1 and by YAML 1.2. */
const READERS: Readonly<Record<string, (yaml: string) => readonly unknown[]>> = {
  'js-yaml': (yaml) => loadAll(yaml),
  'yaml 1.1': (yaml) => parsed(yaml, '1.1'),
  'yaml 1.2': (yaml) => parsed(yaml, '1.2'),
};

function parsed(yaml: string, version: '1.1' | '1.2'): readonly unknown[] {
  return parseAllDocuments(yaml, { version }).map((document) => {
    expect([document.errors, document.warnings]).toEqual([[], []]);
    return document.toJS() as unknown;
  });
}

describe.each(Object.entries(YAML_PLACES))('a text as %s', (name, place) => {
  const { yaml, meant, texts } = yamlCase(name, place);

  test.each(Object.entries(READERS))('is read by %s as it was meant', (_, read) => {
    expect(read(yaml)).toEqual(meant);
  });

  test('stands in no plain scalar where it holds a control character', () => {
    expect(yaml.match(/[^\P{Cc}\t\n]|[\u2028\u2029\ufeff\ufffe\uffff]/u)).toBeNull();
    const plain: unknown[] = [];
    const Scalar = (_: unknown, { type, value }: YamlScalar) => {
      if (type === 'PLAIN') plain.push(value);
    };
    for (const document of parseAllDocuments(yaml)) visit(document, { Scalar });
    expect(plain.filter((value) => /\p{Cc}/u.test(`${value}`))).toEqual([]);
  });

  test('is written, unless the library says why not', () => {
    expect(texts.length).toBeGreaterThan(YAML_TEXTS.length / 5);
  });
});
