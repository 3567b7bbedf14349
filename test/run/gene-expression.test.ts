import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Chart, Testing } from 'cdk8s';
import { GeneExpression, type GeneExpressionChartProps, GenomicsWorkflow, ReadsQc, succeeded } from '../../lib';
import { runWorkflow } from '../support/argo-run';
import {
  type Counts,
  countsOf,
  GENOME,
  GTF,
  readsOf,
  type Strandedness,
  TRANSCRIPTS_FASTA,
} from '../support/expression-data';
import {
  columnOf,
  correlation,
  expression,
  layFile,
  layReads,
  laySheet,
  type Row,
  references,
  run,
  tableOf,
  VOLUME,
  worked,
} from '../support/expression-run';
import { workflowTemplate } from '../support/manifests';
import { newVolume, removeVolume, rowsOf, textOf, tree } from '../support/tree';
import { failed, OWNER } from '../support/variant-run';
import { byHand, numbers } from '../support/variants-data';

jest.setTimeout(600_000);

let volume = '';
beforeEach(() => {
  volume = newVolume(OWNER);
  layFile(volume, 'ref/genome.fa', GENOME);
  layFile(volume, 'ref/genes.gtf', GTF);
  layFile(volume, 'ref/transcripts.fa', TRANSCRIPTS_FASTA);
});
afterEach(() => removeVolume(volume));

const GENOME_ALONE = { annotation: '/ref/genes.gtf', genome: '/ref/genome.fa' };
const TRANSCRIPTS_ALONE = { annotation: '/ref/genes.gtf', transcripts: '/ref/transcripts.fa' };

/** S1 was sequenced twice; the libraries are of all kinds. */
const SAMPLES: readonly (Row & { readonly is: Strandedness; readonly counts: Counts; readonly seed: number })[] = [
  { sample: 'S1', file: 'S1a', strandedness: 'reverse', is: 'reverse', counts: countsOf(1, 1.4), seed: 11 },
  { sample: 'S1', file: 'S1b', strandedness: 'reverse', is: 'reverse', counts: countsOf(2, 1.4), seed: 12 },
  { sample: 'S2', strandedness: 'auto', is: 'unstranded', counts: countsOf(3, 1.4), seed: 13 },
  { sample: 'S3', strandedness: 'auto', is: 'forward', counts: countsOf(4, 1.4), seed: 14 },
];

function laySamples(rows = SAMPLES): void {
  for (const { sample, file = sample, counts, is, seed } of rows) layReads(volume, file, readsOf(counts, is, seed));
  laySheet(volume, rows);
}

/** What a sample has of each transcript, or gene, in all of its lanes. */
function truth(sample: string, of: (transcript: string) => string = (name) => name): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const row of SAMPLES.filter((one) => one.sample === sample))
    for (const [name, count] of Object.entries(row.counts)) all.set(of(name), (all.get(of(name)) ?? 0) + count);
  return all;
}

const geneOf = (transcript: string): string => transcript.slice(0, 3);
const sum = (values: Iterable<number>): number => [...values].reduce((all, value) => all + value, 0);

/** The largest error of counts, by gene or by transcript, as a share of the gene's, of genes with at least 100 pairs. */
function worst(counted: ReadonlyMap<string, number>, planted: ReadonlyMap<string, number>, sample: string): number {
  const genes = truth(sample, geneOf);
  const errors = [...planted].flatMap(([name, count]) => {
    const all = genes.get(geneOf(name)) ?? 0;
    return all < 100 ? [] : [Math.abs((counted.get(name) ?? 0) - count) / all];
  });
  return Math.max(...errors);
}

