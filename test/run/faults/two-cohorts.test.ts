import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Testing } from 'cdk8s';
import { CohortAlignmentChart, parseSampleSheet, sampleParameters } from '../../../lib';
import { simulate } from '../../../lib/testing/genome';
import { type Outcome, runWorkflow } from '../../support/argo-run';
import { readBam } from '../../support/bam';
import { namesOfCall } from '../../support/call';
import { caughtUp, newPlace, type Place } from '../../support/fault-place';
import { workflowTemplate } from '../../support/manifests';
import { type FileServer, serve } from '../../support/serve';
import { SEED_VOLUME } from '../../support/volumes';

jest.setTimeout(600_000);

/** FASTQ records of pairs. */
interface Reads {
  readonly mates1: readonly string[];
  readonly mates2: readonly string[];
}

/** A run of a cohort: its name, the node on which its pods run, and its samples' reads. */
interface Cohort {
  readonly run: string;
  readonly volume: string;
  readonly samples: Readonly<Record<string, Reads>>;
}

const TRIES = 4;
const chart = workflowTemplate(
  Testing.synth(new CohortAlignmentChart(Testing.app(), 'cohort', { volume: SEED_VOLUME, image: 'tools:1' })),
);
const GENOME = simulate({ seed: 31, contigs: [30_000], pairs: 650 });
const recordsOf = (zipped: Buffer): readonly string[] => `${gunzipSync(zipped)}`.split(/(?<=\n)(?=@r\d+:)/);
const [MATES1, MATES2] = [recordsOf(GENOME.fastq1), recordsOf(GENOME.fastq2)];
const reads = (from: number, to: number): Reads => ({ mates1: MATES1.slice(from, to), mates2: MATES2.slice(from, to) });
const READS = { first: reads(0, 200), second: reads(200, 350), third: reads(350, 470), fourth: reads(470, 650) };
const REFERENCE = GENOME.fasta;
const served = new Map<string, Buffer>([['/ref.fa.gz', REFERENCE]]);
let server: FileServer;
let place: Place;

beforeAll(async () => {
  for (const [name, { mates1, mates2 }] of Object.entries(READS)) {
    served.set(`/${name}_1.fastq.gz`, gzipSync(mates1.join('')));
    served.set(`/${name}_2.fastq.gz`, gzipSync(mates2.join('')));
  }
  server = await serve(served);
});
beforeEach(() => {
  place = newPlace();
});
afterEach(() => place.close());
afterAll(() => server.close());

function given({ samples }: Cohort): Readonly<Record<string, string>> {
  const nameOf = (data: Reads): string => Object.entries(READS).find(([, one]) => one === data)?.[0] ?? '';
  const rows = Object.entries(samples).map(([sample, data]) => {
    const url = `${server.url}/${nameOf(data)}`;
    return `${sample},${url}_1.fastq.gz,${url}_2.fastq.gz`;
  });
  const sheet = ['sample,fastq_1,fastq_2', ...rows, ''].join('\n');
  const [list] = sampleParameters(parseSampleSheet(sheet, 'cohort.csv'));
  return {
    folder: place.folder,
    reference: `${server.url}/ref.fa.gz`,
    referenceChecksum: createHash('sha256').update(REFERENCE).digest('hex'),
    samples: list?.samples ?? '',
  };
}

/** A run, tried again as Argo does where a pod ended with 75. */
async function runOf(cohort: Cohort): Promise<Outcome> {
  const { run, volume } = cohort;
  for (let attempt = 1; ; attempt++) {
    const outcome = await runWorkflow(chart, { volume, shell: 'dash' }, given(cohort), run);
    if (attempt === TRIES || outcome.ended.every(({ status }) => status !== 75)) return outcome;
  }
}

/** The folder of the attempt that a run uses for an output; nothing where it uses none. */
function attemptOf(run: string, output: string): string | undefined {
  const { folder, names } = namesOfCall(place.volume, output);
  const pointer = names.find((name) => name.startsWith(`${run}.`) && name.endsWith('.run'));
  return pointer === undefined ? undefined : join(folder, pointer.split('.').at(-2) ?? '');
}

/** Whoever is red says that its name was taken; a report also where that befell a sample. */
function mustTell({ ended }: Outcome): void {
  const red = ended.filter(({ status }) => status !== 0);
  for (const { task, status, log } of red) {
    if (task === 'report' && status === 65)
      expect([red.length > 1, log]).toEqual([true, expect.stringMatching(/failed/)]);
    else
      expect([task, status, log]).toEqual([task, 69, expect.stringMatching(/published other work as \S+ while this/)]);
  }
}

