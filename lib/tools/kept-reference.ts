import { createHash } from 'node:crypto';
import type { Value } from '../argo/value';
import { TEXT_OR_VALUE } from '../constructs/kinds';
import { shape } from '../kinds';
import type { Folder, OutputFile } from '../storage/file';
import { CHECKSUM_OR_VALUE } from './checksum';
import type { Arguments } from './tool-arguments';

/** A file that many runs use, by where it lies and by what it holds. */
export interface Reference {
  /** A URL, or a path on the volume that begins with `/`; gzipped or not. */
  readonly url: string | Value;
  /** SHA-256 or MD5 of what lies there, in lower-case hexadecimal digits. What is made of it is kept by this. */
  readonly checksum: string | Value;
}

/** The kind of {@link Reference}. */
export const REFERENCE = shape({ url: TEXT_OR_VALUE, checksum: CHECKSUM_OR_VALUE });

/**
 * What is kept and how: another index needs another word. An index that programs were told more about has another name
 * and another key, for the script that tells them apart is in neither.
 */
export function keptAs(word: string, told: Readonly<Record<string, Arguments>>): string {
  const all = Object.values(told);
  if (all.every(({ length }) => length === 0)) return word;
  const words = all.map((one) => one.map(String));
  return `${word}-${createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 16)}`;
}

/** Where on the volume something is kept that is made of references: by their checksums. */
export function keptBy(
  { volume }: Folder,
  word: string,
  [first, ...more]: readonly [checksum: string | Value, ...(string | Value)[]],
): (end: string) => OutputFile {
  const place = volume.folder('/.reference/', first);
  return (end) => place.result(word, ...more.flatMap((checksum) => ['-', checksum]), end);
}
