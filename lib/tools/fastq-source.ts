import { Value } from '../argo/value';
import { FILE, TEXT_OR_VALUE } from '../constructs/kinds';
import { type Url, url } from '../constructs/url';
import { either } from '../kinds';
import { sh } from '../shell/sh';
import type { Shell } from '../shell/shell';
import { DataFile, type IVolume } from '../storage/file';
import { identifySources, type Source } from './download';

/**
 * Where a FASTQ comes from, gzipped or not: a URL, or a path on the volume that starts with `/`; a given file; or what
 * a stage made.
 */
export type FastqSource = string | Value | DataFile;

export const FASTQ_SOURCE = either('a URL, a value or a file', TEXT_OR_VALUE, FILE);

/** A source as an input of a stage. */
export function fastqInput(source: FastqSource, { optional = false } = {}): Url | DataFile {
  return source instanceof DataFile ? source : url(source, { optional });
}

/** The sample that a FASTQ's name tells. */
export function sampleOf(source: FastqSource): Value {
  return source instanceof DataFile ? source.name.sample : Value.of(source).sample;
}

/** What tells sources that are URLs apart, nothing without any: of a file the work key has what there is to know. */
export function identifyFastq(volume: IVolume, sources: readonly (Source & { readonly of: FastqSource })[]): Shell {
  const urls = sources.filter(({ of }) => !(of instanceof DataFile));
  return urls.length === 0 ? sh`` : identifySources(volume, ...urls);
}
