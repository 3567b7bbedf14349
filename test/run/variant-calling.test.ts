import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { files, newVolume, removeVolume, textOf } from '../support/tree';
import { called, calling, failed, type Options, OWNER, passing, run } from '../support/variant-run';
import {
  byHand,
  deletion,
  genome,
  insertion,
  layAlignments,
  linesOf,
  normalized,
  type Planted,
  snv,
} from '../support/variants-data';

jest.setTimeout(600_000);

const SAMPLES = ['S1', 'S2', 'S3'];
/** 36,000 bases: two intervals meet at 18,000, five at 7,200, 14,400, 21,600 and 28,800. No read is of `none`. */
const LENGTHS = { c1: 20_000, c2: 9_500, hap: 5_000, none: 1_500 };
const GENOME = genome(LENGTHS, 5);
/** A run of one base across the edge at 14,400, of which normalization moves what is gone to its start. */
const EDGED = { ...GENOME, c1: `${GENOME['c1']?.slice(0, 14_393)}CAAAAAAAAAAAAAAG${GENOME['c1']?.slice(14_409)}` };
const copies = (contig: string): number => (contig === 'none' ? 0 : contig === 'hap' ? 1 : 2);

/** On the edges of intervals and across them, and elsewhere. */
const PLANTED: readonly Planted[] = [
  snv(EDGED, 'c1', 2_000, ['0/1', '1/1', '0/0']),
  // The last base of an interval, and the first of the next one.
  snv(EDGED, 'c1', 7_200, ['0/1', '0/0', '1/1']),
  snv(EDGED, 'c1', 7_201 + 150, ['0/0', '0/1', '0/1']),
  deletion(EDGED, 'c1', 14_394, 3, ['0/1', '1/1', '0/0']),
  // Across the edge, with its first base in the one interval and what is gone in both.
  deletion(EDGED, 'c1', 17_996, 9, ['1/1', '0/1', '0/0']),
  snv(EDGED, 'c1', 18_001 + 200, ['0/1', '0/1', '0/1']),
  // Behind the last base of an interval.
  insertion(EDGED, 'c2', 1_600, 'GATTACA', ['0/1', '0/0', '1/1']),
  snv(EDGED, 'c2', 5_000, ['1/1', '1/1', '1/1']),
  // The last base of an interval stays, the first ones of the next are gone.
  deletion(EDGED, 'c2', 8_800, 5, ['0/0', '1/1', '0/1']),
  snv(EDGED, 'hap', 1_000, ['1', '0', '1']),
  snv(EDGED, 'hap', 3_000, ['0', '1', '0']),
  deletion(EDGED, 'hap', 4_000, 2, ['1', '1', '0']),
];

const folder = mkdtempSync(join(tmpdir(), 'variants-'));
let volume = '';
beforeAll(() => layAlignments(folder, EDGED, PLANTED, SAMPLES, copies));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  volume = newVolume(OWNER);
  byHand(folder, `cp -a ref bams '${volume}'`);
});
afterEach(() => removeVolume(volume));

/** The samples together, with one copy of the contig `hap`. */
const whole = (options: Options, place?: { readonly folder: string }): Promise<readonly string[]> =>
  called(volume, BAMS, { contigPloidy: { hap: 1 }, ...options }, place);

/** What the same tools make of the whole reference, when a person runs them. */
const PLOIDY = ['M', 'F'].flatMap((sex) => [`hap 1 99999 ${sex} 1`, `* * * ${sex} 2`]);
const AFTER = `bcftools norm -Ou -f ref/genome.fa -m -both |
  bcftools filter -Ou -s LowQual -e 'QUAL<=30' | bcftools view -H`;
const BAMS = SAMPLES.map((name) => `/bams/${name}.bam`);
const bams = BAMS.map((path) => `.${path}`).join(' ');
const wholeByBcftools = (): readonly string[] =>
  linesOf(
    byHand(
      folder,
      `printf '%s\\n' ${PLOIDY.map((line) => `'${line}'`).join(' ')} | tr ' ' '\\t' >ploidy
    bcftools mpileup -Ou -a AD,DP -f ref/genome.fa ${bams} | bcftools call -Ou -m -v --ploidy-file ploidy | ${AFTER}`,
    ),
  );
const wholeByFreebayes = (): readonly string[] =>
  linesOf(
    byHand(
      folder,
      `printf 'hap\\t0\\t5000\\t%s\\t1\\n' ${SAMPLES.join(' ')} >copies
    freebayes -f ref/genome.fa --min-alternate-fraction 0.1 --min-mapping-quality 1 -A copies ${bams} |
      bcftools view -Ou -I -s ${SAMPLES.join(',')} | ${AFTER}`,
    ),
  );

