import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { CohortAlignmentChart, parseSampleSheet, sampleParameters } from '../lib';
import { readBam } from '../test/support/bam';
import { FILES, MENDED, sheetOf, TRUTH } from '../test/support/cohort-data';
import { documents } from '../test/support/manifests';
import { type FileServer, serve } from '../test/support/serve';
import { textOf, tree } from '../test/support/tree';
import { SEED_VOLUME } from '../test/support/volumes';
import { apply, bucketFolder, engineVersion, HOST, submit } from './cluster';
import { IMAGE, small } from './example';

jest.setTimeout(1_500_000);

const SAMPLES = ['two', 'broken', 'single'] as const;
const bucket = bucketFolder();
const served = new Map(FILES);
let server: FileServer;
beforeAll(async () => {
  server = await serve(served, HOST);
});
afterAll(() => server.close());

function given(folder: string, sheet = sheetOf(server.url)): Readonly<Record<string, string>> {
  const [list] = sampleParameters(parseSampleSheet(sheet, 'cohort.csv'));
  const referenceChecksum = createHash('sha256')
    .update(FILES.get('/ref.fa.gz') ?? Buffer.of())
    .digest('hex');
  return { reference: `${server.url}/ref.fa.gz`, referenceChecksum, samples: list?.samples ?? '', folder };
}

/** Each sample's status in the table, and the reads of its BAM. */
function outcome(folder: string): readonly (readonly [string, string, number])[] {
  const [, ...rows] = textOf(bucket, `${folder}/cohort.tsv`).trimEnd().split('\n');
  return rows.map((row) => {
    const [sample = '', status = ''] = row.split('\t');
    return [sample, status, status === 'ok' ? readBam(join(bucket, folder, `${sample}.bam`)).primary : 0];
  });
}

const reads = (sample: keyof typeof TRUTH): number =>
  Object.values(TRUTH[sample].groups).reduce((sum, group) => sum + group, 0);

/** What was written for a sample and when, without the lines of the table that each run makes anew. */
function written(folder: string, sample: string): readonly string[] {
  return [...tree(join(bucket, folder))]
    .filter(([path]) => path.includes(`/${sample}`) && !/\/row\//.test(path))
    .map(([path, what]) => `${path}: ${what.replace(/, inode .*/, '')}`)
    .sort();
}

test('the committed cohort with a failing sample does the others, publishes its table and is red', async () => {
  for (const object of documents('examples/cohort/cohort.k8s.yaml')) await apply(small(object));
  const { phase, nodes } = await submit('cohort', given('/cohort'), 700);
  expect({ phase, nodes }).toMatchObject({
    phase: 'Failed',
    nodes: { samples: 'Failed', 'report(0)': 'Failed' },
  });
  expect(outcome('/cohort')).toEqual([
    ['two', 'ok', reads('two')],
    ['single', 'ok', reads('single')],
    ['broken', 'failed', 0],
  ]);
  expect(textOf(bucket, '/cohort/multiqc_report.html')).toMatch(/broken[\s\S]*failed/);
});

test('the committed cohort submitted again with the sample mended does that one alone and is green', async () => {
  const before = ['two', 'single'].map((sample) => written('/cohort', sample));
  for (const [path, body] of MENDED) served.set(path, body);
  const { phase } = await submit('cohort', given('/cohort'), 700);
  expect([phase, outcome('/cohort')]).toEqual(['Succeeded', SAMPLES.map((sample) => [sample, 'ok', reads(sample)])]);
  expect(['two', 'single'].map((sample) => written('/cohort', sample))).toEqual(before);
});

test('a cohort of one sample with the engine’s argoVersion is green', async () => {
  const sizes = { cpu: 1, memory: '512Mi', scratch: '100Mi', image: IMAGE } as const;
  const chart = new CohortAlignmentChart(Testing.app(), 'cohort', {
    volume: SEED_VOLUME,
    ...sizes,
    name: 'cohort-own',
    argoVersion: await engineVersion(),
    stages: { row: { cpu: 1 }, report: sizes },
  });
  for (const object of Testing.synth(chart)) await apply(object);
  const sheet = sheetOf(server.url).replaceAll(/^(two|broken),.*\n/gm, '');
  const { phase } = await submit('cohort-own', given('/own', sheet), 700);
  expect([phase, outcome('/own')]).toEqual(['Succeeded', [['single', 'ok', reads('single')]]]);
});
