import { gzipSync } from 'node:zlib';
import { type Data, textOf } from './fault-data';
import type { FaultServer, Source } from './fault-server';

/** The parameters that name sources, and the seed's names of them. */
export const NAMES = {
  reference: 'subset_assembly.fa.gz',
  fastq1: 'SRR1976948_1.fastq.gz',
  fastq2: 'SRR1976948_2.fastq.gz',
} as const;

export type SourceName = keyof typeof NAMES;
export type Sources = Readonly<Partial<Record<SourceName, Source>>>;

export function sourcesOf({ fasta, fastq1, fastq2 }: Data): Readonly<Record<SourceName, Source>> {
  return { reference: { body: fasta }, fastq1: { body: fastq1 }, fastq2: { body: fastq2 } };
}

/** Puts sources below a folder of the server, and gives their URLs. */
export function publish(server: FaultServer, folder: string, sources: Sources): Readonly<Record<SourceName, string>> {
  for (const [name, file] of Object.entries(NAMES)) {
    const source = sources[name as SourceName];
    if (source === undefined) server.sources.delete(`/${folder}/${file}`);
    else server.sources.set(`/${folder}/${file}`, source);
  }
  const url = (name: SourceName): string => `${server.url}/${folder}/${NAMES[name]}`;
  return { reference: url('reference'), fastq1: url('fastq1'), fastq2: url('fastq2') };
}

export function status(code: number): Source {
  return { status: code, body: Buffer.from(`<html><title>${code}</title></html>\n`) };
}

export const HTML: Source = {
  body: Buffer.from(`<!DOCTYPE html>\n<html><body>${'Please log in. '.repeat(40)}</body></html>\n`),
};
export const NOTHING: Source = { body: gzipSync('') };

/** The first half of what is sent, and then this. */
export function halfway(then: 'stall' | 'tear' | 'end', rest: Partial<Source> = {}): (good: Source) => Source {
  return ({ body }) => ({ ...rest, body, until: Math.floor(body.length / 2), then });
}

/** A file whose half alone lies on the server. */
export function cutFile({ body }: Source): Source {
  return { body: body.subarray(0, Math.floor(body.length / 2)) };
}

/** A whole gzip of other text. */
export function edited(edit: (text: string) => string): (good: Source) => Source {
  return ({ body }) => ({ body: gzipSync(edit(textOf(body))) });
}

/** So many records less. */
export function shorterBy(records: number): (good: Source) => Source {
  return edited((text) =>
    text
      .split('\n')
      .slice(0, -1 - 4 * records)
      .join('\n')
      .concat('\n'),
  );
}
