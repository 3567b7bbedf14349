import { simulate } from '../lib/testing/genome';
import { type FileServer, serve } from '../test/support/serve';
import { HOST } from './cluster';

export const DATA = simulate({ seed: 4, contigs: [700_000, 300_000], pairs: 5_000 });

/** The seed's files by their names, where pods and this machine reach them. */
export async function serveData(): Promise<{
  readonly server: FileServer;
  readonly given: Readonly<Record<string, string>>;
}> {
  const server = await serve(
    new Map([
      ['/alignment/subset_assembly.fa.gz', DATA.fasta],
      ['/alignment/SRR1976948_1.fastq.gz', DATA.fastq1],
      ['/alignment/SRR1976948_2.fastq.gz', DATA.fastq2],
    ]),
    HOST,
  );
  const at = (name: string): string => `${server.url}/alignment/${name}`;
  const given = {
    reference: at('subset_assembly.fa.gz'),
    fastq1: at('SRR1976948_1.fastq.gz'),
    fastq2: at('SRR1976948_2.fastq.gz'),
  };
  return { server, given };
}
