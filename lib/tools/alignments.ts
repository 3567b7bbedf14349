import { FILES, SUCCEEDED } from '../constructs/kinds';
import type { SucceededSet } from '../constructs/succeeded-set';
import { GenomicsError } from '../errors';
import { either } from '../kinds';
import { sh } from '../shell/sh';
import { shellFile } from '../shell/shell-file';
import type { DataFile, FileSet, GivenSet } from '../storage/file';

/** Intervals, names of samples, ploidies, and what must hold of variants: `calling_regions`, `intervals` and others. */
export const VARIANTS = shellFile(__dirname, 'variants.sh');

/**
 * BAM or CRAM files with their indexes: a map's output, or what succeeded of one, `volume.files(…)`, or a list of
 * files.
 */
export type Alignments = FileSet | SucceededSet | GivenSet | readonly DataFile[];

/** The kind of {@link Alignments}. */
export const ALIGNMENTS = either("a map's output, volume.files(…), or a list of files", FILES, SUCCEEDED);

/** What stands beside an alignment as its index. */
export const INDEXES = ['.bai', '.crai', '.csi', '^.bai'] as const;

/** Refuses alignments without an index, and a reference without its `.fai`: callers go to places in them. */
export function mustBeIndexed(where: string, alignments: Alignments, reference: DataFile): void {
  const all: readonly { readonly secondary: readonly string[] }[] = Array.isArray(alignments)
    ? alignments
    : [alignments];
  if (all.some(({ secondary }) => !INDEXES.some((suffix) => secondary.includes(suffix))))
    throw lacks(where, 'alignments have no index', "volume.file('/bams/S1.bam').with('.bai')", INDEXES.join(', '));
  if (!reference.secondary.includes('.fai'))
    throw lacks(where, 'the reference has no index', "volume.file('/ref/hg38.fa').with('.fai')", '.fai');
}

function lacks(where: string, what: string, fix: string, expected: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what,
    got: 'a file without it',
    expected: `${expected} beside each`,
    fix: `name it, as ${fix}`,
  });
}

/** samtools would ask a server for bases of a CRAM that it does not find in the reference. */
export const NO_SERVER = sh`export REF_PATH="$TMPDIR/none" REF_CACHE="$TMPDIR/none"`;
