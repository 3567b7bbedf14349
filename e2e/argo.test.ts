import { Chart, Testing } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, sh } from '../lib';
import { invocations } from '../lib/run/invocations';
import { echoManifests } from '../test/support/echo';
import { documents } from '../test/support/manifests';
import { mapsManifests, mapsWorkflow } from '../test/support/maps';
import { runAll } from '../test/support/run';
import { newVolume, removeVolume, textOf } from '../test/support/tree';
import { SEED_VOLUME } from '../test/support/volumes';
import { products } from './attempts';
import { apply, bucketFolder, engineVersion, submit } from './cluster';

jest.setTimeout(600_000);

const bucket = bucketFolder();

beforeAll(async () => {
  for (const object of documents('dist/bwa-oss.k8s.yaml')) await apply(object);
});

test('a stage that was killed for want of memory gets more of it', async () => {
  const chart = new Chart(Testing.app(), 'grow', { namespace: 'argo' });
  const volume = SEED_VOLUME;
  const workflow = new GenomicsWorkflow(chart, 'grow', {
    image: 'geno/alltools:v0.2',
    serviceAccountName: 'bwa-oss',
    argoVersion: await engineVersion(),
  });
  new GenomicsStage(workflow, 'hungry', {
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    retry: { backoff: '1s', memoryGrowth: { max: '1Gi' } },
    outputs: { out: volume.folder('/grow').result('memory.txt') },
    script: ({ outputs, memory }) => sh`dd if=/dev/zero of=/dev/null bs=150M count=1; echo ${memory} > ${outputs.out}`,
  });
  for (const object of Testing.synth(chart)) await apply(object);
  const { phase, nodes } = await submit('grow', {});
  expect([phase, nodes['hungry(0)']]).toEqual(['Succeeded', 'Failed']);
  expect(Number(textOf(bucket, '/grow/memory.txt'))).toBeGreaterThan(150);
});

test('maps, tables, nested lists and conditions run as the interpreter runs them', async () => {
  for (const object of mapsManifests()) await apply(object);
  const { phase, nodes } = await submit('maps', {});
  expect([phase, nodes]).toEqual([
    'Succeeded',
    expect.objectContaining({ fast: 'Succeeded', slow: 'Skipped', report: 'Succeeded' }),
  ]);
  const volume = newVolume({ uid: 1000, gid: 1000 });
  await runAll(invocations(mapsWorkflow()), { volume, shell: 'dash' });
  const made = products(volume);
  const names = new Set(made.map(([product]) => product));
  expect(made.length).toBeGreaterThan(0);
  expect(products(bucket).filter(([product]) => names.has(product))).toEqual(made);
  removeVolume(volume);
});

test.each([
  [
    'a text of shell words, quotes, backslashes, braces and Unicode',
    'it\'s $(touch /bwa/pwned) `id` $$ $(IN_B) $(PATH) \\ "x" -- {a,b} αβγ 基因',
    'it\'s $(touch /bwa/pwned) `id` $$ $(IN_B) $(PATH) \\ "x" -- {a,b} αβγ 基因',
  ],
  ['the value of {{=1+1}}', '{{=1+1}}', '2'],
  ['the value of an expression with dollars', "{{='$$' + '$(PATH)'}}", '$$$(PATH)'],
])('%s reaches the tool byte for byte', async (_, text, expected) => {
  for (const object of echoManifests()) await apply(object);
  const folder = `/argo-echo-${text.length}`;
  expect((await submit('echo', { text, folder })).phase).toBe('Succeeded');
  expect(textOf(bucket, `${folder}/out.copy`)).toBe(`<${expected}>`);
});

// Argo 4.1 itself refuses `{{inputs.parameters.missing}}` at submission, and never starts a workflow with an expression
// that it cannot parse.
test.each(['{{x}}', '{{=missing.x}}'])('the text %s is refused, and not tried again', async (text) => {
  for (const object of echoManifests()) await apply(object);
  const { phase, nodes } = await submit('echo', { text, folder: '/argo-refused' });
  expect([phase, Object.keys(nodes).filter((name) => /^say\(\d\)$/.test(name)).length < 2]).toEqual(['Failed', true]);
});