/** All that freebayes says but for what hangs on the haplotype that it looked at before: QUAL, ODDS, and so FILTER. */
const without = (record: string): string =>
  record
    .split('\t')
    .map((cell, at) => (at === 5 || at === 6 ? '.' : cell.replace(/;ODDS=[^;]*/, '')))
    .join('\t');

/** Targets of several contigs, out of order, of which two overlap. */
const TARGETS = [
  ['c2', 1_500, 1_700],
  ['hap', 900, 4_500],
  ['c1', 7_100, 7_250],
  ['c1', 7_200, 7_300],
  ['c1', 14_390, 18_000],
] as const;
const layTargets = (): void =>
  writeFileSync(join(volume, 'ref/targets.bed'), TARGETS.map((one) => `${one.join('\t')}\n`).join(''));
const isTargeted = (record: string): boolean => {
  const [contig = '', text = ''] = record.split('\t');
  const place = Number(text);
  return TARGETS.some(([of, start, end]) => of === contig && place > start && place <= end);
};

describe('bcftools', () => {
  test.each([[1], [2], [5], ['contig']] as const)(
    'in %s intervals finds what it finds unscattered',
    async (intervals) => {
      const records = await whole({ intervals });
      expect(records).toEqual(wholeByBcftools());
      expect(passing(volume)).toEqual(normalized(folder, PLANTED, SAMPLES));
    },
  );

  test('of CRAM, within targets, finds what it finds there unscattered', async () => {
    byHand(
      volume,
      `for name in ${SAMPLES.join(' ')}; do
        samtools view -C -T ref/genome.fa -o bams/$name.cram bams/$name.bam; samtools index bams/$name.cram
      done`,
    );
    layTargets();
    const records = await called(
      volume,
      SAMPLES.map((name) => `/bams/${name}.cram`),
      { contigPloidy: { hap: 1 }, intervals: 3, targets: '/ref/targets.bed' },
    );
    expect(records).toEqual(wholeByBcftools().filter(isTargeted));
    expect(records.length).toBeGreaterThanOrEqual(6);
    const depths = files(volume).filter((path) => /^.run.reports.*[.]region[.]dist[.]txt$/.test(path));
    expect(depths).toHaveLength(SAMPLES.length);
  });
});

describe('freebayes', () => {
  test.each([[1], [2], [5], ['contig']] as const)(
    'in %s intervals finds what it finds unscattered',
    async (intervals) => {
      const records = await whole({ caller: 'freebayes', intervals });
      expect(records.map(without)).toEqual(wholeByFreebayes().map(without));
      expect(passing(volume)).toEqual(normalized(folder, PLANTED, SAMPLES));
    },
  );

  test('within targets finds what it finds there unscattered', async () => {
    layTargets();
    const records = await whole({ caller: 'freebayes', intervals: 3, targets: '/ref/targets.bed' });
    expect(records.map(without)).toEqual(wholeByFreebayes().filter(isTargeted).map(without));
    expect(records.length).toBeGreaterThanOrEqual(6);
  });
});

test.each(['bcftools', 'freebayes'] as const)('the table of samples has what was planted, by %s', async (caller) => {
  await whole({ caller, intervals: 2 });
  const [head = [], ...rows] = textOf(volume, 'run/reports/bcftools/cohort.samples_mqc.tsv')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));
  expect(head.slice(0, 3)).toEqual(['sample', 'snps', 'indels']);
  const isSnv = ({ reference, alternate }: Planted): boolean => reference.length === alternate.length;
  const carried = (at: number, kind: (one: Planted) => boolean): string =>
    `${PLANTED.filter((one) => kind(one) && one.genotypes[at]?.includes('1')).length}`;
  expect(rows.map((cells) => cells.slice(0, 3))).toEqual(
    SAMPLES.map((name, at) => [`"${name}"`, carried(at, isSnv), carried(at, (one) => !isSnv(one))]),
  );
});

