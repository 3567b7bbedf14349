import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import {
  CohortAlignment,
  GenomicsWorkflow,
  ReadsQc,
  SharedVolume,
  sampleSheet,
  succeeded,
  VariantCalling,
} from '../../lib';
import { type Outcome, runWorkflow } from '../support/argo-run';
import { workflowTemplate } from '../support/manifests';
import { files, newVolume, removeVolume, rowsOf, textOf, tree } from '../support/tree';
import { failed, OWNER, passing, withoutMultiqc } from '../support/variant-run';
import { byHand, deletion, fastaOf, genome, normalized, readsOf, snv } from '../support/variants-data';

jest.setTimeout(600_000);

const SAMPLES = ['S1', 'S2', 'S3', 'S4'];
const GENOME = genome({ chr1: 8_000, chr2: 4_000 }, 21);
const PLANTED = [
  snv(GENOME, 'chr1', 1_000, ['0/1', '1/1', '0/0', '0/0']),
  snv(GENOME, 'chr1', 6_000, ['0/0', '0/1', '1/1', '0/1']),
  deletion(GENOME, 'chr1', 7_000, 4, ['1/1', '0/1', '0/0', '0/0']),
  snv(GENOME, 'chr2', 2_000, ['0/0', '0/0', '0/1', '1/1']),
];

/** From a sheet of reads to the variants of all samples that could be trimmed and aligned, and of each. */
function pipeline(): WorkflowTemplate {
  const chart = new Chart(Testing.app(), 'germline', { namespace: 'argo' });
  const claim = SharedVolume.fromClaim({ claimName: 'pvc-oss', volumeName: 'ossdir', mountPath: '/bwa', owner: OWNER });
  const workflow = new GenomicsWorkflow(chart, 'germline', {
    image: 'tools:1',
    parameters: { folder: '/run', sheet: '/sheets/all.csv', reference: '/ref/genome.fa', referenceChecksum: {} },
  });
  const { folder: path, sheet, reference, referenceChecksum } = workflow.parameters;
  const folder = claim.folder(path);
  const read = sampleSheet(workflow, 'sheet', { sheet: claim.file(sheet), folder });
  const { samples } = new ReadsQc(workflow, 'reads', { samples: read.text('samples'), folder });
  const cohort = new CohortAlignment(workflow, 'align', {
    samples,
    folder,
    reference,
    referenceChecksum,
    cram: 'external',
  });
  const { alignments, reference: fasta } = cohort;
  new VariantCalling(workflow, 'call', {
    alignments: succeeded(alignments),
    reference: fasta,
    folder,
    samples,
    intervals: 2,
    perSample: true,
  });
  return workflowTemplate(Testing.synth(chart));
}

let volume = '';
beforeAll(() => {
  volume = newVolume(OWNER);
  for (const name of ['ref', 'sheets', 'reads']) mkdirSync(join(volume, name));
  writeFileSync(join(volume, 'ref/genome.fa'), fastaOf(GENOME));
  byHand(volume, 'samtools faidx ref/genome.fa');
  SAMPLES.forEach((sample, at) => {
    for (const [mate, reads] of readsOf(GENOME, PLANTED, at, () => 2).entries())
      writeFileSync(join(volume, `reads/${sample}_${mate + 1}.fastq`), reads);
  });
});
afterAll(() => removeVolume(volume));

const worked = ({ ended }: Outcome): readonly string[] =>
  ended.filter(({ log }) => !log.includes('] done before: ')).map(({ task }) => task);

async function end(uid: string, samples: readonly string[]): Promise<Outcome> {
  const rows = samples.map((name) => `${name},/reads/${name}_1.fastq,/reads/${name}_2.fastq`);
  writeFileSync(join(volume, 'sheets/all.csv'), ['sample,fastq_1,fastq_2', ...rows, ''].join('\n'));
  const referenceChecksum = createHash('sha256')
    .update(readFileSync(join(volume, 'ref/genome.fa')))
    .digest('hex');
  // MultiQC takes seconds: its pages are looked at after the first run alone.
  const machine = { volume, shell: 'dash', ...(/-[12]$/.test(uid) ? {} : { tools: withoutMultiqc() }) } as const;
  return runWorkflow(pipeline(), machine, { referenceChecksum }, uid);
}

/** The tasks of a run that must succeed which were not done before. */
async function run(uid: string, samples: readonly string[]): Promise<readonly string[]> {
  const outcome = await end(uid, samples);
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  return worked(outcome);
}

const truth = (samples: readonly string[]): readonly string[] =>
  normalized(
    volume,
    PLANTED.map((one) => ({ ...one, genotypes: one.genotypes.slice(0, samples.length) })),
    samples,
  );

