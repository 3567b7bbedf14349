import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { check } from '../../lib/check';
import { type Outcome, runWorkflow } from '../support/argo-run';
import { lay, PHYLOGENY, RNASEQ, toolsWith, VARIANTS } from '../support/example-data';
import { documents, workflowTemplate } from '../support/manifests';
import { files, newVolume, removeVolume, textOf } from '../support/tree';

// The three pipelines that a newcomer wrote, as they are committed in examples/, on data whose truth is known. bwa,
// samtools, bcftools, fastp, salmon, MultiQC, MAFFT and IQ-TREE are the real ones; trimAl, which Debian does not have,
// is a stand-in.
jest.setTimeout(600_000);

const committed = (name: string): WorkflowTemplate => workflowTemplate(documents(`examples/${name}/${name}.k8s.yaml`));
const failed = ({ ended }: Outcome): readonly string[] =>
  ended.filter(({ status }) => status !== 0).map(({ task, status }) => `${task} ${status}`);
const logOf = ({ ended }: Outcome, task: string): string => ended.find((one) => one.task === task)?.log ?? '';
const worked = ({ ended }: Outcome): readonly string[] =>
  ended.filter(({ log }) => !log.includes('] done before: ')).map(({ task }) => task);
const resultsOf = (volume: string, folder: string): readonly string[] =>
  files(volume).filter((path) => path.startsWith(`${folder}/`));

let volume = '';
let tools = '';
beforeEach(() => {
  volume = newVolume({ uid: 1000, gid: 1000 });
  tools = toolsWith();
});
afterEach(() => {
  removeVolume(volume);
  rmSync(tools, { recursive: true });
});

/** Runs an example on what was laid out, a second time with another shell; `programs` stand before the machine's. */
function run(
  name: string,
  given: Readonly<Record<string, string>>,
  uid: string,
  programs: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  rmSync(tools, { recursive: true });
  tools = toolsWith(programs);
  const shell = uid === 'run-1' ? 'dash' : 'busybox';
  return runWorkflow(committed(name), { volume, shell, tools }, given, uid);
}

test.each(['variants', 'rnaseq', 'phylogeny'])('the checks find nothing in the manifest of %s', (name) => {
  expect(check(documents(`examples/${name}/${name}.k8s.yaml`))).toEqual([]);
});

