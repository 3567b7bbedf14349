import type { Value } from '../argo/value';
import { type Url, url } from '../constructs/url';
import { FETCH } from '../shell/files';
import { lines, sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import { shellFile } from '../shell/shell-file';
import type { Folder, IVolume, OutputFile } from '../storage/file';
import { identifySources, mountedBucket } from './download';
import { keptBy, type Reference } from './kept-reference';

/** Annotated transcripts: `fetched`, `genes_of`, `plain_transcripts`, `transcript_genes` and others. */
const ANNOTATION = shellFile(__dirname, 'annotation.sh');

/** Folders from scratch to the volume: `put_folder`. */
export const FOLDERS = shellFile(__dirname, 'folders.sh');

/** What a stage uses that makes an index of {@link References}. */
export const MAKES_INDEX = [FETCH, FOLDERS, ANNOTATION] as const;

/** An annotation, and what it is of. */
export interface References {
  readonly annotation: Reference;
  readonly transcripts?: Reference | undefined;
  readonly genome?: Reference | undefined;
}

/** References as inputs of a stage. */
export function referenceInputs({ annotation, transcripts, genome }: References): {
  readonly annotation: Url;
  readonly annotationChecksum: string | Value;
  readonly transcripts?: Url;
  readonly transcriptsChecksum?: string | Value;
  readonly genome?: Url;
  readonly genomeChecksum?: string | Value;
} {
  return {
    annotation: url(annotation.url),
    annotationChecksum: annotation.checksum,
    ...(transcripts && { transcripts: url(transcripts.url), transcriptsChecksum: transcripts.checksum }),
    ...(genome && { genome: url(genome.url), genomeChecksum: genome.checksum }),
  };
}

/** {@link referenceInputs} as a script refers to them. */
type Fetched = { readonly [K in keyof ReturnType<typeof referenceInputs>]: ShellVariable };

/** Each with its checksum and the file in scratch that it becomes; those that there are. */
function sourcesOf(inputs: Fetched) {
  const all = [
    { file: 'annotation.gtf', url: inputs.annotation, checksum: inputs.annotationChecksum },
    { file: 'given.fa', url: inputs.transcripts, checksum: inputs.transcriptsChecksum },
    { file: 'genome.fa', url: inputs.genome, checksum: inputs.genomeChecksum },
  ];
  return all.flatMap(({ file, url: address, checksum }) =>
    address === undefined || checksum === undefined ? [] : [{ file, url: address, checksum }],
  );
}

/** `identify` of a stage with {@link referenceInputs}. */
export function identifyReferences(volume: IVolume, inputs: Fetched): Shell {
  return identifySources(
    volume,
    ...sourcesOf(inputs).map(({ url: address, checksum }) => ({ url: address, checksum })),
  );
}

/** Downloads and checks them: `annotation.gtf`, and where they are given `given.fa` and `genome.fa`, in scratch. */
export function fetchReferences(volume: IVolume, inputs: Fetched): Shell {
  return lines(
    mountedBucket(volume),
    ...sourcesOf(inputs).map(({ file, url: address, checksum }) => sh`fetched ${address} ${checksum} ${file}`),
  );
}

/** Where what is made of them is kept: by the checksums of all. */
export function keptOf(
  folder: Folder,
  word: string,
  { annotation, transcripts, genome }: References,
): (end: string) => OutputFile {
  const more = [transcripts, genome].flatMap((one) => one?.checksum ?? []);
  return keptBy(folder, word, [annotation.checksum, ...more]);
}