test('three samples are called together as planted, and each by itself; a second run does nothing again', async () => {
  const three = SAMPLES.slice(0, 3);
  await run('run-1', three);
  expect(passing(volume)).toEqual(truth(three));
  for (const [at, sample] of three.entries())
    expect(passing(volume, `run/samples/${sample}.vcf.gz`)).toEqual(
      truth(three)
        .map((line) => line.split(' '))
        .map((cells) => [...cells.slice(0, 4), `${cells[4 + at]}`])
        .filter(([, , , , genotype]) => genotype !== '0/0')
        .map((cells) => cells.join(' ')),
    );
  const made = files(volume).filter((path) => /^\/run\/(cohort\.vcf|samples|reports\/(?!fastp|multiqc))/.test(path));
  expect(made.sort()).toEqual(
    [
      ...['', '.tbi'].map((end) => `/run/cohort.vcf.gz${end}`),
      '/run/reports/bcftools/cohort.bcftools_stats.txt',
      '/run/reports/bcftools/cohort.samples_mqc.tsv',
      '/run/reports/cohort.multiqc_report.html',
      ...three.flatMap((sample) => [
        ...['global.dist.txt', 'regions.bed.gz', 'regions.bed.gz.csi', 'summary.txt'].map((end) =>
          `/run/reports/mosdepth/${sample}.mosdepth.${end}`.replace('mosdepth.regions', 'regions'),
        ),
        ...['', '.tbi'].map((end) => `/run/samples/${sample}.vcf.gz${end}`),
      ]),
    ].sort(),
  );
  const counts = textOf(volume, 'run/reports/bcftools/cohort.bcftools_stats.txt');
  expect(counts).toMatch(/number of SNPs:\t3\n[\s\S]*number of indels:\t1\n/);
  const page = textOf(volume, 'run/reports/cohort.multiqc_report.html');
  for (const section of ['Bcftools', 'mosdepth', 'Variants of each sample']) expect(page).toContain(section);
  expect(rowsOf(page)).toEqual([...three, 'cohort']);
  expect(page).not.toContain('/bwa/');
  // By what was planted: SNVs and deletions, and of the SNVs how many on one copy and on both.
  const table = textOf(volume, 'run/reports/bcftools/cohort.samples_mqc.tsv');
  expect([...table.matchAll(/^"S\d"\t.*/gm)].map(([line]) => line.split('\t').slice(0, 6).join(' '))).toEqual([
    '"S1" 1 1 0 1 0',
    '"S2" 2 1 0 1 1',
    '"S3" 2 0 0 1 1',
  ]);
  expect(page).toMatch(/>S2<.th><td class="het_snps ">1<.td><td class="hom_snps ">1<.td><td class="indels ">1</);
  for (const sample of three) {
    const depth = textOf(volume, `run/reports/mosdepth/${sample}.mosdepth.summary.txt`);
    expect(Number(/^total\t12000\t\d+\t([\d.]+)/m.exec(depth)?.[1])).toBeGreaterThan(28);
  }

  const before = tree(volume);
  expect(await run('run-2', three)).toEqual(['sheet']);
  const changed = [...tree(volume)].filter(([path, what]) => before.get(path) !== what && !path.includes('run-2'));
  expect(changed.map(([path]) => path)).toEqual(['/sheets/all.csv']);
});

/** What is done again of a sample itself, and of it alone: its reads and its alignment. */
const own = (worked: readonly string[]): readonly string[] =>
  worked.filter((task) => /^(reads|samples)\(\d+\)\./.test(task));
const ownOf = (at: number): readonly string[] => [
  `reads(${at}).readlanes(0)`,
  `reads(${at}).trimmed`,
  ...['lanes(0)', 'merge', 'cram', 'stats', 'row'].map((task) => `samples(${at}).${task}`),
];
const CALLED = ['samplenames', 'calls(0)', 'calls(1)', 'gather', 'vcfstats', 'mosdepth', 'vcfreport'];

test('of a sample more it alone is trimmed and aligned, and all are called again', async () => {
  const again = await run('run-3', SAMPLES);
  expect(own(again)).toEqual(ownOf(3));
  expect(again).toEqual(expect.arrayContaining([...CALLED, 'samplevcfs(3)']));
  expect(again).not.toContain('intervals');
  expect(passing(volume)).toEqual(truth(SAMPLES));
});

test('of a sample less nothing is trimmed or aligned, and the others are called again', async () => {
  const three = SAMPLES.slice(0, 3);
  // That they were called before, in another run of this folder, is found.
  expect(own(await run('run-4', three))).toEqual([]);
  const two = [SAMPLES[0] ?? '', SAMPLES[2] ?? ''];
  const again = await run('run-5', two);
  expect(own(again)).toEqual([]);
  expect(again).toEqual(expect.arrayContaining(CALLED));
  expect(byHand(volume, 'bcftools query -l run/cohort.vcf.gz')).toBe('S1\nS3\n');
});

test('of a sample that is replaced it alone is trimmed and aligned, and all are called again', async () => {
  // S3's reads come under the name of S2.
  for (const mate of [1, 2])
    copyFileSync(join(volume, `reads/S3_${mate}.fastq`), join(volume, `reads/S2_${mate}.fastq`));
  const three = SAMPLES.slice(0, 3);
  const again = await run('run-6', three);
  expect(own(again)).toEqual(ownOf(1));
  expect(again).toEqual(expect.arrayContaining(CALLED));
  const likeThird = PLANTED.map((one) => {
    const [first = '', , third = ''] = one.genotypes;
    return { ...one, genotypes: [first, third, third] };
  });
  expect(passing(volume)).toEqual(normalized(volume, likeThird, three));
});

test('a sample whose reads are cut is named by a red end, and the others are called', async () => {
  const cut = join(volume, 'reads/S2_1.fastq');
  const whole = readFileSync(cut);
  writeFileSync(cut, whole.subarray(0, whole.length - 150));
  const three = SAMPLES.slice(0, 3);
  const outcome = await end('run-7', three);
  expect(outcome.phase).toBe('Failed');
  const red = outcome.ended.filter(({ status }) => status !== 0);
  expect(red.map(({ task, status }) => `${task} ${status}`)).toEqual(['reads(1).readlanes(0) 65', 'fastpreport 65']);
  expect(red.at(-1)?.log).toContain('1 failed, 2 did not; see the pods of those that failed: S2');
  expect(byHand(volume, 'bcftools query -l run/cohort.vcf.gz')).toBe('S1\nS3\n');

  // Mended, it is trimmed and aligned; what was done of the others stays.
  writeFileSync(cut, whole);
  expect(own(await run('run-8', three))).toEqual(ownOf(1));
});
