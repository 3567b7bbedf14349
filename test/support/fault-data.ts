import { execFileSync, type StdioOptions } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { simulate } from '../../lib/testing/genome';

/** Sources of a run, with the records that a right BAM has. */
export interface Data {
  readonly fasta: Buffer;
  readonly fastq1: Buffer;
  readonly fastq2: Buffer;
  readonly pairs: number;
  /** Primary records in their eleven columns, without order. */
  readonly records: readonly string[];
}

/** The contig that the seed's `samtools tview` looks at. */
const CONTIG = 'k99_13588';

/** Small data, and what bwa itself makes of them, without any pipeline. */
export function faultData(seed: number, bases: number, pairs: number): Data {
  const made = simulate({ seed, contigs: [bases], pairs });
  const [fasta, fastq1, fastq2] = [made.fasta, made.fastq1, made.fastq2].map((zipped) =>
    gzipSync(textOf(zipped).replaceAll('k99_1', CONTIG), { level: 1 }),
  ) as [Buffer, Buffer, Buffer];
  return { fasta, fastq1, fastq2, pairs, records: aligned(fasta, fastq1, fastq2) };
}

export function textOf(zipped: Buffer): string {
  return gunzipSync(zipped).toString('latin1');
}

/** The primary records of a BAM that is whole; throws where it is not. */
export function recordsOf(bam: string): readonly string[] {
  execFileSync('samtools', ['quickcheck', bam], { stdio: 'ignore' });
  return columns(
    execFileSync('samtools', ['view', '-F', '0x900', bam], { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: PIPES }),
  );
}

/** The eleven columns of SAM that every aligner must fill, sorted. */
export function columns(sam: string): readonly string[] {
  const lines = sam.split('\n').filter((line) => line !== '' && !line.startsWith('@'));
  return lines.map((line) => line.split('\t').slice(0, 11).join('\t')).sort();
}

const PIPES: StdioOptions = ['ignore', 'pipe', 'ignore'];

/** The records that bwa alone makes of a pair of files. */
export function aligned(fasta: Buffer, fastq1: Buffer, fastq2: Buffer): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const bwa = (...args: readonly string[]): Buffer =>
    execFileSync('bwa', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 28 });
  for (const [name, zipped] of Object.entries({ r: fasta, '1': fastq1, '2': fastq2 }))
    writeFileSync(join(folder, name), gunzipSync(zipped));
  bwa('index', 'r');
  for (const mate of ['1', '2']) writeFileSync(join(folder, `${mate}.sai`), bwa('aln', 'r', mate));
  const sam = `${bwa('sampe', 'r', '1.sai', '2.sai', '1', '2')}`;
  rmSync(folder, { recursive: true });
  return columns(sam);
}
