import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../imports/argoproj.io';
import { BwaAlignmentChart, GenomicsStage, GenomicsWorkflow, OssVolume, sh } from '../lib';
import { invocations } from '../test/support/argo';
import { readBam } from '../test/support/bam';
import { echoWorkflow } from '../test/support/echo';
import { committedPipeline, documents } from '../test/support/manifests';
import { mapsWorkflow } from '../test/support/maps';
import { runAll } from '../test/support/run';
import type { FileServer } from '../test/support/serve';
import { files, newVolume, removeVolume, textOf } from '../test/support/tree';
import { apply, bucketFolder, submit } from './cluster';
import { DATA, serveData } from './data';

jest.setTimeout(600_000);

const RESULT = 'SRR1976948.untrimmed.sam.bam.sorted.bam';
const bucket = bucketFolder();
let server: FileServer;
let given: Readonly<Record<string, string>>;

beforeAll(async () => {
  ({ server, given } = await serveData());
  for (const object of documents('dist/bwa-oss.k8s.yaml')) await apply(object);
});
afterAll(() => server.close());

/** This machine has two CPUs and Argo's own containers want some: requests and limits of 2 become 1, as a site's patch would do it. */
function small(template: WorkflowTemplate): WorkflowTemplate {
  return JSON.parse(JSON.stringify(template).replaceAll('"cpu":"2"', '"cpu":"1"'));
}

test('the committed workflow succeeds under Argo and gives the records of the local run', async () => {
  await apply(small(committedPipeline()));
  const fastqFolder = "/argo's $(run)";
  const { phase, nodes } = await submit('bwa-oss', { ...given, fastqFolder });
  expect([phase, nodes]).toEqual(['Succeeded', expect.not.objectContaining({ bwaindex: 'Failed' })]);
  const volume = newVolume({ uid: 1000, gid: 1000 });
  await runAll(invocations(committedPipeline(), given), { volume, shell: 'dash' });
  const bam = readBam(join(bucket, fastqFolder, RESULT));
  expect([bam.primary, bam.records]).toEqual([2 * DATA.pairs, readBam(join(volume, 'gene', RESULT)).records]);
  removeVolume(volume);
});

test('with an argoVersion two runs in one folder wait for each other, and the second finds all done', async () => {
  const chart = new BwaAlignmentChart(Testing.app(), 'locked', { name: 'bwa-locked', argoVersion: '4.1' });
  for (const object of Testing.synth(chart)) await apply(object.kind === 'WorkflowTemplate' ? small(object) : object);
  const fastqFolder = '/locked';
  const runs = await Promise.all([1, 2].map(() => submit('bwa-locked', { ...given, fastqFolder })));
  expect(runs.map(({ phase }) => phase)).toEqual(['Succeeded', 'Succeeded']);
  const made = files(bucket)
    .filter((path) => path.startsWith('/locked/.work/') && path.endsWith('.marker'))
    .map((path) => /^made=(.*)-bwa/m.exec(textOf(bucket, path))?.[1]);
  expect([made.length, new Set(made).size]).toEqual([6, 1]);
});

test('under Argo a stage that was killed for want of memory gets more of it', async () => {
  const chart = new Chart(Testing.app(), 'grow', { namespace: 'argo' });
  const volume = OssVolume.fromClaimName('pvc-oss', { owner: { uid: 1000, gid: 1000 } });
  const workflow = new GenomicsWorkflow(chart, 'grow', {
    image: 'geno/alltools:v0.2',
    serviceAccountName: 'bwa-oss',
    argoVersion: '4.1',
  });
  new GenomicsStage(workflow, 'hungry', {
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    retry: { backoff: '1s', memoryGrowth: { max: '1Gi' } },
    outputs: { out: volume.folder('/grow').file('memory.txt') },
    script: ({ outputs, memory }) => sh`dd if=/dev/zero of=/dev/null bs=150M count=1; echo ${memory} > ${outputs.out}`,
  });
  for (const object of Testing.synth(chart)) await apply(object);
  const { phase, nodes } = await submit('grow', {});
  expect([phase, nodes['hungry(0)']]).toEqual(['Succeeded', 'Failed']);
  expect(Number(textOf(bucket, '/grow/memory.txt'))).toBeGreaterThan(150);
});

test('maps, tables, nested lists and conditions run under Argo as the interpreter runs them', async () => {
  const template = mapsWorkflow();
  await apply({ ...template, spec: { ...template.spec, serviceAccountName: 'bwa-oss' } });
  const { phase, nodes } = await submit('maps', {});
  expect([phase, nodes]).toEqual([
    'Succeeded',
    expect.objectContaining({ fast: 'Succeeded', slow: 'Skipped', report: 'Succeeded' }),
  ]);
  const volume = newVolume({ uid: 1000, gid: 1000 });
  await runAll(invocations(template), { volume, shell: 'dash' });
  const products = (folder: string): readonly (readonly [string, string])[] =>
    files(folder)
      .filter((path) => path.startsWith('/maps/') && !/[.]marker$/.test(path))
      .map((path) => [path, textOf(folder, path)] as const)
      .sort();
  expect(products(bucket)).toEqual(products(volume));
  removeVolume(volume);
});

test.each([
  [
    'it\'s $(touch /bwa/pwned) `id` $$ $(IN_B) $(PATH) \\ "x" -- {a,b} αβγ 基因',
    'it\'s $(touch /bwa/pwned) `id` $$ $(IN_B) $(PATH) \\ "x" -- {a,b} αβγ 基因',
  ],
  ['{{=1+1}}', '2'],
  ["{{='$$' + '$(PATH)'}}", '$$$(PATH)'],
])('under Argo the text %j reaches the tool as %j', async (text, expected) => {
  const template = echoWorkflow();
  await apply({ ...template, spec: { ...template.spec, serviceAccountName: 'bwa-oss' } });
  const folder = `/argo-echo-${text.length}`;
  expect((await submit('echo', { text, folder })).phase).toBe('Succeeded');
  expect(textOf(bucket, `${folder}/out.copy`)).toBe(`<${expected}>`);
});

// Argo 4.1 itself refuses `{{inputs.parameters.missing}}` at submission, and never starts a workflow with an expression that it cannot parse.
test.each(['{{x}}', '{{=missing.x}}'])('under Argo the text %j is refused, and not tried again', async (text) => {
  const template = echoWorkflow();
  await apply({ ...template, spec: { ...template.spec, serviceAccountName: 'bwa-oss' } });
  const { phase, nodes } = await submit('echo', { text, folder: '/argo-refused' });
  expect([phase, Object.keys(nodes).filter((name) => /^say\(\d\)$/.test(name)).length < 2]).toEqual(['Failed', true]);
});
