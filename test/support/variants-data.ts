import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A variant that is planted, with the genotype of each sample. */
export interface Planted {
  readonly contig: string;
  /** From 1. */
  readonly position: number;
  readonly reference: string;
  readonly alternate: string;
  readonly genotypes: readonly string[];
}

export type Genome = Readonly<Record<string, string>>;

const COMPLEMENT: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A' };
const [READ, SHORTEST, LONGEST] = [100, 280, 380];

/** Numbers below one, the same on every machine: a linear congruential generator by Numerical Recipes. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function genome(lengths: Readonly<Record<string, number>>, seed: number): Genome {
  const random = numbers(seed);
  const bases = (length: number): string => Array.from({ length }, () => 'ACGT'[Math.floor(random() * 4)]).join('');
  return Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, bases(length)]));
}

export function snv(of: Genome, contig: string, position: number, genotypes: readonly string[]): Planted {
  const reference = of[contig]?.[position - 1] ?? '';
  return { contig, position, reference, alternate: COMPLEMENT[reference] ?? '', genotypes };
}

/** The bases behind `position` are gone. */
export function deletion(
  of: Genome,
  contig: string,
  position: number,
  length: number,
  genotypes: readonly string[],
): Planted {
  const reference = of[contig]?.slice(position - 1, position + length) ?? '';
  return { contig, position, reference, alternate: reference.slice(0, 1), genotypes };
}

export function insertion(
  of: Genome,
  contig: string,
  position: number,
  bases: string,
  genotypes: readonly string[],
): Planted {
  const reference = of[contig]?.[position - 1] ?? '';
  return { contig, position, reference, alternate: reference + bases, genotypes };
}

/** A contig as a sample's copy has it; `copy` counts the alleles of a genotype from 0. */
function copyOf(of: Genome, contig: string, planted: readonly Planted[], sample: number, copy: number): string {
  const own = planted
    .filter((one) => one.contig === contig && one.genotypes[sample]?.split('/')[copy] === '1')
    .sort((one, other) => other.position - one.position);
  return own.reduce(
    (bases, { position, reference, alternate }) =>
      bases.slice(0, position - 1) + alternate + bases.slice(position - 1 + reference.length),
    of[contig] ?? '',
  );
}

/** Pairs of reads of a sample at 30×, one wrong base in 500; `copies` is a contig's ploidy, 0 for no reads of it. */
export function readsOf(
  of: Genome,
  planted: readonly Planted[],
  sample: number,
  copies: (contig: string) => number,
): readonly [string, string] {
  const random = numbers(100 + sample);
  const mates: [string[], string[]] = [[], []];
  for (const contig of Object.keys(of)) {
    for (let copy = 0; copy < copies(contig); copy++) {
      const bases = copyOf(of, contig, planted, sample, copy);
      const pairs = Math.ceil((bases.length * 30) / copies(contig) / (2 * READ));
      for (let pair = 0; pair < pairs; pair++) {
        const span = SHORTEST + Math.floor(random() * (LONGEST - SHORTEST));
        // Fragments begin before a contig and end behind it, so that its ends are covered as the rest is.
        const start = Math.floor(random() * (bases.length + span - 2 * READ)) - span + READ;
        const from = Math.max(0, start);
        const to = Math.min(bases.length, start + span);
        const left = bases.slice(from, Math.min(from + READ, to));
        const right = bases.slice(Math.max(to - READ, from), to);
        const both = [
          left,
          [...right]
            .reverse()
            .map((base) => COMPLEMENT[base])
            .join(''),
        ].map((read) => [...read].map((base) => (random() < 1 / 500 ? (COMPLEMENT[base] ?? base) : base)).join(''));
        const turned = random() < 0.5;
        const name = `@${contig}:${copy}:${pair}`;
        for (const [at, list] of mates.entries()) {
          const read = both[turned ? 1 - at : at] ?? '';
          list.push(`${name}\n${read}\n+\n${'I'.repeat(read.length)}\n`);
        }
      }
    }
  }
  return [mates[0].join(''), mates[1].join('')];
}

export function fastaOf(of: Genome): string {
  return Object.entries(of)
    .map(([name, bases]) => `>${name}\n${bases.replace(/.{1,70}/g, '$&\n')}`)
    .join('');
}

/** Runs a command of a shell as a person would, in a folder, and gives what it prints. */
export function byHand(folder: string, command: string): string {
  return execFileSync('bash', ['-euo', 'pipefail', '-c', command], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Lays a reference with its indexes and the samples' sorted BAMs with theirs into `ref` and `bams` of a folder. */
export function layAlignments(
  folder: string,
  of: Genome,
  planted: readonly Planted[],
  samples: readonly string[],
  copies: (contig: string) => number,
): void {
  for (const name of ['ref', 'bams']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'ref/genome.fa'), fastaOf(of));
  byHand(folder, 'samtools faidx ref/genome.fa; bwa index ref/genome.fa');
  samples.forEach((sample, at) => {
    for (const [mate, reads] of readsOf(of, planted, at, copies).entries())
      writeFileSync(join(folder, `bams/${mate}.fq`), reads);
    byHand(
      folder,
      `bwa mem -K 100000000 -R '@RG\\tID:${sample}\\tSM:${sample}' ref/genome.fa bams/0.fq bams/1.fq |
        samtools sort -o bams/${sample}.bam -
      samtools index bams/${sample}.bam; rm bams/*.fq`,
    );
  });
}

/** What is planted, as `bcftools norm` writes it: place and alleles, and genotypes. The reference lies in `ref`. */
export function normalized(folder: string, planted: readonly Planted[], samples: readonly string[]): readonly string[] {
  const records = planted.map(({ contig, position, reference, alternate, genotypes }) =>
    [contig, position, '.', reference, alternate, '.', '.', '.', 'GT', ...genotypes].join('\t'),
  );
  const head = ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO', 'FORMAT', ...samples].join('\t');
  const format = '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">';
  writeFileSync(join(folder, 'truth.vcf'), ['##fileformat=VCFv4.2', format, head, ...records, ''].join('\n'));
  const named = 'bcftools reheader -f ref/genome.fa.fai truth.vcf | bcftools norm -f ref/genome.fa - | bcftools sort';
  return linesOf(byHand(folder, `${named} | bcftools query -f '${PLACE}'`));
}

/** Of `bcftools query`: what `normalized` tells of a record. */
export const PLACE = '%CHROM %POS %REF %ALT[ %GT]\\n';

export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
