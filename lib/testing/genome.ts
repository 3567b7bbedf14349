import { gzipSync } from 'node:zlib';
import { GenomicsError } from '../errors';
import { type Fields, type Kind, kind, listOfKind, mustBe, NUMBER, optional, shape } from '../kinds';

/** A base that differs in the sample that is read. */
export interface SimulatedVariant {
  readonly contig: string;
  /** From 1. */
  readonly position: number;
  readonly reference: string;
  readonly alternate: string;
}

/** A reference and pairs of reads whose places are known, from a seed: the same bytes on every machine. */
export interface Simulated {
  readonly fasta: Buffer;
  readonly fastq1: Buffer;
  readonly fastq2: Buffer;
  readonly pairs: number;
  /** What differs in the sample, by contig and position. */
  readonly variants: readonly SimulatedVariant[];
}

export interface Simulation {
  readonly seed: number;
  /** Lengths of the sequences, in bases. */
  readonly contigs: readonly number[];
  readonly pairs: number;
  /** @default 100 */
  readonly readLength?: number;
  /** Bases that differ in each contig, in all reads that cover them. @default 0 */
  readonly variants?: number;
}

/** Bases from the first of one mate to the last of the other. */
const [SHORTEST_SPAN, LONGEST_SPAN] = [300, 500];

/** Whole numbers within bounds. */
function whole(least: number, most: number): Kind {
  const isWithin = (value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  return kind(`a whole number from ${least} to ${most}`, isWithin);
}

const SIMULATION = shape({
  seed: NUMBER,
  contigs: listOfKind(whole(1, 10 ** 9)),
  pairs: whole(0, 10 ** 9),
  readLength: optional(whole(1, SHORTEST_SPAN)),
  variants: optional(whole(0, 10 ** 9)),
} satisfies Fields<Simulation>);

/**
 * A genome, and pairs of reads of it. Reads point to each other over 300 to 500 bases, with one wrong base in 200. A
 * read's name says where it lies: `r7:k99_1:1234:1630` are the leftmost bases of both mates, from 1. Contigs are named
 * as MEGAHIT's.
 */
export function simulate(simulation: Simulation): Simulated {
  mustBe('simulate', simulation, SIMULATION, 'simulation');
  const { seed, contigs, pairs, readLength = 100, variants = 0 } = simulation;
  mustHoldPairs(contigs, pairs);
  const random = mulberry32(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const sequences = contigs.map((length, at) => ({
    name: `k99_${at + 1}`,
    bases: Array.from({ length }, () => BASES[below(4)]).join(''),
  }));
  const planted = plant(sequences, variants, mulberry32(seed + 1));
  const sampled = sequences.map((one) => ({ ...one, bases: changed(one, planted) }));
  const records1: string[] = [];
  const records2: string[] = [];
  for (let n = 0; n < pairs; n++) {
    const { name, bases } = sampled[below(sampled.length)] ?? { name: '', bases: '' };
    const span = SHORTEST_SPAN + below(LONGEST_SPAN - SHORTEST_SPAN + 1);
    const left = below(bases.length - span);
    const right = left + span - readLength;
    const first = bases.slice(left, left + readLength);
    const second = reverseComplement(bases.slice(right, right + readLength));
    const id = `r${n}:${name}:${left + 1}:${right + 1}`;
    const [mate1, mate2] = random() < 0.5 ? [first, second] : [second, first];
    records1.push(record(`${id}/1`, mutated(mate1, random)));
    records2.push(record(`${id}/2`, mutated(mate2, random)));
  }
  const fasta = sequences.map(({ name, bases }) => `>${name}\n${bases.replace(/.{1,70}/g, '$&\n')}`).join('');
  return {
    fasta: zipped(fasta),
    fastq1: zipped(records1.join('')),
    fastq2: zipped(records2.join('')),
    pairs,
    variants: planted,
  };
}

interface Sequence {
  readonly name: string;
  readonly bases: string;
}

/** As many places of each sequence, with room for reads on both sides. */
function plant(sequences: readonly Sequence[], count: number, random: () => number): readonly SimulatedVariant[] {
  return sequences.flatMap(({ name, bases }) => {
    const room = Math.floor((bases.length - 1_000) / Math.max(count, 1));
    return Array.from({ length: count }, (_, at) => {
      const place = 500 + at * room + Math.floor(random() * room);
      const reference = bases[place] ?? '';
      return { contig: name, position: place + 1, reference, alternate: COMPLEMENT[reference] ?? '' };
    });
  });
}

function changed({ name, bases }: Sequence, planted: readonly SimulatedVariant[]): string {
  const own = planted.filter(({ contig }) => contig === name);
  return own.reduce(
    (text, { position, alternate }) => `${text.slice(0, position - 1)}${alternate}${text.slice(position)}`,
    bases,
  );
}

const BASES = 'ACGT';
const COMPLEMENT: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A' };

function record(name: string, bases: string): string {
  return `@${name}\n${bases}\n+\n${'I'.repeat(bases.length)}\n`;
}

function mutated(bases: string, random: () => number): string {
  return bases.replace(/./g, (base) => (random() < 1 / 200 ? (COMPLEMENT[base] ?? base) : base));
}

function reverseComplement(bases: string): string {
  return [...bases]
    .reverse()
    .map((base) => COMPLEMENT[base] ?? base)
    .join('');
}

function zipped(text: string): Buffer {
  return gzipSync(text, { level: 1 });
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function mustHoldPairs(contigs: readonly number[], pairs: number): void {
  const shortest = Math.min(...contigs);
  if (pairs === 0 || (contigs.length > 0 && shortest > LONGEST_SPAN)) return;
  throw new GenomicsError('invalid-value', 'simulate', {
    what: 'a contig is too short for a pair of reads',
    got: contigs.length === 0 ? 'no contigs' : `${shortest} bases`,
    expected: `more than ${LONGEST_SPAN} bases`,
    fix: 'make it longer, or simulate no pairs',
  });
}