/** nf-core's own tables, by tximport. */
const TXIMPORT = `
  suppressMessages(library(tximport))
  files <- list.files('.', pattern = 'quant.sf', recursive = TRUE, full.names = TRUE)
  names(files) <- basename(dirname(files))
  of <- tximport(files, type = 'salmon', txOut = TRUE)
  genes <- read.delim('tx2gene.tsv')[, 1:2]
  keep <- function(all, name) write.table(data.frame(rownames(all), all, check.names = FALSE), paste0('r.', name),
    sep = '\\t', quote = FALSE, row.names = FALSE)
  keep(of$counts, 'transcript_counts'); keep(of$abundance, 'transcript_tpm'); keep(of$length, 'transcript_lengths')
  plain <- summarizeToGene(of, genes)
  keep(plain$counts, 'gene_counts'); keep(plain$abundance, 'gene_tpm'); keep(plain$length, 'gene_lengths')
  keep(summarizeToGene(of, genes, countsFromAbundance = 'lengthScaledTPM')$counts, 'gene_counts_length_scaled')
  keep(summarizeToGene(of, genes, countsFromAbundance = 'scaledTPM')$counts, 'gene_counts_scaled')`;
const TABLES = [
  ...['transcript_counts', 'transcript_tpm', 'transcript_lengths', 'gene_counts', 'gene_tpm', 'gene_lengths'],
  ...['gene_counts_length_scaled', 'gene_counts_scaled'],
];

/** Whether a number is another that was rounded twice, to R's 15 digits and to these: a tie may fall to either side. */
function isRounded(ours: number, theirs: number, digits: number): boolean {
  if (digits === 15) return ours === theirs;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(theirs) || 1)) + 1 - digits);
  return Math.abs(ours - theirs) <= 0.51 * unit;
}

/** Whether each number of each table is tximport's, to the last digit that both print. */
function mustBeTximports(folder: string): void {
  const at = join(volume, folder);
  writeFileSync(join(at, 'tximport.R'), TXIMPORT);
  byHand(at, 'Rscript tximport.R');
  for (const name of TABLES) {
    const [header = [], ...rows] = tableOf(volume, `${folder}/salmon.merged.${name}.tsv`);
    const [theirs = [], ...others] = tableOf(volume, `${folder}/r.${name}`);
    expect([name, header.slice(2)]).toEqual([name, theirs.slice(1)]);
    const digits = /^gene_(lengths|counts_)/.test(name) ? 13 : 15;
    expect(rows.map(([id]) => id)).toEqual(others.map(([id]) => id));
    const strange = rows.flatMap(([id, _, ...cells], row) =>
      cells
        .filter((cell, at) => !isRounded(Number(cell), Number(others[row]?.[at + 1]), digits))
        .map((cell) => [id, cell]),
    );
    expect([name, strange]).toEqual([name, []]);
  }
}

const WAYS: readonly (readonly [
  string,
  { readonly aligner?: 'salmon' | 'star'; readonly references?: 'genome' | 'transcripts' | 'transcriptsAndGenome' },
  Readonly<Record<string, string>>,
  { readonly gene: number; readonly transcript: number; readonly place: string },
])[] = [
  [
    'salmon over transcripts',
    { references: 'transcripts' },
    TRANSCRIPTS_ALONE,
    { gene: 0.002, transcript: 0.1, place: 'salmon' },
  ],
  [
    'salmon over transcripts and decoys',
    { references: 'transcriptsAndGenome' },
    { ...TRANSCRIPTS_ALONE, ...GENOME_ALONE },
    { gene: 0.002, transcript: 0.1, place: 'salmon' },
  ],
  ['salmon over the genome', {}, GENOME_ALONE, { gene: 0.002, transcript: 0.1, place: 'salmon' }],
  ['STAR', { aligner: 'star' }, GENOME_ALONE, { gene: 0.015, transcript: 0.1, place: 'star_salmon' }],
];

