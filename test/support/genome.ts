import { gzipSync } from 'node:zlib';

/** A reference and pairs of reads whose places are known, from a seed: the same bytes on every machine. */
export interface Simulated {
  readonly fasta: Buffer;
  readonly fastq1: Buffer;
  readonly fastq2: Buffer;
  readonly pairs: number;
}

interface Simulation {
  readonly seed: number;
  /** Lengths of the sequences, in bases. */
  readonly contigs: readonly number[];
  readonly pairs: number;
  readonly readLength?: number;
}

/**
 * Reads point to each other over 300 to 500 bases, with one wrong base in 200. A read's name says where it lies: `r7:k99_1:1234:1630`
 * are the leftmost bases of both mates, from 1. Contigs are named as MEGAHIT's, the seed's assembler.
 */
export function simulate({ seed, contigs, pairs, readLength = 100 }: Simulation): Simulated {
  const random = mulberry32(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const sequences = contigs.map((length, at) => ({
    name: `k99_${at + 1}`,
    bases: Array.from({ length }, () => BASES[below(4)]).join(''),
  }));
  const records1: string[] = [];
  const records2: string[] = [];
  for (let n = 0; n < pairs; n++) {
    const { name, bases } = sequences[below(sequences.length)] ?? { name: '', bases: '' };
    const span = 300 + below(201);
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
  return { fasta: zipped(fasta), fastq1: zipped(records1.join('')), fastq2: zipped(records2.join('')), pairs };
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