describe('variants', () => {
  const given = {
    sheet: '/sheets/cohort.csv',
    reference: '/ref/genome.fa.gz',
    referenceChecksum: createHash('sha256').update(VARIANTS.files['ref/genome.fa.gz']).digest('hex'),
    regions: JSON.stringify(VARIANTS.regions),
  };
  const called = (vcf: string, format = '%CHROM %POS\n'): readonly string[] =>
    execFileSync('bcftools', ['query', '-i', 'FILTER="PASS"', '-f', format, join(volume, vcf)], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '');

  test('what was planted is called, of each sample and of both; a second run does nothing', async () => {
    lay(volume, VARIANTS.files);
    const first = await run('variants', given, 'run-1');
    expect([first.phase, failed(first)]).toEqual(['Succeeded', []]);
    const ofFirst = VARIANTS.planted.filter((place) => place.startsWith('k99_1 '));
    expect(called('variants/S1.vcf.gz')).toEqual(VARIANTS.planted);
    expect(called('variants/S2.vcf.gz')).toEqual(ofFirst);
    expect(called('variants/cohort.vcf.gz', '%CHROM %POS[ %SAMPLE=%GT]\n')).toEqual(
      VARIANTS.planted.map((place) => `${place} S1=1/1 S2=${place.startsWith('k99_1 ') ? '1/1' : './.'}`),
    );
    const homozygous = [...textOf(volume, 'variants/cohort.vcf.stats.txt').matchAll(/^PSC\t0\t(S\d)\t\d+\t(\d+)\t/gm)];
    expect(homozygous.map(([, sample, count]) => [sample, count])).toEqual([
      ['S1', '5'],
      ['S2', '3'],
    ]);
    expect(
      resultsOf(volume, '/variants')
        .map((path) => path.slice('/variants/'.length))
        .sort(),
    ).toEqual(
      [
        ...['S1', 'S2'].flatMap((sample) => [
          ...['bam', 'bam.bai', 'bam.summary.txt'].map((end) => `${sample}.${end}`),
          ...['vcf.gz', 'vcf.gz.tbi', 'vcf.stats.txt'].map((end) => `${sample}.${end}`),
        ]),
        ...['cohort.vcf.gz', 'cohort.vcf.gz.tbi', 'cohort.vcf.stats.txt'],
      ].sort(),
    );
    const second = await run('variants', given, 'run-2');
    expect([second.phase, worked(second)]).toEqual(['Succeeded', []]);
  });

  test('a caller that fails in one region of one sample ends that sample red, with nothing joint', async () => {
    lay(volume, VARIANTS.files);
    const broken = `
      case "$*" in
        'mpileup '*'-r k99_2 '*'/S2.bam') /usr/bin/bcftools "$@" | head -c 500; echo 'no more' >&2; exit 1 ;;
      esac
      exec /usr/bin/bcftools "$@"`;
    const outcome = await run('variants', given, 'run-1', { bcftools: broken });
    expect(outcome.phase).toBe('Failed');
    expect(failed(outcome)).toEqual(['per-sample.each(1).per-region(1) 1']);
    expect(logOf(outcome, 'per-sample.each(1).per-region(1)')).toContain('no more');
    const results = resultsOf(volume, '/variants').filter((path) => path.endsWith('.vcf.gz'));
    expect(results).toEqual(['/variants/S1.vcf.gz']);
    const mended = await run('variants', given, 'run-2');
    expect([mended.phase, worked(mended)[0]]).toEqual(['Succeeded', 'per-sample.each(1).per-region(1)']);
  });

  test('a FASTQ of the sheet that is not there is named, and the run is red', async () => {
    const { 'reads/S1_L2_2.fastq.gz': _, ...others } = VARIANTS.files as Readonly<Record<string, string | Buffer>>;
    lay(volume, others);
    const outcome = await run('variants', given, 'run-1');
    expect([outcome.phase, failed(outcome)]).toEqual(['Failed', ['per-sample.each(0).per-lane(1) 65']]);
    expect(logOf(outcome, 'per-sample.each(0).per-lane(1)')).toContain('/reads/S1_L2_2.fastq.gz is missing');
  });
});

describe('rnaseq', () => {
  const given = { sheet: '/sheets/samples.csv', transcripts: '/ref/transcripts.fa.gz' };

  test('each sample has the reads that it expresses; a second run does nothing', async () => {
    lay(volume, RNASEQ.files);
    const first = await run('rnaseq', given, 'run-1');
    expect([first.phase, failed(first)]).toEqual(['Succeeded', []]);
    const [head, ...rows] = textOf(volume, 'rnaseq/counts.tsv').trimEnd().split('\n');
    expect(head).toBe('Name\tS1\tS2');
    const counts = new Map(rows.map((row) => row.split('\t')).map(([name = '', ...all]) => [name, all.map(Number)]));
    for (const transcript of ['k99_1', 'k99_2', 'k99_3', 'k99_4'])
      for (const [at, sample] of (['S1', 'S2'] as const).entries()) {
        const truth = RNASEQ.pairsOf(sample, transcript);
        const count = counts.get(transcript)?.[at] ?? Number.NaN;
        expect(Math.abs(count - truth)).toBeLessThanOrEqual(0.02 * truth);
      }
    expect(textOf(volume, 'rnaseq/S1/cmd_info.json')).toContain('"libType": "IU"');
    expect(textOf(volume, 'rnaseq/S2/cmd_info.json')).toContain('"libType": "A"');
    const page = textOf(volume, 'rnaseq/multiqc/multiqc_data/multiqc_general_stats.txt');
    expect(page).toMatch(/^Sample.*Salmon/);
    // Salmon's sample is called as its folder, fastp's as its first file.
    expect(page.match(/^S\d\w*/gm)).toEqual(['S1', 'S1_1', 'S2', 'S2_1']);
    const second = await run('rnaseq', given, 'run-2');
    expect([second.phase, worked(second)]).toEqual(['Succeeded', []]);
  });

  test('a sample that salmon cannot count is red, and there is no matrix; mended, nothing else is done again', async () => {
    lay(volume, RNASEQ.files);
    const broken = `
      case "$*" in quant*/S2_1.fq.gz*) echo 'no more' >&2; exit 1 ;; esac
      exec /usr/bin/salmon "$@"`;
    const outcome = await run('rnaseq', given, 'run-1', { salmon: broken });
    expect([outcome.phase, failed(outcome)]).toEqual(['Failed', ['per-sample.each(1).quant 1']]);
    expect(files(volume)).not.toContain('/rnaseq/counts.tsv');
    const mended = await run('rnaseq', given, 'run-2');
    expect([mended.phase, worked(mended)]).toEqual(['Succeeded', ['per-sample.each(1).quant', 'matrix', 'multiqc']]);
  });

  test.each([
    ['S3,/reads/S1_1.fq.gz,/reads/none_2.fq.gz,backward', 'samples 65', 'samples', "got 'backward'"],
    [
      'S3,/reads/none_1.fq.gz,/reads/none_2.fq.gz,',
      'per-sample.each(2).fastp 65',
      'per-sample.each(2).fastp',
      'is missing',
    ],
  ])('the line %s of the table ends red', async (line, end, task, message) => {
    lay(volume, { ...RNASEQ.files, 'sheets/samples.csv': `${RNASEQ.files['sheets/samples.csv']}${line}\n` });
    const outcome = await run('rnaseq', given, 'run-1');
    expect([outcome.phase, failed(outcome)]).toEqual(['Failed', [end]]);
    expect(logOf(outcome, task)).toContain(message);
  });
});