/** Of the first lane, a mate with blank lines and without a last line's end, and one as Windows writes lines. */
function layOddLines(): void {
  for (const [mate, edit] of [
    [1, (text: string): string => `\n${text.replace(/^@.*9$/gm, '\n$&').trimEnd()}`],
    [2, (text: string): string => text.replaceAll('\n', '\r\n')],
  ] as const) {
    const path = `reads/S1a_${mate}.fastq.gz`;
    layFile(volume, path, gzipSync(edit(`${gunzipSync(readFileSync(join(volume, path)))}`)));
  }
}

test.each(WAYS)('%s counts what was planted, and the tables are tximport’s', async (_, props, paths, least) => {
  laySamples();
  layOddLines();
  const outcome = await run(expression(props as GeneExpressionChartProps), volume, references(volume, paths));
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  const folder = `run/${least.place}`;
  expect(tableOf(volume, `${folder}/samples.tsv`).map((cells) => [...cells.slice(0, 2), ...cells.slice(4, 6)])).toEqual(
    [
      ['sample', 'status', 'strandedness', 'inferred'],
      ['S1', 'ok', 'reverse', 'reverse'],
      ['S2', 'ok', 'auto', 'unstranded'],
      ['S3', 'ok', 'auto', 'forward'],
    ],
  );
  for (const sample of ['S1', 'S2', 'S3']) {
    const byGene = columnOf(volume, `${folder}/salmon.merged.gene_counts.tsv`, sample);
    const byTranscript = columnOf(volume, `${folder}/salmon.merged.transcript_counts.tsv`, sample);
    const planted = truth(sample);
    const names = [...planted.keys()];
    expect(worst(byGene, truth(sample, geneOf), sample)).toBeLessThan(least.gene);
    expect(worst(byTranscript, planted, sample)).toBeLessThan(least.transcript);
    expect(
      correlation(
        names.map((name) => planted.get(name) ?? 0),
        names.map((name) => byTranscript.get(name) ?? 0),
      ),
    ).toBeGreaterThan(0.985);
    // No pair is lost that was mapped.
    expect(sum(byGene.values())).toBeCloseTo(sum(byTranscript.values()), 2);
    expect(sum(byGene.values()) / sum(planted.values())).toBeGreaterThan(0.995);
    expect(sum(byGene.values()) / sum(planted.values())).toBeLessThanOrEqual(1.000001);
  }
  mustBeTximports(folder);
});

const EXAMPLES = '/usr/share/doc/salmon/examples';
const withExamples = existsSync(EXAMPLES) ? test : test.skip;

withExamples('salmon’s own example reads are counted as their names say', async () => {
  const fasta = readFileSync(join(EXAMPLES, 'transcripts.fasta'));
  const names = [...fasta.toString().matchAll(/^>(\S+)/gm)].map(([, name = '']) => name);
  const line = (name: string): string => `chr1\tx\texon\t1\t9\t.\t+\t.\tgene_id "g"; transcript_id "${name}";\n`;
  layFile(volume, 'ref/transcripts.fa', fasta);
  layFile(volume, 'ref/genes.gtf', names.map(line).join(''));
  const mates = [1, 2].map((mate) => readFileSync(join(EXAMPLES, `reads_${mate}.fastq`)));
  for (const [at, mate] of mates.entries()) layFile(volume, `reads/E_${at + 1}.fastq`, mate);
  layFile(volume, 'sheets/samples.csv', 'sample,fastq_1,fastq_2,strandedness\nE,/reads/E_1.fastq,/reads/E_2.fastq,\n');
  const outcome = await run(expression({ references: 'transcripts' }), volume, references(volume, TRANSCRIPTS_ALONE));
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  const planted = new Map(names.map((name) => [name, 0]));
  for (const [, name = ''] of `${mates[0]}`.matchAll(/^@\d+:([^:]+):/gm))
    planted.set(name, (planted.get(name) ?? 0) + 1);
  const counted = columnOf(volume, 'run/salmon/salmon.merged.transcript_counts.tsv', 'E');
  expect(sum(planted.values())).toBe(10_000);
  expect(
    correlation(
      names.map((name) => planted.get(name) ?? 0),
      names.map((name) => counted.get(name) ?? 0),
    ),
  ).toBeGreaterThan(0.999);
  expect(sum(counted.values())).toBeCloseTo(10_000, 1);
  expect(columnOf(volume, 'run/salmon/salmon.merged.gene_counts.tsv', 'E').get('g')).toBeCloseTo(10_000, 1);
  mustBeTximports('run/salmon');
});

