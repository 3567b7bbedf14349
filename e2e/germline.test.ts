import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documents } from '../test/support/manifests';
import { type FileServer, serve } from '../test/support/serve';
import { textOf } from '../test/support/tree';
import { passing } from '../test/support/variant-run';
import { byHand, deletion, fastaOf, genome, normalized, readsOf, snv } from '../test/support/variants-data';
import { apply, bucketFolder, HOST, logsOf, type State, submit } from './cluster';
import { changedSince, done, kept, written } from './example';

jest.setTimeout(1_800_000);

const SECONDS = 1_500;
const SAMPLES = ['S1', 'S2', 'S3'] as const;
const GENOME = genome({ chr1: 8_000, chr2: 4_000 }, 21);
const PLANTED = [
  snv(GENOME, 'chr1', 1_000, ['0/1', '1/1', '0/0']),
  snv(GENOME, 'chr1', 6_000, ['0/0', '0/1', '1/1']),
  deletion(GENOME, 'chr1', 7_000, 4, ['1/1', '0/1', '0/0']),
  snv(GENOME, 'chr2', 2_000, ['0/0', '0/0', '0/1']),
];
const REFERENCE = Buffer.from(fastaOf(GENOME));
/** Written in each run: it tells of that run. */
const MANIFEST = '/germline/pipeline_info/manifest.json';
const CUT = 'reads/S2_1.fastq';
const bucket = bucketFolder();
let server: FileServer;
/** Where the truth is normalized, on no bucket. */
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'germline-'));
  mkdirSync(join(folder, 'ref'));
  writeFileSync(join(folder, 'ref/genome.fa'), REFERENCE);
  byHand(folder, 'samtools faidx ref/genome.fa');
  for (const name of ['reads', 'sheets']) mkdirSync(join(bucket, name), { recursive: true });
  SAMPLES.forEach((sample, at) => {
    for (const [mate, reads] of readsOf(GENOME, PLANTED, at, () => 2).entries())
      writeFileSync(join(bucket, `reads/${sample}_${mate + 1}.fastq`), reads);
  });
  const rows = SAMPLES.map((name) => `${name},/reads/${name}_1.fastq,/reads/${name}_2.fastq\n`);
  writeFileSync(join(bucket, 'sheets/all.csv'), `sample,fastq_1,fastq_2\n${rows.join('')}`);
  server = await serve(new Map([['/genome.fa', REFERENCE]]), HOST);
  for (const object of documents('examples/germline/germline.k8s.yaml')) await apply(kept(object));
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function run(): Promise<State> {
  const given = {
    sheet: '/sheets/all.csv',
    reference: `${server.url}/genome.fa`,
    referenceChecksum: sha256(REFERENCE),
  };
  return submit('germline', given, SECONDS);
}

/** What was planted, with the genotypes of these samples. */
function truth(samples: readonly string[]): readonly string[] {
  const own = ({ genotypes }: (typeof PLANTED)[number]): readonly string[] =>
    genotypes.filter((_, at) => samples.includes(SAMPLES[at] ?? ''));
  return normalized(
    folder,
    PLANTED.map((one) => ({ ...one, genotypes: own(one) })),
    samples,
  );
}

/** The CRAMs and the VCF that the manifest tells of, with their SHA-256. */
function resultsTold(): readonly string[] {
  const { results }: { readonly results: readonly { readonly file: string; readonly sha256: string }[] } = JSON.parse(
    textOf(bucket, MANIFEST),
  );
  return results
    .filter(({ file }) => /[.](?:cram|vcf[.]gz)$/.test(file))
    .map(({ file, sha256 }) => `${file} ${sha256}`)
    .sort();
}

function withSum(file: string): string {
  return `${file} ${sha256(readFileSync(join(bucket, 'germline', file)))}`;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const called = (): readonly string[] => passing(bucket, 'germline/cohort.vcf.gz');

test('the committed germline pipeline goes from three samples’ reads to what was planted in them', async () => {
  const state = await run();
  expect(state.phase).toBe('Succeeded');
  expect(called()).toEqual(truth(SAMPLES));
  expect(resultsTold()).toEqual([...SAMPLES.map((one) => `${one}.cram`), 'cohort.vcf.gz'].sort().map(withSum));
  const { pods, worked } = await done(state);
  expect(worked.length).toBe(pods);
});

test('submitted again, the committed germline pipeline finds all done, and writes its manifest alone', async () => {
  const before = written();
  const state = await run();
  expect(state.phase).toBe('Succeeded');
  expect((await done(state)).worked).toEqual(['manifest']);
  expect(changedSince(before, 'germline')).toEqual([MANIFEST]);
});

test('of a sample whose reads are cut the germline pipeline tells the name, is red, and calls the others', async () => {
  const whole = readFileSync(join(bucket, CUT));
  writeFileSync(join(bucket, CUT), whole.subarray(0, whole.length - 150));
  const state = await run();
  expect(state).toMatchObject({
    phase: 'Failed',
    nodes: { reads: 'Failed', fastpreport: 'Failed', vcfreport: 'Succeeded', manifest: 'Succeeded' },
  });
  expect(await logsOf(state.workflow)).toContain('1 failed, 2 did not; see the pods of those that failed: S2\n');
  expect(byHand(bucket, 'bcftools query -l germline/cohort.vcf.gz')).toBe('S1\nS3\n');
  expect(called()).toEqual(truth(['S1', 'S3']));
  expect(resultsTold()).toEqual(['S1.cram', 'S3.cram', 'cohort.vcf.gz'].map(withSum));
});
