import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byHand, fastaOf, type Genome, genome, numbers, readsOf } from './variants-data';

/** A tree of ten isolates, whose shortest branch is 0.002 changes a site long. */
const LEFT = '((i01:0.003,i02:0.002):0.002,i03:0.004):0.003,(i04:0.002,i05:0.003):0.002';
const RIGHT = '((i06:0.003,i07:0.004):0.003,((i08:0.002,i09:0.002):0.003,i10:0.005):0.002)';
export const TREE = `((${LEFT}):0.002,${RIGHT}:0.002);`;

/** The same without its root, as programs write trees. */
export const UNROOTED = `(${LEFT},${RIGHT}:0.004);`;

/** The names of a tree's leaves, in its order. */
export const ISOLATES = [...TREE.matchAll(/i\d+/g)].map(([name]) => name);

/** Bases of a contig at either end that never change: reads of one strand alone cover them. */
const EDGE = 400;
const LENGTHS = { c1: 12_000, c2: 8_000 };

/** A genome whose changes along a branch are those of Jukes and Cantor, by seeded numbers. */
function changed(of: Genome, length: number, random: () => number): Genome {
  const chance = 0.75 * (1 - Math.exp((-4 / 3) * length));
  const bases = (text: string): string =>
    [...text]
      .map((base, at) => {
        if (at < EDGE || at >= text.length - EDGE || random() >= chance) return base;
        return 'ACGT'.replace(base, '')[Math.floor(random() * 3)] ?? base;
      })
      .join('');
  return Object.fromEntries(Object.entries(of).map(([name, text]) => [name, bases(text)]));
}

/** The genomes at a tree's leaves, by name; the ancestor's is the reference. */
export function evolved(newick: string, ancestor: Genome, seed: number): Readonly<Record<string, Genome>> {
  const random = numbers(seed);
  const leaves: Record<string, Genome> = {};
  const below = (text: string, of: Genome): void => {
    for (const [, inner = '', name = '', length = '0'] of childrenOf(text)) {
      const own = changed(of, Number(length), random);
      if (inner === '') leaves[name] = own;
      else below(inner, own);
    }
  };
  below(newick.replace(/;$/, '').slice(1, -1), ancestor);
  return leaves;
}

/** What stands between the commas of a level: what is in brackets, a name and a length of each. */
function childrenOf(text: string): readonly (readonly string[])[] {
  const children: string[] = [''];
  let depth = 0;
  for (const one of text) {
    depth += one === '(' ? 1 : one === ')' ? -1 : 0;
    if (one === ',' && depth === 0) children.push('');
    else children.push(`${children.pop()}${one}`);
  }
  return children.map((child) => /^(?:\((.*)\))?([^():]*)(?::(.*))?$/.exec(child) ?? []);
}

/** The divisions of a tree's leaves that its inner branches make, each by the side without the first name. */
export function splitsOf(newick: string): readonly string[] {
  const all = [...newick.matchAll(/[(,]([^(),:;]+)/g)].map(([, name = '']) => name).sort();
  const splits = new Set<string>();
  const open: string[][] = [];
  for (const [token] of newick.matchAll(/[()]|[(,]?[^(),:;]+(?=[:,)])/g)) {
    if (token === '(') open.push([]);
    else if (token === ')') {
      const names = open.pop() ?? [];
      const side = names.includes(all[0] ?? '') ? all.filter((name) => !names.includes(name)) : names;
      if (side.length > 1 && side.length < all.length - 1) splits.add([...side].sort().join(' '));
      open.at(-1)?.push(...names);
    }
    const name = token.replace(/^[(,]/, '');
    if (all.includes(name)) open.at(-1)?.push(name);
  }
  return [...splits].sort();
}

export const ANCESTOR = genome(LENGTHS, 31);
export const GENOMES = evolved(TREE, ANCESTOR, 8);

/** How many bases two genomes differ in. */
export function distance(one: Genome, other: Genome): number {
  const [first, second] = [one, other].map((of) => Object.values(of).join(''));
  return [...(first ?? '')].filter((base, at) => base !== second?.[at]).length;
}

/** The matrix of distances, as `distances.tsv` has it, of genomes by name. */
export function matrixOf(genomes: Readonly<Record<string, Genome>>): string {
  const names = Object.keys(genomes).sort();
  const rows = names.map((name) => [
    name,
    ...names.map((other) => distance(genomes[name] ?? {}, genomes[other] ?? {})),
  ]);
  return [['isolate', ...names], ...rows].map((row) => `${row.join('\t')}\n`).join('');
}

const pairsOf = (fastq: string): readonly string[] => fastq.split(/(?<=\n)(?=@[^\n]+\n[ACGTN]+\n\+)/);

/** Some of the reads of a genome at 30×, in pairs. */
export function someReads(of: Genome, seed: number, share: number): readonly [string, string] {
  const [first, second] = readsOf(of, [], seed, () => 1).map(pairsOf);
  const taken = (reads: readonly string[] | undefined): string =>
    (reads ?? []).filter((_, at) => Math.floor((at + 1) * share) > Math.floor(at * share)).join('');
  return [taken(first), taken(second)];
}

/** Lays the reference, `/ref/genome.fa`, with its indexes. */
export function layReference(folder: string, of: Genome): void {
  mkdirSync(join(folder, 'ref'), { recursive: true });
  writeFileSync(join(folder, 'ref/genome.fa'), fastaOf(of));
  byHand(folder, 'samtools faidx ref/genome.fa; bwa index ref/genome.fa');
}

/** Lays an isolate's sorted BAM with its index into `/bams`. */
export function layIsolate(folder: string, name: string, [first, second]: readonly [string, string]): void {
  mkdirSync(join(folder, 'bams'), { recursive: true });
  for (const [mate, reads] of [first, second].entries()) writeFileSync(join(folder, `bams/${mate}.fq`), reads);
  byHand(
    folder,
    `bwa mem -K 100000000 -R '@RG\\tID:${name}\\tSM:${name}' ref/genome.fa bams/0.fq bams/1.fq |
      samtools sort -o bams/${name}.bam -
    samtools index bams/${name}.bam; rm bams/*.fq`,
  );
}