test('one sample more or less is counted alone, a broken one is named, and a second run does nothing', async () => {
  laySamples();
  const made = expression({ references: 'transcripts' });
  const given = references(volume, TRANSCRIPTS_ALONE);
  const joins = ['tables', 'verdict', 'expressionreport', 'manifest'];
  const end = async (uid: string, rows: readonly Row[] | undefined) => {
    if (rows) laySheet(volume, rows);
    return run(made, volume, given, uid);
  };
  const succeed = async (uid: string, rows?: readonly Row[]): Promise<readonly string[]> => {
    const outcome = await end(uid, rows);
    expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
    return worked(outcome);
  };
  const [first, again, second] = SAMPLES;
  const two = [first, again, second].flatMap((row) => row ?? []);
  await succeed('run-1', two);
  expect(await succeed('run-2', SAMPLES)).toEqual(['sheet', 'quants(2)', ...joins]);
  const before = tree(volume);
  expect(await succeed('run-3')).toEqual(['manifest']);
  const changed = [...tree(volume)].filter(([path, what]) => before.get(path) !== what && !path.includes('/.work/'));
  expect(changed.map(([path]) => path)).toEqual(['/run/pipeline_info/manifest.json']);
  // What was joined of these two is found again.
  expect(await succeed('run-4', two)).toEqual(['sheet', 'manifest']);
  expect(tableOf(volume, 'run/salmon/salmon.merged.gene_counts.tsv')[0]).toEqual(['gene_id', 'gene_name', 'S1', 'S2']);

  const whole = readFileSync(join(volume, 'reads/S3_1.fastq.gz'));
  writeFileSync(join(volume, 'reads/S3_1.fastq.gz'), whole.subarray(0, whole.length / 2));
  const broken = await end('run-5', SAMPLES);
  expect([broken.phase, failed(broken).map((text) => text.split(' ').slice(0, 2))]).toEqual([
    'Failed',
    [
      ['quants(2)', '65'],
      ['verdict', '65'],
      ['expressionreport', '65'],
    ],
  ]);
  expect(failed(broken).join()).toContain('see the pods of those that failed: S3');
  expect(tableOf(volume, 'run/salmon/samples.tsv').map(([sample, status]) => [sample, status])).toEqual([
    ['sample', 'status'],
    ['S1', 'ok'],
    ['S2', 'ok'],
    ['S3', 'failed'],
  ]);
  expect(tableOf(volume, 'run/salmon/salmon.merged.gene_counts.tsv')[0]).toEqual(['gene_id', 'gene_name', 'S1', 'S2']);
});

/** Transcripts of which there is no sequence: of 8 bases, of a codon alone, and on two strands as Drosophila's. */
const LEFT_OUT = [
  ['exon', 100, 107, '+', 'SHORT.1'],
  ['stop_codon', 150, 152, '+', 'CODON.1'],
  ['exon', 100, 180, '-', 'TRANS.1'],
  ['exon', 300, 390, '+', 'TRANS.1'],
]
  .map(
    ([feature, from, to, strand, name]) =>
      `chr1\ttest\t${feature}\t${from}\t${to}\t.\t${strand}\t.\tgene_id "${name}"; transcript_id "${name}";\n`,
  )
  .join('');

