import { execFileSync, spawn } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import { simulate } from '../../lib/testing/genome';

/** What is measured on. */
export interface Size {
  readonly pairs: number;
  /** Bases of the reference. */
  readonly reference: number;
}

/** Where the input lies, gzipped in `served/alignment` and as plain text in `local`. */
export interface Data {
  readonly served: string;
  readonly local: string;
  readonly simulator: string;
}

const CONTIGS = 10;
const ART = ['-ss', 'HS25', '-l', '100', '-m', '300', '-s', '30', '-p', '-na', '-q', '-rs', '7'];

/** A reference of random bases and pairs of 2 × 100, under the names of the seed's example: by ART where it is, else by our own simulation. */
export async function makeData(folder: string, { pairs, reference }: Size): Promise<Data> {
  const [served, local] = [join(folder, 'served'), join(folder, 'local')];
  for (const made of [join(served, 'alignment'), local]) mkdirSync(made, { recursive: true });
  const contigs = Array.from({ length: CONTIGS }, () => Math.floor(reference / CONTIGS));
  const hasArt = existsSync('/usr/bin/art_illumina');
  const simulated = simulate({ seed: 7, contigs, pairs: hasArt ? 0 : pairs });
  // The seed's preview looks at this contig.
  writeFileSync(join(local, 'ref.fa'), `${gunzipSync(simulated.fasta)}`.replace(/^>k99_10$/m, '>k99_13588'));
  if (hasArt) {
    const count = ['-c', `${pairs / CONTIGS}`];
    execFileSync('art_illumina', [...ART, ...count, '-i', join(local, 'ref.fa'), '-o', join(local, 'reads')], {
      stdio: 'ignore',
    });
  } else
    for (const mate of [1, 2] as const)
      writeFileSync(join(local, `reads${mate}.fq`), gunzipSync(simulated[`fastq${mate}`]));
  const files = {
    'ref.fa': 'subset_assembly.fa.gz',
    'reads1.fq': 'SRR1976948_1.fastq.gz',
    'reads2.fq': 'SRR1976948_2.fastq.gz',
  };
  for (const [from, to] of Object.entries(files))
    await pipeline(createReadStream(join(local, from)), createGzip(), createWriteStream(join(served, 'alignment', to)));
  return { served, local, simulator: hasArt ? 'art_illumina -ss HS25' : 'test/support/genome.ts' };
}

/** Serves a folder from a process of its own, so that it does not wait for this one. */
export async function serveFolder(folder: string): Promise<{ readonly url: string; readonly close: () => void }> {
  const child = spawn(process.execPath, [join(__dirname, 'server.mjs'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(`${line}`.trim()));
    child.once('exit', (status) => reject(new Error(`the server ended with ${status}`)));
  });
  return { url, close: () => void child.kill() };
}

/** The parameters that both pipelines know. */
export function sourcesAt(url: string): Readonly<Record<string, string>> {
  const at = (name: string): string => `${url}/alignment/${name}`;
  return {
    reference: at('subset_assembly.fa.gz'),
    fastq1: at('SRR1976948_1.fastq.gz'),
    fastq2: at('SRR1976948_2.fastq.gz'),
  };
}
