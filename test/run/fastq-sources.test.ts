import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { BwaAlignment, bwaBacktrack, bwaMem, bwaReference, GenomicsWorkflow, type Value } from '../../lib';
import { invocations } from '../../lib/run/invocations';
import { simulate } from '../../lib/testing/genome';
import { readBam } from '../support/bam';
import { committedPipeline, workflowTemplate } from '../support/manifests';
import { type Ended, runAll } from '../support/run';
import { newVolume, removeVolume } from '../support/tree';
import { SEED_VOLUME } from '../support/volumes';

jest.setTimeout(300_000);

const DATA = simulate({ seed: 5, contigs: [40_000], pairs: 400 });
let volume = '';
beforeEach(() => {
  volume = newVolume({ uid: 1000, gid: 1000 });
  mkdirSync(join(volume, 'reads'));
  writeFileSync(join(volume, 'reads/ref.fa.gz'), DATA.fasta);
  writeFileSync(join(volume, 'reads/S1_1.fastq.gz'), DATA.fastq1);
  writeFileSync(join(volume, 'reads/S1_2.fastq.gz'), DATA.fastq2);
});
afterEach(() => removeVolume(volume));

const paths = { reference: '/reads/ref.fa.gz', fastq1: '/reads/S1_1.fastq.gz', fastq2: '/reads/S1_2.fastq.gz' };

/** A workflow whose stages `align` makes, with a reference that is prepared. */
function workflow(align: (at: ReturnType<typeof scopeOf>) => unknown): WorkflowTemplate {
  const at = scopeOf();
  align(at);
  return workflowTemplate(Testing.synth(at.chart));
}

function scopeOf() {
  const chart = new Chart(Testing.app(), 'c', { namespace: 'argo' });
  const scope = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', parameters: { reference: paths.reference } });
  const run = SEED_VOLUME.folder('/run');
  const url: Value = scope.parameters.reference;
  const reference = bwaReference(scope, 'reference', { reference: url, folder: run }).outputs.fasta;
  const [fastq1, fastq2] = [SEED_VOLUME.file(paths.fastq1), SEED_VOLUME.file(paths.fastq2)];
  return { chart, scope, run, reference, fastq1, fastq2 };
}

async function run(template: WorkflowTemplate, parameters = {}): Promise<readonly Ended[]> {
  const ended = await runAll(invocations(template, parameters), { volume, shell: 'dash' });
  expect(ended.filter(({ status }) => status !== 0)).toEqual([]);
  const again = await runAll(invocations(template, parameters), { volume, shell: 'busybox' });
  expect(again.filter(({ log }) => !log.includes('done before'))).toEqual([]);
  return ended;
}

test('the committed pipeline aligns what lies on the volume already, and finds its work done before', async () => {
  await run(committedPipeline(), paths);
  expect(readBam(join(volume, 'gene/S1.untrimmed.sam.bam.sorted.bam')).primary).toBe(2 * DATA.pairs);
});

test.each([
  ['bwaMem', bwaMem],
  ['bwaBacktrack', bwaBacktrack],
])('%s aligns given FASTQ, paired and single', async (_, align) => {
  await run(
    workflow(({ scope, run: folder, reference, fastq1, fastq2 }) => {
      align(scope, 'paired', { reference, fastq1, fastq2, bam: folder.result('paired.bam') });
      align(scope, 'single', { reference, fastq1, bam: folder.result('single.bam') });
    }),
  );
  expect(readBam(join(volume, 'run/paired.bam')).primary).toBe(2 * DATA.pairs);
  expect(readBam(join(volume, 'run/single.bam')).primary).toBe(DATA.pairs);
});

test('BwaAlignment aligns given FASTQ by both algorithms', async () => {
  await run(
    workflow(({ scope, run: folder, reference, fastq1, fastq2 }) => {
      const reads = { folder, reference, fastq1, fastq2 };
      new BwaAlignment(scope, 'one', { ...reads, algorithm: 'mem', prefix: 'mem-' });
      new BwaAlignment(scope, 'two', { ...reads, algorithm: 'backtrack', sample: 'given' });
    }),
  );
  for (const name of ['S1.bam', 'given.untrimmed.sam.bam.sorted.bam'])
    expect(readBam(join(volume, 'run', name)).primary).toBe(2 * DATA.pairs);
});

test('a given FASTQ that is cut is red, and its name is in the message', async () => {
  writeFileSync(join(volume, 'reads/S1_2.fastq.gz'), DATA.fastq2.subarray(0, 2000));
  const cut = workflow(({ scope, run: folder, reference, fastq1, fastq2 }) => {
    bwaMem(scope, 'align', { reference, fastq1, fastq2, bam: folder.result('a.bam') });
  });
  const ended = await runAll(invocations(cut), { volume, shell: 'dash' });
  expect(ended.at(-1)).toMatchObject({ status: 65, log: expect.stringContaining('S1_2.fastq.gz cannot be unpacked') });
});