test.each(['salmon', 'star'] as const)('transcripts that gffread leaves out are named: %s', async (aligner) => {
  layFile(volume, 'ref/genes.gtf', `${GTF}${LEFT_OUT}`);
  layReads(volume, 'S', readsOf(countsOf(5), 'reverse', 21));
  laySheet(volume, [{ sample: 'S' }]);
  const outcome = await run(expression({ aligner, minReads: 0 }), volume, references(volume, GENOME_ALONE));
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  expect(outcome.ended.map(({ log }) => log).join()).toContain(
    '[index] gffread made no sequence of 3 transcripts of the annotation; they are not counted: SHORT.1 CODON.1 TRANS.1;',
  );
  const [kept = ''] = [...tree(volume).keys()].filter((path) => path.endsWith('/left_out.tsv'));
  expect(tableOf(volume, kept).map(([name]) => name)).toEqual(['transcript_id', 'SHORT.1', 'CODON.1', 'TRANS.1']);
});

/** Pairs of nothing that is annotated. */
function noise(): readonly Buffer[] {
  const random = numbers(31);
  const read = (): string => Array.from({ length: 75 }, () => 'ACGT'[Math.floor(random() * 4)]).join('');
  const mate = (): Buffer =>
    Buffer.from(Array.from({ length: 2_000 }, (_, at) => `@n${at}\n${read()}\n+\n${'I'.repeat(75)}\n`).join(''));
  return [mate(), mate()];
}

test.each(['fail', 'leaveOut'] as const)('poor samples are named and in no table: %s', async (poorSamples) => {
  const rows = [
    { sample: 'good', strandedness: 'auto' },
    { sample: 'thin', strandedness: 'auto' },
    { sample: 'wrong', strandedness: 'forward' },
    { sample: 'mixed', strandedness: 'auto' },
    { sample: 'noise', strandedness: 'auto' },
  ];
  layReads(volume, 'good', readsOf(countsOf(5), 'reverse', 21));
  layReads(volume, 'thin', readsOf(countsOf(5, 0.05), 'reverse', 22));
  layReads(volume, 'wrong', readsOf(countsOf(6), 'reverse', 23));
  const [forward, reverse] = [readsOf(countsOf(7), 'forward', 24), readsOf(countsOf(9, 0.6), 'reverse', 25)];
  layReads(
    volume,
    'mixed',
    [0, 1].map((at) => Buffer.concat([forward[at] ?? Buffer.of(), reverse[at] ?? Buffer.of()])),
  );
  layReads(volume, 'noise', noise());
  laySheet(volume, rows);
  const outcome = await run(
    expression({ references: 'transcripts', poorSamples, minReads: 2_000 }),
    volume,
    references(volume, TRANSCRIPTS_ALONE),
  );
  expect([outcome.phase, failed(outcome).map((text) => text.split(' ')[0])]).toEqual(
    poorSamples === 'fail' ? ['Failed', ['verdict']] : ['Succeeded', []],
  );
  const [, ...samples] = tableOf(volume, 'run/salmon/samples.tsv');
  expect(samples.map(([sample, status]) => `${sample} ${status}`)).toEqual([
    'good ok',
    'mixed poor',
    'noise poor',
    'thin poor',
    'wrong poor',
  ]);
  const why = new Map(samples.map((cells) => [cells[0], cells.at(-1) ?? '']));
  expect(why.get('thin')).toMatch(/^\d+ reads, expected 2000$/);
  expect(why.get('wrong')).toMatch(
    /^the sheet says forward, the reads reverse: [\d.]+ % forward, [\d.]+ % reverse; 0.\d\d % mapped, expected 5 %$/,
  );
  expect(why.get('mixed')).toMatch(/^strandedness undetermined: /);
  expect(why.get('noise')).toMatch(/ % mapped, expected 5 %/);
  expect(tableOf(volume, 'run/salmon/salmon.merged.gene_counts.tsv')[0]).toEqual(['gene_id', 'gene_name', 'good']);
});

