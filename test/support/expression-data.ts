import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { fastaOf, numbers } from './variants-data';

/** A gene of three exons; its second transcript lacks the one in the middle. */
interface Gene {
  readonly id: string;
  readonly contig: string;
  readonly strand: '+' | '-';
  /** From 1, on the contig, in the gene's own order. */
  readonly exons: readonly (readonly [from: number, to: number])[];
  /** The exons' bases, as they are transcribed. */
  readonly bases: readonly string[];
}

const COMPLEMENT: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A' };
const turned = (bases: string): string =>
  [...bases]
    .reverse()
    .map((base) => COMPLEMENT[base])
    .join('');

const [GENES, INTRON, BETWEEN, READ] = [12, 320, 500, 75];
const random = numbers(41);
const bases = (length: number): string => Array.from({ length }, () => 'ACGT'[Math.floor(random() * 4)]).join('');
/** One base in ten is another. */
const relative = (of: string): string => [...of].map((one) => (random() < 0.1 ? COMPLEMENT[one] : one)).join('');
const intron = (): string => `GT${bases(INTRON - 4)}AG`;

const contigs: Record<string, string> = { chr1: bases(BETWEEN), chr2: bases(BETWEEN) };

/** Puts a gene at the end of a contig. */
function gene(id: string, contig: string, strand: '+' | '-', exons: readonly string[]): Gene {
  const [first = '', second = '', third = ''] = exons;
  const [one, two] = [intron(), intron()];
  const whole = first + one + second + two + third;
  const start = (contigs[contig] ?? '').length;
  contigs[contig] = `${contigs[contig]}${strand === '+' ? whole : turned(whole)}${bases(BETWEEN)}`;
  const offsets = [0, first.length + one.length, first.length + one.length + second.length + two.length];
  const places = offsets.map((offset, at): readonly [number, number] => {
    const length = exons[at]?.length ?? 0;
    const from = strand === '+' ? start + offset : start + whole.length - offset - length;
    return [from + 1, from + length];
  });
  return { id, contig, strand, exons: places, bases: exons };
}

const exonsOf = (at: number): readonly string[] => [260 + 20 * at, 180 + 10 * at, 420].map(bases);

/** The second gene is a relative of the first: nine bases in ten are alike. */
const genes: Gene[] = [];
for (let at = 0; at < GENES; at++) {
  const parent = genes[0];
  const exons = at === 1 && parent ? parent.bases.map(relative) : exonsOf(at);
  genes.push(gene(`G${`${at + 1}`.padStart(2, '0')}`, `chr${(at % 2) + 1}`, at % 3 === 0 ? '-' : '+', exons));
}

/** The transcripts' bases by name: `G01.1` has all exons, `G01.2` the first and the third. */
export const TRANSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  genes.flatMap(({ id, bases: [first = '', second = '', third = ''] }) => [
    [`${id}.1`, first + second + third],
    [`${id}.2`, first + third],
  ]),
);

const attributes = (id: string, isoform: number): string =>
  `gene_id "${id}"; transcript_id "${id}.${isoform}"; gene_name "name${id}";`;

/** The gene's line is as NCBI has them: gffread alone fails by it. */
function gtfOf({ id, contig, strand, exons }: Gene): string {
  const line = (feature: string, places: readonly (readonly [number, number])[], rest: string): string => {
    const ends = places.flat();
    return [contig, 'test', feature, Math.min(...ends), Math.max(...ends), '.', strand, '.', rest].join('\t');
  };
  const isoforms = [exons, exons.filter((_, at) => at !== 1)];
  return [
    line('gene', exons, `gene_id "${id}"; transcript_id "";`),
    ...isoforms.flatMap((own, at) => [
      line('transcript', own, attributes(id, at + 1)),
      ...own.map((exon) => line('exon', [exon], attributes(id, at + 1))),
    ]),
  ].join('\n');
}

export const GTF = `#!made for a test\n${genes.map(gtfOf).join('\n')}\n`;
export const GENOME = fastaOf(contigs);
export const TRANSCRIPTS_FASTA = fastaOf(TRANSCRIPTS);

/** How a library's first mates lie to their transcript. */
export type Strandedness = 'forward' | 'reverse' | 'unstranded';

/** How many pairs a sample has of each transcript. */
export type Counts = Readonly<Record<string, number>>;

/** From some tens to some hundreds; of one in six nothing. */
export function countsOf(seed: number, scale = 1): Counts {
  const next = numbers(seed);
  return Object.fromEntries(
    Object.keys(TRANSCRIPTS).map((name) => {
      const [share, size] = [next(), next()];
      return [name, share < 1 / 6 ? 0 : Math.round(scale * 40 * 2 ** (4.5 * size))];
    }),
  );
}

/** Pairs of reads, whose names begin with their transcript; one base in 500 is wrong. */
export function readsOf(counts: Counts, strandedness: Strandedness, seed: number): readonly [Buffer, Buffer] {
  const next = numbers(seed);
  const wrong = (read: string): string =>
    [...read].map((base) => (next() < 1 / 500 ? (COMPLEMENT[base] ?? base) : base)).join('');
  const mates: [string[], string[]] = [[], []];
  for (const [name, count] of Object.entries(counts)) {
    const whole = TRANSCRIPTS[name] ?? '';
    for (let pair = 0; pair < count; pair++) {
      const span = 180 + Math.floor(next() * 80);
      const start = Math.floor(next() * (whole.length - span + 1));
      const fragment = whole.slice(start, start + span);
      const both = [wrong(fragment.slice(0, READ)), wrong(turned(fragment).slice(0, READ))];
      const isTurned = strandedness === 'reverse' || (strandedness === 'unstranded' && next() < 0.5);
      for (const [at, list] of mates.entries()) {
        const read = both[isTurned ? 1 - at : at] ?? '';
        list.push(`@${name}:${pair}\n${read}\n+\n${'I'.repeat(read.length)}\n`);
      }
    }
  }
  // As they come from a machine: in no order of the transcripts.
  const order = mates[0].map((_, at) => [next(), at] as const).sort(([one], [other]) => one - other);
  const mixed = (list: readonly string[]): Buffer => gzipSync(order.map(([, at]) => list[at]).join(''), { level: 1 });
  return [mixed(mates[0]), mixed(mates[1])];
}

export const md5 = (body: string | Buffer): string => createHash('md5').update(body).digest('hex');
