import { lines, sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import { shellFile } from '../shell/shell-file';
import type { DataFile } from '../storage/file';

/** What bwa needs: `fetch_reference`, `store_reference`, `unpack_index`, `must_fit`, `read_group` and others. */
export const BWA = shellFile(__dirname, 'bwa.sh');

/** What lies beside a prepared FASTA: samtools' index, and the five files of bwa's as one. */
export const BWA_INDEX = ['.fai', '.bwa.tar'] as const;

/** The programs that prepare a reference. */
export const PREPARES = { index: 'bwa index', faidx: 'samtools faidx' } as const;

/** Where shell takes a reference that it prepared or unpacked. */
const SCRATCH = sh`"$TMPDIR/ref.fa"`;

/** A reference as bwa takes it, and what makes it ready. */
export interface Index {
  readonly prefix: ShellVariable | Shell;
  readonly ready: Shell;
}

/**
 * The index in scratch, unpacked in one pass over the volume. A FASTA that was there before is taken as it is, with the
 * index that
 * `bwa index` left beside it. `fits` also refuses to align where it does not fit into half of the memory.
 */
export function indexOf(reference: DataFile, fasta: ShellVariable, { fits = true } = {}): Index {
  const isPacked = reference.secondary.includes('.bwa.tar');
  const prefix = isPacked ? SCRATCH : fasta;
  const commands = [...(isPacked ? [sh`unpack_index ${fasta}`] : []), ...(fits ? [sh`must_fit ${prefix}`] : [])];
  return { prefix, ready: lines(...commands) };
}
