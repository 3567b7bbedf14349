import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { CohortAlignmentChart, parseSampleSheet, sampleParameters } from '../lib';
import { readBam } from '../test/support/bam';
import { FILES, sheetOf, TRUTH } from '../test/support/cohort-data';
import { type FileServer, serve } from '../test/support/serve';
import { textOf } from '../test/support/tree';
import { apply, bucketFolder, HOST, submit } from './cluster';

jest.setTimeout(600_000);

const bucket = bucketFolder();
let server: FileServer;
beforeAll(async () => {
  server = await serve(FILES, HOST);
});
afterAll(() => server.close());

test('under Argo a cohort with a broken sample publishes its report, the others are done, and the workflow fails', async () => {
  const image = 'geno/cohort:v0.1';
  const small = { cpu: 1, memory: '512Mi', scratch: '100Mi' } as const;
  const chart = new CohortAlignmentChart(Testing.app(), 'cohort', {
    ...small,
    image,
    argoVersion: '4.1',
    stages: { align: small, row: { cpu: 1 }, report: { ...small, image } },
  });
  for (const object of Testing.synth(chart)) await apply(object);
  const [list] = sampleParameters(parseSampleSheet(sheetOf(server.url), 'cohort.csv'));
  const referenceChecksum = createHash('sha256')
    .update(FILES.get('/ref.fa.gz') ?? Buffer.of())
    .digest('hex');
  const given = {
    reference: `${server.url}/ref.fa.gz`,
    referenceChecksum,
    samples: list?.samples ?? '',
    folder: '/argo-cohort',
  };
  const { phase, nodes } = await submit('cohort', given, 480);
  expect({ phase, nodes }).toMatchObject({
    phase: 'Failed',
    nodes: { samples: 'Failed', 'One-report-over-all-samples': 'Failed', 'report(0)': 'Failed' },
  });
  const rows = textOf(bucket, '/argo-cohort/cohort.tsv').trimEnd().split('\n');
  expect(rows.map((row) => row.split('\t').slice(0, 2))).toEqual([
    ['sample', 'status'],
    ['two', 'ok'],
    ['single', 'ok'],
    ['broken', 'failed'],
  ]);
  expect(textOf(bucket, '/argo-cohort/multiqc_report.html')).toMatch(/broken[\s\S]*failed/);
  for (const sample of ['two', 'single'] as const) {
    const total = Object.values(TRUTH[sample].groups).reduce((sum, n) => sum + n, 0);
    expect(readBam(join(bucket, `argo-cohort/${sample}.bam`)).primary).toBe(total);
  }
});