test('filters of any expression mark what bcftools itself marks, and the header says why', async () => {
  const filters = { Deep: 'QUAL<30 || MAX(FORMAT/DP)>30', Snp: 'TYPE="snp" || SUM(FORMAT/AD[:1])<3' };
  // How many tags there are decides whether bcftools 1.16 takes an expression of two parts without its own header.
  const call = { args: { mpileup: ['-a', 'AD,ADF,ADR,DP,SP'] } };
  const records = await whole({ caller: 'bcftools', intervals: 2, filters, stages: { call } });
  byHand(volume, 'bcftools annotate -x FILTER run/cohort.vcf.gz >plain.vcf');
  const marks = Object.entries(filters).map(([name, expression]) => ['-s', name, '-m', '+', '-e', `'${expression}'`]);
  const marked = (look: string): readonly string[] =>
    linesOf(
      byHand(volume, ['cat plain.vcf', ...marks.map((told) => `bcftools filter ${told.join(' ')}`), look].join(' | ')),
    );
  expect(records).toEqual(marked('bcftools view -H'));
  expect(new Set(records.map((record) => record.split('\t')[6])).size).toBeGreaterThan(2);
  const reasons = linesOf(byHand(volume, 'bcftools view -h run/cohort.vcf.gz | grep ^##FILTER'));
  expect(reasons).toEqual(marked('grep ^##FILTER'));
});

test('nothing of a run’s time or place is in the VCF', async () => {
  await whole({ intervals: 2 });
  const first = readFileSync(join(volume, 'run/cohort.vcf.gz'));
  await whole({ intervals: 2 }, { folder: '/other' });
  expect(readFileSync(join(volume, 'other/cohort.vcf.gz')).equals(first)).toBe(true);
});

describe('the end is red', () => {
  const end = async (options: Options): Promise<readonly string[]> => {
    const outcome = await run(calling(BAMS, options), volume, '/run', 'run-1');
    expect(outcome.phase).toBe('Failed');
    return failed(outcome);
  };
  const red = (task: string, message: string): unknown =>
    expect.stringMatching(new RegExp(`^${task} 65 [\\s\\S]*${message}`));

  test('where the samples are not those of the list, before any is called', async () => {
    const samples = JSON.stringify([{ sample: 'S1' }, { sample: 'S2' }, { sample: 'S4' }]);
    const message = 'the samples of the alignments and those of the list differ: not expected: S3; missing: S4';
    expect(await end({ samples })).toEqual([red('samplenames', message)]);
  });

  test('where an alignment is of another reference', async () => {
    byHand(
      volume,
      "sed 's/^>hap/>h2/' ref/genome.fa >ref/new.fa; mv ref/new.fa ref/genome.fa; samtools faidx ref/genome.fa",
    );
    expect(await end({ contigPloidy: {} })).toEqual([
      red('samplenames', 'contig 3 of S1.bam is hap of 5000 bases, of the reference h2 of 5000 bases'),
    ]);
  });

  test('where a CRAM is of a reference that differs in some bases', async () => {
    byHand(
      volume,
      `sed '2s/^.\\{20\\}/NNNNNNNNNNNNNNNNNNNN/' ref/genome.fa >masked.fa
      samtools view -C -T masked.fa -o bams/S2.cram bams/S2.bam; samtools index bams/S2.cram
      for name in S1 S3; do
        samtools view -C -T ref/genome.fa -o bams/$name.cram bams/$name.bam; samtools index bams/$name.cram
      done`,
    );
    const outcome = await run(
      calling(
        BAMS.map((path) => path.replace('.bam', '.cram')),
        {},
      ),
      volume,
      '/run',
      'run-1',
    );
    expect([outcome.phase, failed(outcome)]).toEqual(['Failed', [red('calls\\(0\\)', 'could not be read')]]);
  });

  test.each([
    [
      'has a block that is broken',
      'printf broken | dd of=bams/S2.bam bs=1 seek=$((size / 2)) conv=notrunc',
      'calls\\(0\\)',
    ],
    ['is cut', 'truncate -s $((size / 2)) bams/S2.bam', 'samplenames'],
  ])('where an alignment %s', async (_, harm, stage) => {
    byHand(volume, `size=$(stat -c %s bams/S2.bam); ${harm}`);
    const [first] = await end({});
    expect(first).toEqual(red(stage, stage === 'samplenames' ? 'S2.bam is cut' : 'could not be read'));
  });

  test('where there are no variants, and where a sample has no coverage', async () => {
    byHand(volume, "printf 'none\\t0\\t1500\\n' >ref/none.bed");
    expect(await end({ targets: '/ref/none.bed' })).toEqual([
      red('gather', 'there are no variants'),
      red('mosdepth', 'the sample S1 has no coverage'),
    ]);
  });

  test('where targets are of another reference', async () => {
    byHand(volume, "printf 'chr1\\t0\\t1500\\n' >ref/chr.bed");
    expect(await end({ targets: '/ref/chr.bed' })).toEqual([
      red('intervals', 'line 1 of the targets names chr1, which the reference does not have'),
      red('mosdepth', 'line 1 of the targets names chr1, which the reference does not have'),
    ]);
  });
});
