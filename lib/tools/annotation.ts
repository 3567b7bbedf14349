import { sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import { shellFile } from '../shell/shell-file';
import type { Folder, OutputFile } from '../storage/file';
import type { Reference } from './kept-reference';

/** Annotated transcripts: `fetched`, `genes_of`, `plain_transcripts`, `transcript_genes` and others. */
export const ANNOTATION = shellFile(__dirname, 'annotation.sh');

/** Folders from scratch to the volume: `put_folder`. */
export const FOLDERS = shellFile(__dirname, 'folders.sh');

/** Downloads a reference into a file in scratch, and checks it; nothing where there is none. */
export function fetchedInto(
  file: string,
  address: ShellVariable | undefined,
  checksum: ShellVariable | undefined,
): Shell {
  return address === undefined || checksum === undefined ? sh`` : sh`fetched ${address} ${checksum} ${file}`;
}

/** Where on the volume something is kept that is made of references: by the checksums of all. */
export function keptOf(
  folder: Folder,
  word: string,
  [first, ...more]: readonly [Reference, ...(Reference | undefined)[]],
): (end: string) => OutputFile {
  const place = folder.volume.folder('/.reference/', first.checksum);
  const checksums = more.flatMap((one) => (one === undefined ? [] : ['-', one.checksum]));
  return (end) => place.result(word, ...checksums, end);
}
