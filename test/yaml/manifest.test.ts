import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, Chart, JsonPatch, Testing, Yaml, YamlOutputType } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { stringify } from 'yaml';
import { GenomicsError, GenomicsStage, GenomicsWorkflow } from '../../lib';
import { needsQuotes } from '../../lib/yaml/words';
import { SEED_VOLUME } from '../support/volumes';
import { HALVES } from '../support/yaml-corpus';
import { makes } from '../synth';

const WORDS = ['0o17', '0B1', '0X1f', 'a\tb', 'a\u0085b', '~'] as const;
const QUOTED = ['"0o17"', '"0B1"', '"0X1f"', '"a\\tb"', '"a\\u0085b"', '"~"'];

/** A workflow that holds words, and beside it another team's object. */
function synth(yamlOutputType: YamlOutputType = YamlOutputType.FILE_PER_CHART, words: readonly string[] = WORDS) {
  const app = Testing.app({ yamlOutputType });
  const chart = new Chart(app, 'c', { namespace: 'argo' });
  const volume = SEED_VOLUME;
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1' });
  new GenomicsStage(workflow, 's', {
    inputs: Object.fromEntries(words.map((word, at) => [`x${at}`, word])),
    outputs: { x: volume.folder('/f').result('x') },
    script: makes,
  });
  new ApiObject(chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap', ...{ data: { word: words[0] } } });
  return { app, chart, workflow };
}

test.each<[string, () => string]>([
  ['app.synthYaml()', () => synth().app.synthYaml()],
  ['Yaml.stringify(…) of a chart for a test', () => Yaml.stringify(...Testing.synth(synth().chart))],
  ['Yaml.stringify(…) of the workflow alone', () => Yaml.stringify(synth().workflow.resource.toJson())],
  ['another’s stringify(…) of a list of manifests', () => stringify(Testing.synth(synth().chart), { version: '1.1' })],
])('%s quotes what readers read differently', (_, write) => {
  const yaml = write();
  for (const word of QUOTED.filter((one) => !one.includes('0085'))) expect(yaml).toContain(`: ${word}\n`);
});

test.each(Object.values(YamlOutputType).filter((type): type is YamlOutputType => typeof type === 'number'))(
  'app.synth() quotes it in all files of output type %s, another team’s object included',
  (type) => {
    const { app } = synth(type);
    app.synth();
    const files = readdirSync(app.outdir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.yaml'),
    );
    const yaml = files.map((name) => readFileSync(join(app.outdir, name), 'utf8')).join('---\n');
    for (const word of QUOTED) expect(yaml).toContain(`: ${word}\n`);
    expect(yaml).toContain('word: "0o17"\n');
    expect(loadAll(yaml)).toContainEqual(expect.objectContaining({ data: { word: '0o17' } }));
  },
);

test('a manifest is a plain object to whoever looks at it', () => {
  const [manifest] = Testing.synth(synth().chart).filter(({ data }) => data?.word !== undefined);
  const plain = { apiVersion: 'v1', kind: 'ConfigMap', metadata: expect.anything(), data: { word: '0o17' } };
  expect(manifest).toStrictEqual(plain);
  expect(Reflect.ownKeys({ ...manifest })).toEqual(['apiVersion', 'kind', 'metadata', 'data']);
  expect(JSON.parse(JSON.stringify(manifest))).toStrictEqual(plain);
});

test('an object that a patch has twice is written twice, without an anchor', () => {
  const { chart, workflow } = synth();
  const marks = { a: 'b' };
  workflow.resource.addJsonPatch(
    JsonPatch.add('/metadata/labels', marks),
    JsonPatch.add('/metadata/annotations', marks),
  );
  expect(Yaml.stringify(...Testing.synth(chart))).not.toMatch(/[&*]a1/);
});

test.each(HALVES)('%j is refused, as it is half of a character', (text) => {
  expect(() => synth(YamlOutputType.FILE_PER_CHART, [text]).app.synth()).toThrow(GenomicsError);
});

test('a name that is a merge in YAML is refused', () => {
  const { app, workflow } = synth();
  workflow.resource.addJsonPatch(JsonPatch.add('/metadata/annotations', { '<<': 'a' }));
  expect(() => app.synth()).toThrow(expect.objectContaining({ code: 'invalid-name' }));
});

test.each([
  '8Gi',
  '100m',
  '10.0.0.1',
  'v0.2',
  '1/2',
  'bwa:0.7.17',
  'a: b',
  '2020-01',
  'e5',
  '0x',
  'nope',
  '1-1',
  'a\n\tb',
])('%j is left as it would be written', (text) => expect(needsQuotes(text)).toBe(false));
