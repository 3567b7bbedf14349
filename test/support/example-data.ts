import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { simulate } from '../../lib/testing/genome';

/** What lies on a volume before a run, by path below it. */
export function lay(volume: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, body] of Object.entries(files)) {
    mkdirSync(dirname(join(volume, path)), { recursive: true });
    writeFileSync(join(volume, path), body);
  }
}

/**
 * In any case: a stand-in of trimAl, which Debian does not have, and IQ-TREE, which refuses more threads than this
 * machine has.
 */
const PROGRAMS = {
  trimal: readFileSync(join(__dirname, 'trimal.sh'), 'utf8'),
  iqtree2: 'exec /usr/bin/iqtree2 "$@" -T 1',
};

/**
 * A new folder with programs of POSIX shell, by name, that stand before this machine's. Such a program may end with
 * `exec /usr/bin/…` to be the real one.
 */
export function toolsWith(programs: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'tools-'));
  for (const [name, body] of Object.entries({ ...PROGRAMS, ...programs })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  chmodSync(folder, 0o755);
  return folder;
}

const recordsOf = (zipped: Buffer): readonly string[] =>
  gunzipSync(zipped)
    .toString()
    .split(/(?<=\n)(?=@r\d+:)/);
const zipped = (records: readonly string[]): Buffer => gzipSync(records.join(''), { level: 1 });
/** The contig from which a read was taken. */
const contigOf = (record: string): string => record.split(':')[1] ?? '';

const GENOME = simulate({ seed: 3, contigs: [9_000, 6_000], pairs: 4_800 });
const CONTIGS = ['k99_1', 'k99_2'] as const;
const COMPLEMENT: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A' };

/** Where the reference has another base than the reads: `<contig> <position, from 1>`. */
const PLANTED = ['k99_1 1500', 'k99_1 4200', 'k99_1 7700', 'k99_2 2100', 'k99_2 3900'] as const;

function reference(): Buffer {
  const [, ...texts] = gunzipSync(GENOME.fasta).toString().split('>');
  const changed = texts.map((text, at) => {
    const [name = '', ...rows] = text.split('\n');
    const here: readonly string[] = PLANTED;
    const bases = [...rows.join('')].map((base, place) =>
      here.includes(`${CONTIGS[at]} ${place + 1}`) ? COMPLEMENT[base] : base,
    );
    return `>${name}\n${bases.join('').replace(/.{1,70}/g, '$&\n')}`;
  });
  return gzipSync(changed.join(''), { level: 1 });
}

const [MATES1, MATES2] = [recordsOf(GENOME.fastq1), recordsOf(GENOME.fastq2)];
const laneFiles = (name: string, takes: (record: string, at: number) => boolean): Readonly<Record<string, Buffer>> => ({
  [`reads/${name}_1.fastq.gz`]: zipped(MATES1.filter(takes)),
  [`reads/${name}_2.fastq.gz`]: zipped(MATES2.filter(takes)),
});

/** S1 has two lanes of the whole genome, S2 one lane of its first contig alone. */
export const VARIANTS = {
  files: {
    'ref/genome.fa.gz': reference(),
    'sheets/cohort.csv': [
      'sample,lane,fastq_1,fastq_2',
      'S1,L1,/reads/S1_L1_1.fastq.gz,/reads/S1_L1_2.fastq.gz',
      'S1,L2,/reads/S1_L2_1.fastq.gz,/reads/S1_L2_2.fastq.gz',
      'S2,L1,/reads/S2_L1_1.fastq.gz,/reads/S2_L1_2.fastq.gz',
      '',
    ].join('\n'),
    ...laneFiles('S1_L1', (_, at) => at < 800),
    ...laneFiles('S1_L2', (_, at) => at >= 800 && at < 1_600),
    ...laneFiles('S2_L1', (record, at) => at >= 1_600 && contigOf(record) === 'k99_1'),
  },
  regions: CONTIGS,
  planted: PLANTED,
};

const TRANSCRIPTOME = simulate({ seed: 5, contigs: [2_400, 2_000, 1_600, 1_200], pairs: 4_000 });
const [CDNA1, CDNA2] = [recordsOf(TRANSCRIPTOME.fastq1), recordsOf(TRANSCRIPTOME.fastq2)];
/** S1 expresses all four transcripts alike, S2 the first two. */
const EXPRESSED = {
  S1: (_: string, at: number): boolean => at < 2_000,
  S2: (record: string, at: number): boolean => at >= 2_000 && ['k99_1', 'k99_2'].includes(contigOf(record)),
};

/** A transcriptome, a table of two samples, and how many pairs each has of each transcript. */
export const RNASEQ = {
  files: {
    'ref/transcripts.fa.gz': TRANSCRIPTOME.fasta,
    'sheets/samples.csv': [
      'sample,fastq_1,fastq_2,strandedness',
      'S1,/reads/S1_1.fq.gz,/reads/S1_2.fq.gz,unstranded',
      'S2,/reads/S2_1.fq.gz,/reads/S2_2.fq.gz,',
      '',
    ].join('\n'),
    ...Object.fromEntries(
      Object.entries(EXPRESSED).flatMap(([sample, takes]) => [
        [`reads/${sample}_1.fq.gz`, zipped(CDNA1.filter(takes))],
        [`reads/${sample}_2.fq.gz`, zipped(CDNA2.filter(takes))],
      ]),
    ),
  },
  pairsOf: (sample: keyof typeof EXPRESSED, transcript: string): number =>
    CDNA1.filter(EXPRESSED[sample]).filter((record) => contigOf(record) === transcript).length,
};

/** Six sequences of three pairs: what a pair shares is far from the others; the last one lacks some bases. */
function relatives(): Readonly<Record<string, string>> {
  const [, ...rows] = gunzipSync(simulate({ seed: 11, contigs: [450], pairs: 0 }).fasta)
    .toString()
    .split('\n');
  const ancestor = rows.join('');
  const changed = (bases: string, step: number, from: number): string =>
    [...bases].map((base, at) => (at % step === from ? (COMPLEMENT[base] ?? base) : base)).join('');
  const clades = [changed(ancestor, 13, 1), changed(ancestor, 13, 5), changed(ancestor, 13, 9)];
  const leaves = clades.flatMap((clade) => [changed(clade, 31, 4), changed(clade, 31, 17)]);
  return Object.fromEntries(
    leaves.map((bases, at) => {
      const name = String.fromCharCode('a'.charCodeAt(0) + at);
      const known = name === 'f' ? bases.slice(0, 300) + bases.slice(312) : bases;
      return [`seqs/${name}.fa`, `>${name}\n${known}\n`];
    }),
  );
}

/** Sequences, and who is next of kin to whom. */
export const PHYLOGENY = { files: relatives(), pairs: ['ab', 'cd', 'ef'], gap: 12, length: 450 };