const namesIn = ({ mates1, mates2 }: Reads): readonly string[] =>
  [...mates1, ...mates2].map((record) => record.slice(1, record.indexOf('/'))).sort();

/** What the stages of a run read: its own BAM with its own index, and numbers of that. */
function mustReadItsOwn({ run, samples }: Cohort): void {
  for (const [sample, data] of Object.entries(samples)) {
    const bam = attemptOf(run, `${sample}.bam`);
    if (bam !== undefined) {
      const { records } = readBam(join(bam, `${sample}.bam`));
      expect(records.map((line) => line.split('\t')[0] ?? '').sort()).toEqual(namesIn(data));
    }
    const row = attemptOf(run, `${sample}.tsv`);
    if (row !== undefined)
      expect(
        readFileSync(join(row, `${sample}.tsv`), 'utf8')
          .split('\t')
          .slice(0, 3),
      ).toEqual([sample, 'ok', `${2 * data.mates1.length}`]);
  }
}

/** On both nodes: a published BAM and its index are one attempt's. */
function mustBeWhole(sample: string): void {
  const { folder } = namesOfCall(place.volume, `${sample}.bam`);
  const pair = (of: string): string =>
    createHash('sha256')
      .update(readFileSync(join(of, `${sample}.bam`)))
      .update(readFileSync(join(of, `${sample}.bam.bai`)))
      .digest('hex');
  const made = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(folder, entry.name)).includes(`${sample}.bam.bai`))
    .map(({ name }) => pair(join(folder, name)));
  for (const volume of new Set([place.volume, place.second])) {
    const published = join(volume, place.folder);
    expect(readdirSync(published)).toEqual(expect.arrayContaining([`${sample}.bam`, `${sample}.bam.bai`]));
    expect(made).toContain(pair(published));
    readBam(join(published, `${sample}.bam`));
  }
}

const tableOn = (volume: string): readonly (readonly string[])[] =>
  readFileSync(join(volume, place.folder, 'cohort.tsv'), 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split('\t').slice(0, 3));
/** The rows that the table of a run has: a sample whose name another run took counts as failed. */
const rowsOf = ({ samples }: Cohort, failed: readonly string[] = []): readonly (readonly string[])[] => [
  ...Object.entries(samples)
    .filter(([sample]) => !failed.includes(sample))
    .map(([sample, { mates1 }]) => [sample, 'ok', `${2 * mates1.length}`]),
  ...failed.map((sample) => [sample, 'failed', '']),
];

async function bothAtOnce(one: Cohort, other: Cohort): Promise<readonly [Outcome, Outcome]> {
  const both = await Promise.all([runOf(one), runOf(other)]);
  await caughtUp();
  for (const outcome of both) mustTell(outcome);
  for (const cohort of [one, other]) mustReadItsOwn(cohort);
  for (const sample of Object.keys({ ...one.samples, ...other.samples })) mustBeWhole(sample);
  return both;
}

/** One run again, when nobody else works there: all is done, but for names that the other took. */
async function mustEndWell(cohort: Cohort): Promise<void> {
  const again = { ...cohort, run: `${cohort.run}-again` };
  const outcome = await runOf(again);
  await caughtUp();
  expect([outcome.phase, outcome.ended.filter(({ status }) => status !== 0)]).toEqual(['Succeeded', []]);
  mustReadItsOwn(again);
  for (const volume of [place.volume, place.second]) expect(tableOn(volume)).toEqual(rowsOf(cohort));
}

test('two cohorts of other samples at once in one folder: every sample is done, and they meet at the report alone', async () => {
  const one = { run: 'one', volume: place.volume, samples: { a: READS.first, b: READS.second } };
  const other = { run: 'other', volume: place.second, samples: { c: READS.third, d: READS.fourth } };
  const both = await bothAtOnce(one, other);
  const red = both.flatMap(({ ended }) => ended.filter(({ status }) => status !== 0).map(({ task }) => task));
  expect(red.filter((task) => task !== 'report')).toEqual([]);
  for (const volume of [place.volume, place.second])
    expect([rowsOf(one), rowsOf(other)]).toContainEqual(tableOn(volume));
  await mustEndWell(one);
});

test('two cohorts at once in one folder, of which a sample has one name and other reads: each reads its own', async () => {
  const one = { run: 'one', volume: place.volume, samples: { same: READS.first, b: READS.second } };
  const other = { run: 'other', volume: place.second, samples: { same: READS.third, d: READS.fourth } };
  await bothAtOnce(one, other);
  const tables = [one, other].flatMap((cohort) => [rowsOf(cohort), rowsOf(cohort, ['same'])]);
  for (const volume of [place.volume, place.second]) expect(tables).toContainEqual(tableOn(volume));
  await mustEndWell(one);
});