test('by STAR, too, poor samples are named: of few pairs, against the sheet, and without a junction', async () => {
  layReads(volume, 'good', readsOf(countsOf(5), 'reverse', 21));
  layReads(volume, 'wrong', readsOf(countsOf(6), 'reverse', 23));
  layReads(volume, 'few', readsOf({ 'G12.1': 6 }, 'reverse', 24));
  layReads(volume, 'noise', noise());
  laySheet(volume, [
    { sample: 'good' },
    { sample: 'wrong', strandedness: 'forward' },
    { sample: 'few' },
    { sample: 'noise' },
  ]);
  const made = expression({ aligner: 'star', poorSamples: 'leaveOut', minReads: 2_000 });
  const outcome = await run(made, volume, references(volume, GENOME_ALONE));
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  const [, ...samples] = tableOf(volume, 'run/star_salmon/samples.tsv');
  expect(samples.map((cells) => `${cells[0]} ${cells[1]}: ${cells.at(-1)?.split(/[:;]/)[0]}`)).toEqual([
    'few poor: 12 reads, expected 2000',
    'good ok: ',
    'noise poor: strandedness undetermined',
    'wrong poor: the sheet says forward, the reads reverse',
  ]);
  expect(textOf(volume, 'run/star/noise/noise.SJ.out.tab')).toBe('');
});

test('by STAR, too, a sample that maps nowhere is zeros where nothing is asked of it, whatever it is called', async () => {
  layReads(volume, 'good', readsOf(countsOf(5), 'reverse', 21));
  layReads(volume, 'log', noise());
  laySheet(volume, [{ sample: 'good' }, { sample: 'log' }]);
  const made = expression({ aligner: 'star', minReads: 0, minMapped: 0, checkStrandedness: false });
  const outcome = await run(made, volume, references(volume, GENOME_ALONE));
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  const counts = columnOf(volume, 'run/star_salmon/salmon.merged.transcript_counts.tsv', 'log');
  expect([counts.size, sum(counts.values())]).toEqual([2 * 12, 0]);
});

test('behind ReadsQc the trimmed reads are counted, and one page shows both', async () => {
  laySamples();
  const chart = new Chart(Testing.app(), 'rnaseq', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'rnaseq', {
    image: 'tools:1',
    cpu: 1,
    parameters: {
      folder: '/run',
      sheet: '/sheets/samples.csv',
      gtf: '/ref/genes.gtf',
      fasta: '/ref/genome.fa',
      a: {},
      b: {},
    },
  });
  const { folder: path, sheet, gtf, fasta, a, b } = workflow.parameters;
  const folder = VOLUME.folder(path);
  const reads = new ReadsQc(workflow, 'reads', { sheet: VOLUME.file(sheet), folder });
  new GeneExpression(workflow, 'expression', {
    samples: reads.samples,
    reports: [succeeded(reads.reports)],
    annotation: { url: gtf, checksum: a },
    genome: { url: fasta, checksum: b },
    folder,
  });
  const { annotationChecksum, genomeChecksum } = references(volume, GENOME_ALONE);
  const outcome = await runWorkflow(
    workflowTemplate(Testing.synth(chart)),
    { volume, shell: 'dash' },
    { a: `${annotationChecksum}`, b: `${genomeChecksum}` },
  );
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  for (const sample of ['S1', 'S2', 'S3'])
    expect(
      worst(columnOf(volume, 'run/salmon/salmon.merged.gene_counts.tsv', sample), truth(sample, geneOf), sample),
    ).toBeLessThan(0.02);
  const page = textOf(volume, 'run/reports/salmon/multiqc_report.html');
  expect(rowsOf(page)).toEqual(expect.arrayContaining(['S1', 'S2', 'S3', 'S1_1', 'S1_2']));
  for (const text of ['Counts by gene', 'TPM by gene', 'nameG01', 'Poor and failed samples are in no other table'])
    expect(page).toContain(text);
  expect(page).not.toContain('/bwa/');
});
