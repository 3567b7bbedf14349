import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { newVolume, removeVolume } from '../support/tree';
import { called, OWNER, passing } from '../support/variant-run';
import { byHand, genome, layAlignments, linesOf, normalized, snv } from '../support/variants-data';

jest.setTimeout(600_000);

let volume = '';
beforeEach(() => {
  volume = newVolume(OWNER);
});
afterEach(() => removeVolume(volume));

test('of 300 contigs, in 1, 2, 5 and 300 intervals, what was planted is found, none more, as unscattered', async () => {
  const lengths = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`k${at + 1}`, 600 + (at % 7)]));
  const of = genome(lengths, 9);
  const names = Object.keys(of);
  const planted = names
    .filter((_, at) => at % 3 === 0)
    .map((name, at) => snv(of, name, 250 + at, at % 2 ? ['1/1'] : ['0/1']));
  layAlignments(volume, of, planted, ['S1'], () => 2);
  const whole = linesOf(
    byHand(
      volume,
      `bcftools mpileup -Ou -a AD,DP -f ref/genome.fa bams/S1.bam | bcftools call -Ou -m -v |
      bcftools norm -Ou -f ref/genome.fa -m -both | bcftools filter -Ou -s LowQual -e 'QUAL<=30' | bcftools view -H`,
    ),
  );
  for (const intervals of [1, 2, 5, 'contig'] as const) {
    expect(await called(volume, ['/bams/S1.bam'], { intervals }, { uid: `run-${intervals}` })).toEqual(whole);
    // Which of them are homozygous is the caller's to say, at a depth that differs from contig to contig.
    const places = (lines: readonly string[]): readonly string[] => lines.map((line) => line.replace(/ \S+$/, ''));
    expect(places(passing(volume))).toEqual(places(normalized(volume, planted, ['S1'])));
  }
});

/** The genome of phage lambda, 48.5 kb: of bowtie2's package. */
const LAMBDA = '/usr/share/doc/bowtie2/examples/reference/lambda_virus.fa.gz';
const withLambda = existsSync(LAMBDA) ? test : test.skip;

withLambda.each(['bcftools', 'freebayes'] as const)(
  'what dwgsim planted in lambda at 30× is found by %s, and none more',
  async (caller) => {
    for (const name of ['ref', 'bams']) mkdirSync(join(volume, name));
    writeFileSync(join(volume, 'ref/genome.fa'), gunzipSync(readFileSync(LAMBDA)));
    byHand(volume, 'samtools faidx ref/genome.fa; bwa index ref/genome.fa');
    byHand(
      volume,
      `dwgsim -z 42 -C 30 -r 0.002 -R 0.1 -e 0.002 -E 0.002 -1 100 -2 100 -y 0 ref/genome.fa bams/sim
    bwa mem -K 100000000 -R '@RG\\tID:S1\\tSM:S1' ref/genome.fa bams/sim.bwa.read[12].fastq.gz |
      samtools sort -o bams/S1.bam -
    samtools index bams/S1.bam`,
    );
    await called(volume, ['/bams/S1.bam'], { caller, intervals: 3 });
    const alleles = (vcf: string, more: string): readonly string[] =>
      linesOf(
        byHand(
          volume,
          `bcftools norm -Ou -f ref/genome.fa -m -any ${vcf} | bcftools norm -Ou --atomize | bcftools sort |
        bcftools query ${more} -f '%CHROM %POS %REF %ALT\\n'`,
        ),
      );
    const truth = alleles('bams/sim.mutations.vcf', '');
    expect(truth.length).toBeGreaterThan(80);
    expect(alleles('run/cohort.vcf.gz', `-i 'FILTER="PASS"'`)).toEqual(truth);
  },
);

/** Real reads of NA12878 over 12.4 kb of chromosome 22, with what GIAB says of it: of freebayes's package. */
const GIAB = '/usr/share/doc/freebayes/examples/tiny';
const withGiab = existsSync(join(GIAB, 'q.fa')) ? test : test.skip;

withGiab.each(['bcftools', 'freebayes'] as const)(
  'the 14 SNVs of GIAB’s slice are found by %s, and none more',
  async (caller) => {
    for (const name of ['ref', 'bams']) mkdirSync(join(volume, name));
    copyFileSync(join(GIAB, 'q.fa'), join(volume, 'ref/genome.fa'));
    copyFileSync(join(GIAB, 'NA12878.chr22.tiny.bam'), join(volume, 'bams/NA12878.bam'));
    byHand(volume, 'samtools faidx ref/genome.fa; samtools index bams/NA12878.bam');
    await called(volume, ['/bams/NA12878.bam'], { caller, intervals: 2 });
    const snvs = `bcftools norm -Ou --atomize run/cohort.vcf.gz |
      bcftools view -v snps -i 'FILTER="PASS"' | bcftools query -f '%POS %REF %ALT\\n'`;
    const truth = readFileSync(join(GIAB, 'NA12878.chr22.tiny.giab.vcf'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('\t'))
      .map(([, position, , reference, alternate]) => `${position} ${reference} ${alternate}`);
    expect(truth).toHaveLength(14);
    expect(linesOf(byHand(volume, snvs))).toEqual(truth);
  },
);
