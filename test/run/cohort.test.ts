import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { CohortAlignmentChart, type CohortAlignmentChartProps, parseSampleSheet, sampleParameters } from '../../lib';
import { type Outcome, runWorkflow } from '../support/argo-run';
import { readBam } from '../support/bam';
import { FILES, MENDED, sheetOf, TRUTH } from '../support/cohort-data';
import { workflowTemplate } from '../support/manifests';
import { type FileServer, serve } from '../support/serve';
import { files, newVolume, removeVolume, textOf, tree } from '../support/tree';
import { SEED_VOLUME } from '../support/volumes';

jest.setTimeout(600_000);

const OWNER = { uid: 1000, gid: 1000 };
const DUPLICATE = 0x400;
const served = new Map(FILES);
let server: FileServer;
beforeAll(async () => {
  server = await serve(served);
});
afterAll(() => server.close());

function cohort(props: CohortAlignmentChartProps = {}): WorkflowTemplate {
  return workflowTemplate(
    Testing.synth(
      new CohortAlignmentChart(Testing.app(), 'cohort', { volume: SEED_VOLUME, image: 'tools:1', ...props }),
    ),
  );
}

function given(samples?: string): Readonly<Record<string, string>> {
  const [list] = sampleParameters(parseSampleSheet(sheetOf(server.url), 'cohort.csv'));
  const reference = FILES.get('/ref.fa.gz') ?? Buffer.of();
  const referenceChecksum = createHash('sha256').update(reference).digest('hex');
  return { reference: `${server.url}/ref.fa.gz`, referenceChecksum, samples: samples ?? list?.samples ?? '' };
}

const failed = ({ ended }: Outcome): readonly string[] =>
  ended.filter(({ status }) => status !== 0).map(({ task, status }) => `${task} ${status}`);
const row = (volume: string, sample: string): readonly string[] =>
  textOf(volume, '/cohort/cohort.tsv')
    .split('\n')
    .map((line) => line.split('\t'))
    .find(([name]) => name === sample) ?? [];

/**
 * That a sample's alignment holds what was simulated: each read once, in its group, where it came from, copies marked.
 */
function mustBeExact(volume: string, sample: keyof typeof TRUTH): void {
  const { groups, copies } = TRUTH[sample];
  const bam = readBam(join(volume, `cohort/${sample}.bam`));
  const total = Object.values(groups).reduce((sum, n) => sum + n, 0);
  const of = (id: string): number =>
    bam.records.filter((record) => record.includes(`\tRG:Z:${id}\t`) || record.endsWith(`\tRG:Z:${id}`)).length;
  expect([bam.primary, Object.fromEntries(Object.keys(groups).map((id) => [id, of(id)]))]).toEqual([total, groups]);
  expect(bam.placed).toBeGreaterThanOrEqual(0.99 * total);
  for (const id of Object.keys(groups))
    expect(bam.header).toContain(`@RG\tID:${id}\tSM:${sample}\tLB:${sample}\tPL:ILLUMINA\tPU:${id}`);
  const marked = bam.records.filter((record) => (Number(record.split('\t')[1]) & DUPLICATE) !== 0);
  expect(marked).toHaveLength(copies);
  expect(row(volume, sample).slice(0, 6)).toEqual([
    sample,
    'ok',
    `${total}`,
    expect.any(String),
    expect.any(String),
    `${copies}`,
  ]);
}

