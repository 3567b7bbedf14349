import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { CohortAlignment, GenomicsWorkflow, SharedVolume, sampleSheet, VariantCalling } from '../../lib';
import { type Outcome, runWorkflow } from '../support/argo-run';
import { workflowTemplate } from '../support/manifests';
import { files, newVolume, removeVolume, rowsOf, textOf, tree } from '../support/tree';
import { failed, OWNER, passing } from '../support/variant-run';
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

/** From a sheet of reads to the variants of all samples, and of each. */
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
  const samples = read.text('samples');
  const cohort = new CohortAlignment(workflow, 'align', {
    samples,
    folder,
    reference,
    referenceChecksum,
    cram: 'external',
  });
  new VariantCalling(workflow, 'call', { ...cohort, folder, samples, intervals: 2, perSample: true });
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

async function run(uid: string, samples: readonly string[]): Promise<readonly string[]> {
  const rows = samples.map((name) => `${name},/reads/${name}_1.fastq,/reads/${name}_2.fastq`);
  writeFileSync(join(volume, 'sheets/all.csv'), ['sample,fastq_1,fastq_2', ...rows, ''].join('\n'));
  const referenceChecksum = createHash('sha256')
    .update(readFileSync(join(volume, 'ref/genome.fa')))
    .digest('hex');
  const outcome = await runWorkflow(pipeline(), { volume, shell: 'dash' }, { referenceChecksum }, uid);
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  return worked(outcome);
}

const truth = (samples: readonly string[]): readonly string[] =>
  normalized(
    volume,
    PLANTED.map((one) => ({ ...one, genotypes: one.genotypes.slice(0, samples.length) })),
    samples,
  );

test('three samples are called together as planted, and each by itself; a fourth one is aligned alone', async () => {
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
  const made = files(volume).filter((path) => /^\/run\/(cohort\.vcf|samples|reports)/.test(path));
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
  expect([...table.matchAll(/^S\d\t.*/gm)].map(([line]) => line.split('\t').slice(0, 5).join(' '))).toEqual([
    'S1 1 1 1 0',
    'S2 2 1 1 1',
    'S3 2 0 1 1',
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

  // A sample more: it is aligned, and all are called again; what is done of the others stays.
  const again = await run('run-3', SAMPLES);
  expect(
    again.filter(
      (task) => !/^(sheet|report|samplenames|calls|gather|vcfstats|mosdepth|vcfreport|samplevcfs)/.test(task),
    ),
  ).toEqual(['lanes(0)', 'merge', 'cram', 'stats', 'row'].map((task) => `samples(3).${task}`));
  expect(again).toEqual(expect.arrayContaining(['calls(0)', 'calls(1)', 'gather', 'samplevcfs(3)']));
  expect(again).not.toContain('intervals');
  expect(passing(volume)).toEqual(truth(SAMPLES));
});
