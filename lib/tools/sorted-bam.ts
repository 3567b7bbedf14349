import { GenomicsError } from '../errors';
import type { ShellPart } from '../shell/reference';
import { lines, sh, tee } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import { shellFile } from '../shell/shell-file';
import type { Arguments } from './tool-arguments';

/** Sorted, indexed and counted BAMs: `sort_records`, `store_index`, `must_have_reads`, `needs_samtools` and others. */
export const BAM = shellFile(__dirname, 'bam.sh');

/** Beside a BAM: its index, and for a person the counts that were checked and a picture of the alignment's start. */
export const BAM_COMPANIONS = ['.bai', '.summary.txt'] as const;

/** The programs that write, index and count a BAM, and those that sort it and show it to a person. */
export const WRITES_BAM = { index: 'samtools index', flagstat: 'samtools flagstat' } as const;
export const SORTS_BAM = { sort: 'samtools sort', ...WRITES_BAM, tview: 'samtools tview' } as const;

/** What they are told further. */
type Told<Programs> = { readonly [K in keyof Programs]: Arguments };

/** Sorts what it reads into a BAM. */
export function sortInto(bam: ShellVariable, args: Told<typeof SORTS_BAM>): readonly [Shell, Shell] {
  return [sh`sort_records ${args.sort}`, bamInto(bam, args)];
}

/**
 * Writes the BAM that it reads, and in the same pass its index, which refuses what is not sorted, and its counts, both
 * to scratch. The BAM passes through a pipe: written by samtools itself it would be flushed every 7.5 MB (htslib's
 * fdatasync), and a mounted bucket would copy what is there at each.
 */
export function bamInto(bam: ShellVariable, { index, flagstat }: Told<typeof WRITES_BAM>): Shell {
  return tee(
    bam,
    sh`samtools index ${index} - "$TMPDIR/out.bam.bai"`,
    sh`samtools flagstat ${flagstat} - >"$TMPDIR/summary.txt"`,
  );
}

/** Adds what `samtools markdup` asks of mates to records that stand together by name, as an aligner writes them. */
export function fixmate(args: Arguments): Shell {
  return sh`samtools fixmate -m ${args} - -`;
}

/**
 * Passes only if a BAM of `bamInto` is whole and has one primary record for each of the `reads` that the script
 * counted. `minMapped` is the share of the reads that must be mapped.
 */
export function checkBam(bam: ShellVariable, minMapped?: number): Shell {
  const counted = sh`
    store_index ${bam}
    must_have_reads "$reads"`;
  if (minMapped === undefined) return counted;
  mustBeShare(minMapped);
  return lines(counted, sh`must_be_mapped ${minMapped} "$reads"`);
}

function mustBeShare(share: number): void {
  if (share > 0 && share <= 1) return;
  throw new GenomicsError('invalid-value', 'minMapped', {
    what: 'the share of reads that must be mapped is none',
    got: `${share}`,
    expected: 'more than 0 and at most 1',
    fix: 'give a share: 0.9 for nine of ten reads',
  });
}

/** Writes the file for a person: the counts and a picture of the alignment where `region` begins, false for none. */
export function summary(
  bam: ShellVariable,
  fasta: ShellVariable,
  region: string | false | undefined,
  tview: Arguments,
): Shell {
  const write = sh`put ${bam}.summary.txt <"$TMPDIR/summary.txt"`;
  if (region === false) return write;
  return lines(sh`preview ${bam} ${fasta} ${orEmpty(region, tview)} ${tview}`, write);
}

/** A word that may be left out where nothing follows it. */
export function orEmpty<T extends ShellPart>(word: T | undefined, following: Arguments): ShellPart {
  return word ?? (following.length === 0 ? [] : '');
}
