import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { GeneExpressionChart, SharedVolume } from '../lib';
import { countsOf, GENOME, GTF, md5, readsOf } from '../test/support/expression-data';
import { columnOf, layFile, layReads, tableOf } from '../test/support/expression-run';
import { type FileServer, serve } from '../test/support/serve';
import { apply, bucketFolder, HOST, logsOf, type State, submit } from './cluster';
import { done, IMAGE, kept } from './example';

jest.setTimeout(1_800_000);

const SECONDS = 1_500;
/** S1 was sequenced twice, once behind a signed address; S2 and S3 lie in the bucket. */
const READS = {
  S1a: readsOf(countsOf(1, 1.4), 'reverse', 11),
  S1b: readsOf(countsOf(2, 1.4), 'reverse', 12),
  S2: readsOf(countsOf(3, 1.4), 'unstranded', 13),
  S3: readsOf(countsOf(4, 1.4), 'forward', 14),
} as const;
const SIGNED = '?Expires=1&Signature=a%2Bb';
const bucket = bucketFolder();
let server: FileServer;

beforeAll(async () => {
  layFile(bucket, 'ref/genome.fa', GENOME);
  const signed = decodeURIComponent(SIGNED);
  server = await serve(
    new Map([
      ['/genes.gtf', Buffer.from(GTF)],
      [`/S1a_1.fastq.gz${signed}`, READS.S1a[0]],
      [`/S1a_2.fastq.gz${signed}`, READS.S1a[1]],
    ]),
    HOST,
  );
  for (const name of ['S1b', 'S2', 'S3'] as const) layReads(bucket, name, READS[name]);
  const lines = [
    `S1,${server.url}/S1a_1.fastq.gz${SIGNED},${server.url}/S1a_2.fastq.gz${SIGNED},reverse`,
    'S1,/reads/S1b_1.fastq.gz,/reads/S1b_2.fastq.gz,reverse',
    ...['S2', 'S3'].map((name) => `${name},/reads/${name}_1.fastq.gz,/reads/${name}_2.fastq.gz,auto`),
  ];
  layFile(bucket, 'sheets/all.csv', `sample,fastq_1,fastq_2,strandedness\n${lines.join('\n')}\n`);
  for (const aligner of ['salmon', 'star'] as const) {
    const chart = new GeneExpressionChart(Testing.app(), aligner, {
      image: IMAGE,
      aligner,
      name: `expression-${aligner}`,
      sheet: 'file',
      volume: SharedVolume.fromClaim({ claimName: 'pvc-oss', owner: { uid: 1000, gid: 1000 } }),
      parameters: { folder: `/${aligner}` },
    });
    for (const object of Testing.synth(chart)) await apply(kept(object));
  }
});
afterAll(() => server.close());

function run(aligner: 'salmon' | 'star'): Promise<State> {
  return submit(
    `expression-${aligner}`,
    {
      samples: '/sheets/all.csv',
      annotation: `${server.url}/genes.gtf`,
      annotationChecksum: md5(GTF),
      genome: '/ref/genome.fa',
      genomeChecksum: md5(GENOME),
    },
    SECONDS,
  );
}

const sum = (values: Iterable<number>): number => [...values].reduce((all, value) => all + value, 0);
const planted = (...all: readonly ReturnType<typeof countsOf>[]): number =>
  sum(all.flatMap((counts) => Object.values(counts)));
const PLANTED = {
  S1: planted(countsOf(1, 1.4), countsOf(2, 1.4)),
  S2: planted(countsOf(3, 1.4)),
  S3: planted(countsOf(4, 1.4)),
} as const;

test.each([
  ['salmon', 'salmon', 9],
  ['star', 'star_salmon', 12],
] as const)('%s counts three samples of a sheet, and again nothing', async (aligner, place, pods) => {
  const state = await run(aligner);
  expect(state.phase).toBe('Succeeded');
  for (const [sample, pairs] of Object.entries(PLANTED)) {
    const counts = columnOf(bucket, `${aligner}/${place}/salmon.merged.gene_counts.tsv`, sample);
    expect(sum(counts.values()) / pairs).toBeGreaterThan(0.995);
    expect(sum(counts.values()) / pairs).toBeLessThan(1.00001);
  }
  const { pods: all, worked } = await done(state);
  expect([all, worked.length]).toEqual([pods, pods]);
  const again = await run(aligner);
  expect([again.phase, await done(again)]).toEqual(['Succeeded', { pods, worked: ['manifest'] }]);
});

test('where a sample’s reads are cut the others are counted, and the run is red with its name', async () => {
  const whole = readFileSync(join(bucket, 'reads/S3_2.fastq.gz'));
  writeFileSync(join(bucket, 'reads/S3_2.fastq.gz'), whole.subarray(0, whole.length / 2));
  const state = await run('salmon');
  expect(state).toMatchObject({
    phase: 'Failed',
    nodes: { tables: 'Succeeded', verdict: 'Failed', expressionreport: 'Failed' },
  });
  expect(await logsOf(state.workflow)).toContain('1 failed, 2 did not; see the pods of those that failed: S3\n');
  expect(tableOf(bucket, 'salmon/salmon/salmon.merged.gene_counts.tsv')[0]).toEqual([
    'gene_id',
    'gene_name',
    'S1',
    'S2',
  ]);
});