describe('phylogeny', () => {
  const given = { sequences: JSON.stringify(Object.keys(PHYLOGENY.files).map((path) => `/${path}`)) };
  const shape = (tree: string): string => tree.replace(/:[-\d.e]+|\)[\d./]+/g, (text) => (text[0] === ')' ? ')' : ''));
  const hasPair = (tree: string, [one, other]: readonly string[]): boolean =>
    [`(${one},${other})`, `(${other},${one})`].some((pair) => shape(tree).includes(pair));

  test('next of kin stand together in both trees; a second run does nothing', async () => {
    lay(volume, PHYLOGENY.files);
    const first = await run('phylogeny', given, 'run-1');
    expect([first.phase, failed(first)]).toEqual(['Succeeded', []]);
    const rows = textOf(volume, 'phylogeny/alignment.fa').trimEnd().split('\n');
    expect(rows.filter((row) => row.startsWith('>'))).toEqual(['>a', '>b', '>c', '>d', '>e', '>f']);
    expect(rows[1]).toHaveLength(PHYLOGENY.length - PHYLOGENY.gap);
    for (const name of ['consensus.nwk', 'ml.support.nwk']) {
      const tree = textOf(volume, `phylogeny/${name}`);
      // A tree without a root may be written from within one of the pairs.
      expect(PHYLOGENY.pairs.filter((pair) => hasPair(tree, [...pair])).length).toBeGreaterThanOrEqual(2);
      expect(
        [...shape(tree).matchAll(/[a-f]/g)]
          .map(([leaf]) => leaf)
          .sort()
          .join(''),
      ).toBe('abcdef');
    }
    expect(textOf(volume, 'phylogeny/ml.support.nwk')).toMatch(/\)100:/);
    const second = await run('phylogeny', given, 'run-2');
    expect([second.phase, worked(second)]).toEqual(['Succeeded', []]);
  });

  test('a replicate that fails leaves no consensus; mended, it alone is done', async () => {
    lay(volume, PHYLOGENY.files);
    const broken = `
      case "$*" in *' -seed 7 '*) echo 'no more' >&2; exit 1 ;; esac
      exec /usr/bin/iqtree2 "$@" -T 1`;
    const outcome = await run('phylogeny', given, 'run-1', { iqtree2: broken });
    expect([outcome.phase, failed(outcome)]).toEqual(['Failed', ['bootstrap(6) 1']]);
    expect(resultsOf(volume, '/phylogeny')).toEqual(['/phylogeny/alignment.fa']);
    const mended = await run('phylogeny', given, 'run-2');
    expect([mended.phase, worked(mended)]).toEqual(['Succeeded', ['bootstrap(6)', 'consensus']]);
  });

  test('a sequence that is not there is named before any work', async () => {
    lay(volume, PHYLOGENY.files);
    const list = JSON.stringify(['/seqs/a.fa', '/seqs/none.fa']);
    const outcome = await run('phylogeny', { sequences: list }, 'run-1');
    expect([outcome.phase, failed(outcome)]).toEqual(['Failed', ['mafft 65']]);
    expect(logOf(outcome, 'mafft')).toContain('/seqs/none.fa is missing');
  });
});
