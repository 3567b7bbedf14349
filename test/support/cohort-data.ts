import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { simulate } from '../../lib/testing/genome';

/** A lane's reads: texts of FASTQ records, first mates and second mates; no second mates where reads are single. */
interface Lane {
  readonly mates1: readonly string[];
  readonly mates2: readonly string[];
}

const GENOME = simulate({ seed: 7, contigs: [900_000, 300_000], pairs: 9_000 });
const records = (zipped: Buffer): readonly string[] =>
  gunzipSync(zipped)
    .toString()
    .split(/(?<=\n)(?=@r\d+:)/);
const [MATES1, MATES2] = [records(GENOME.fastq1), records(GENOME.fastq2)];

const slice = (from: number, to: number): Lane => ({ mates1: MATES1.slice(from, to), mates2: MATES2.slice(from, to) });
/** The same molecules once more, under names of their own, as PCR makes them. */
const again = (lane: Lane, count: number): Lane => ({
  mates1: lane.mates1.slice(0, count).map((record) => record.replace(/^@r/, '@d')),
  mates2: lane.mates2.slice(0, count).map((record) => record.replace(/^@r/, '@d')),
});
const joined = (a: Lane, b: Lane): Lane => ({ mates1: [...a.mates1, ...b.mates1], mates2: [...a.mates2, ...b.mates2] });
const zipped = (reads: readonly string[]): Buffer => gzipSync(reads.join(''), { level: 1 });

const ONE = slice(0, 3_000);
const TWO = joined(slice(3_000, 5_000), again(ONE, 250));
const SINGLE = joined(slice(5_700, 7_000), again(slice(5_700, 7_000), 120));
const BROKEN = slice(7_000, 8_000);

/**
 * How many are copies of a molecule that is there before: planted, or made by chance. A pair is known by both its
 * places.
 */
function pairCopies(records: readonly string[]): number {
  const molecules = records.map((record) => /^@[rd]\d+:(.*)\/[12]/.exec(record)?.[1]);
  return molecules.length - new Set(molecules).size;
}

/** A single read is known by where it begins, which 20 bases tell; no wrong base of this seed's stands in the way. */
function readCopies(records: readonly string[]): number {
  return records.length - new Set(records.map((record) => record.split('\n')[1]?.slice(0, 20))).size;
}

const SINGLE_FILE = zipped(SINGLE.mates1);

/** What a test server has, by path. */
export const FILES: ReadonlyMap<string, Buffer> = new Map([
  ['/ref.fa.gz', GENOME.fasta],
  ['/two_L1_1.fastq.gz', zipped(ONE.mates1)],
  ['/two_L1_2.fastq.gz', zipped(ONE.mates2)],
  ['/two_L2_1.fastq.gz', zipped(TWO.mates1)],
  ['/two_L2_2.fastq.gz', zipped(TWO.mates2)],
  ['/single.fastq.gz', SINGLE_FILE],
  ['/broken_1.fastq.gz', zipped(BROKEN.mates1).subarray(0, 30_000)],
  ['/broken_2.fastq.gz', zipped(BROKEN.mates2)],
]);

/** The same with the broken file mended. */
export const MENDED: ReadonlyMap<string, Buffer> = new Map([...FILES, ['/broken_1.fastq.gz', zipped(BROKEN.mates1)]]);

/** What is known of each sample: the primary records by read group, and how many of them are copies. */
export const TRUTH = {
  two: {
    groups: { two_L1: 2 * ONE.mates1.length, two_L2: 2 * TWO.mates1.length },
    copies: 2 * pairCopies([...ONE.mates1, ...TWO.mates1]),
  },
  single: { groups: { single_1: SINGLE.mates1.length }, copies: readCopies(SINGLE.mates1) },
  broken: { groups: { broken_1: 2 * BROKEN.mates1.length }, copies: 2 * pairCopies(BROKEN.mates1) },
} as const;

/**
 * A sample sheet of three: two lanes of one library, single reads, of which the MD5 is given, and one whose first FASTQ
 * is cut.
 */
export const sheetOf = (url: string): string =>
  [
    'sample,lane,fastq_1,fastq_2,fastq_1_md5',
    `two,L1,${url}/two_L1_1.fastq.gz,${url}/two_L1_2.fastq.gz,`,
    `broken,,${url}/broken_1.fastq.gz,${url}/broken_2.fastq.gz,`,
    `two,L2,${url}/two_L2_1.fastq.gz,${url}/two_L2_2.fastq.gz,`,
    `single,,${url}/single.fastq.gz,,${createHash('md5').update(SINGLE_FILE).digest('hex')}`,
    '',
  ].join('\n');
