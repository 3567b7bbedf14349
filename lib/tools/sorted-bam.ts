import { GenomicsError } from '../errors';
import { lines, sh, tee } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';

/** Beside a BAM: its index, and for a person the counts that were checked and a picture of the alignment's start. */
export const BAM_COMPANIONS = ['.bai', '.summary.txt'] as const;

/**
 * Sorts what it reads into a BAM. Temporary files stay in scratch. Half of the memory is the sort's, shared by its threads (`-m` is for
 * each); the aligner in front of it has the other half.
 */
export function sortInto(bam: ShellVariable): readonly [Shell, Shell] {
  return [sh`samtools sort -@ "$THREADS" -m "$((MEMORY / 2 / THREADS))M" -T /tmp/sort -`, bamInto(bam)];
}

/**
 * Writes the BAM that it reads, and in the same pass its index, which refuses what is not sorted, and its counts, both to scratch. The BAM
 * passes through a pipe: written by samtools itself it would be flushed every 7.5 MB (htslib's fdatasync), and a mounted bucket would copy
 * what is there at each.
 */
export function bamInto(bam: ShellVariable): Shell {
  return tee(bam, sh`samtools index - /tmp/out.bam.bai`, sh`samtools flagstat - > /tmp/summary.txt`);
}

/** What `bamInto` left in scratch goes beside the BAM, which must be whole on the volume. */
export function besideBam(bam: ShellVariable): Shell {
  return sh`samtools quickcheck -v ${bam}; put ${bam}.bai < /tmp/out.bam.bai`;
}

/** Adds what `samtools markdup` asks of mates to records that stand together by name, as an aligner writes them. */
export function fixmate(): Shell {
  return sh`samtools fixmate -m - -`;
}

/**
 * Passes only if a BAM of `bamInto` is whole and has one primary record for each of the `reads` that the script counted. Counts work from
 * samtools 1.3 on. `minMapped` is the share of the reads that must be mapped.
 */
export function checkBam(bam: ShellVariable, minMapped?: number): Shell {
  const counted = sh`
    ${besideBam(bam)}
    records=$(awk '/ in total/ { n += $1 + $3 } / (secondary|supplementary)$/ { n -= $1 + $3 } END { printf "%.0f", n }' /tmp/summary.txt); if [ "$records" != "$reads" ]; then fail 65 "$records primary records, expected one for each of $reads reads"; fi`;
  return minMapped === undefined ? counted : lines(counted, mappedAtLeast(minMapped));
}

/** Secondary and supplementary records are mapped, and are no reads of their own. */
function mappedAtLeast(share: number): Shell {
  mustBeShare(share);
  return sh`
    mapped=$(awk -v reads="$reads" '/ mapped [(]/ && !/primary/ { n += $1 + $3 } / (secondary|supplementary)$/ { n -= $1 + $3 } END { printf "%.4f", n / reads }' /tmp/summary.txt)
    if awk -v is="$mapped" -v least=${share} 'BEGIN { exit is >= least }'; then fail 65 "a share of $mapped of the reads is mapped, expected at least "${share}"; is it the right reference?"; fi`;
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

/**
 * Writes the file for a person: the counts and a picture of the alignment where `region` begins, false for none. Whatever the picture
 * does, the stage succeeds. The index is found in scratch, under the BAM's name there.
 */
export function summary(bam: ShellVariable, fasta: ShellVariable, region: string | false | undefined): Shell {
  const write = sh`put ${bam}.summary.txt < /tmp/summary.txt`;
  if (region === false) return write;
  const view = region === undefined ? sh`samtools tview -d T` : sh`samtools tview -d T -p ${region}`;
  return sh`ln -sf ${bam} /tmp/out.bam; if ! ${view} /tmp/out.bam ${fasta} >> /tmp/summary.txt 2>&1; then echo "no preview" >> /tmp/summary.txt; fi; ${write}`;
}
