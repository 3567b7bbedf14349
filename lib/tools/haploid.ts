import { GenomicsError } from '../errors';
import { shellFile } from '../shell/shell-file';
import type { DataFile, IVolume } from '../storage/file';
import { type Alignments, INDEXES } from './alignments';

/** Isolates, consensus and counts: `isolates`, `must_be_isolate`, `consensus`, `mixed_sites` and others. */
export const HAPLOID = shellFile(__dirname, 'haploid.sh');

/** Reads below which a position is no base of the consensus: nf-core/bactmap's. */
export const MIN_DEPTH = 10;

/** Where one of a set lies: its volume, and which of its secondary files are its index. */
export interface Indexed {
  readonly volume: IVolume;
  readonly index: readonly ('.bai' | '.crai' | '.csi' | '^.bai')[];
}

/**
 * What all alignments have in common, so that each can be read by itself.
 *
 * @throws GenomicsError where they lie on two volumes, or have different indexes
 */
export function indexedAlike(where: string, alignments: Alignments): Indexed {
  const all: readonly Pick<Exclude<Alignments, readonly DataFile[]>, 'volume' | 'secondary'>[] = Array.isArray(
    alignments,
  )
    ? alignments
    : [alignments];
  const [first, ...others] = all.map(({ volume, secondary }) => ({
    volume,
    index: INDEXES.filter((one) => secondary.includes(one)),
  }));
  if (first === undefined) throw noAlignment(where);
  const differs = others.some(({ volume, index }) => volume !== first.volume || `${index}` !== `${first.index}`);
  if (differs) throw notAlike(where);
  return first;
}

function noAlignment(where: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'there is no alignment',
    got: '[]',
    expected: 'at least one file',
    fix: "give one, as volume.file('/bams/S1.bam').with('.bai')",
  });
}

function notAlike(where: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'alignments are not alike',
    got: 'two volumes, or two kinds of index',
    expected: 'one volume, and one kind of index beside each',
    fix: 'put them on one volume, and index all in one way',
  });
}