test('two samples are aligned, the third is named, and the run is red; mended, only the third is done', async () => {
  const volume = newVolume(OWNER);
  const machine = { volume, shell: 'dash' } as const;
  const first = await runWorkflow(cohort(), machine, given(), 'run-1');
  expect(failed(first)).toEqual(['samples(1).lanes(0) 65', 'report 65']);
  expect([first.phase, first.ended.at(-1)?.log]).toEqual([
    'Failed',
    expect.stringContaining('1 failed, 2 did not; see the pods of those that failed: broken'),
  ]);
  expect(first.ended.find(({ status }) => status === 65)?.log).toContain('cannot be unpacked: it is cut');
  mustBeExact(volume, 'two');
  mustBeExact(volume, 'single');
  expect(row(volume, 'broken')).toEqual(['broken', 'failed', '', '', '', '', '', '', '', '', '']);
  expect(textOf(volume, '/cohort/multiqc_report.html')).toMatch(/broken[\s\S]*failed/);
  execFileSync('sha256sum', ['-c', '--quiet', 'two.sha256'], { cwd: join(volume, 'cohort') });
  const results = files(volume).filter((path) => !path.includes('/.work/') && !path.includes('/.reference/'));
  const each = ['bam', 'bam.bai', 'bam.summary.txt', 'idxstats.txt', 'sha256', 'stats.txt'];
  expect(results.sort()).toEqual([
    '/cohort/cohort.tsv',
    '/cohort/multiqc_report.html',
    ...['single', 'two'].flatMap((sample) => each.map((end) => `/cohort/${sample}.${end}`)),
  ]);

  for (const [path, body] of MENDED) served.set(path, body);
  const second = await runWorkflow(cohort(), machine, given(), 'run-2');
  const worked = ({ ended }: Outcome): readonly string[] =>
    ended.filter(({ log }) => !log.includes('] done before: ')).map(({ task }) => task);
  expect([second.phase, failed(second)]).toEqual(['Succeeded', []]);
  expect(worked(second).filter((task) => !task.endsWith('.row'))).toEqual([
    'samples(1).lanes(0)',
    'samples(1).merge',
    'samples(1).stats',
    'report',
  ]);
  mustBeExact(volume, 'broken');

  // The third run finds all done, and writes nothing but its own rows.
  const before = tree(volume);
  const third = await runWorkflow(cohort(), machine, given(), 'run-3');
  expect([third.phase, worked(third)]).toEqual(['Succeeded', []]);
  expect([...tree(volume)].filter(([path, what]) => before.get(path) !== what && !path.includes('/run-3'))).toEqual([]);
  removeVolume(volume);
});

test('with a sheet on the volume, fastp, CRAM and a limit, under busybox’s tools', async () => {
  for (const [path, body] of FILES) served.set(path, body);
  const volume = newVolume(OWNER);
  mkdirSync(join(volume, 'sheets'));
  writeFileSync(join(volume, 'sheets/cohort.csv'), sheetOf(server.url));
  chownSync(join(volume, 'sheets'), OWNER.uid, OWNER.gid);
  const chart = cohort({ sheet: 'file', fastp: ['--length_required', '50'], cram: 'external', maxConcurrency: 2 });
  const outcome = await runWorkflow(chart, { volume, shell: 'applets' }, given('/sheets/cohort.csv'), 'run-1');
  expect([outcome.phase, failed(outcome)]).toEqual(['Failed', ['samples.each(1).lanes(0) 65', 'report 65']]);
  const reference = files(volume).find((path) => path.endsWith('/bwa-index-2.fa')) ?? '';
  for (const sample of ['two', 'single'] as const) {
    const path = join(volume, `cohort/${sample}.cram`);
    const total = Object.values(TRUTH[sample].groups).reduce((sum, n) => sum + n, 0);
    const primary = execFileSync('samtools', ['view', '-c', '-F', '0x900', '-T', join(volume, reference), path], {
      encoding: 'utf8',
    });
    expect([Number(primary), row(volume, sample)[2]]).toEqual([total, `${total}`]);
    execFileSync('sha256sum', ['-c', '--quiet', `${sample}.sha256`], { cwd: join(volume, 'cohort') });
  }
  expect(textOf(volume, '/cohort/multiqc_report.html')).toMatch(/fastp/);
  removeVolume(volume);
});

test('with BWA-backtrack behind fastp the same reads lie in the same groups, and the page tells each lane’s report', async () => {
  for (const [path, body] of FILES) served.set(path, body);
  const volume = newVolume(OWNER);
  const outcome = await runWorkflow(
    cohort({ algorithm: 'backtrack', fastp: [] }),
    { volume, shell: 'bash' },
    given(),
    'run-1',
  );
  expect([outcome.phase, failed(outcome)]).toEqual(['Failed', ['samples(1).lanes(0) 65', 'report 65']]);
  mustBeExact(volume, 'two');
  mustBeExact(volume, 'single');
  for (const name of ['two_L1', 'two_L2', 'single_1'])
    expect(textOf(volume, '/cohort/multiqc_report.html')).toContain(name);
  removeVolume(volume);
});
