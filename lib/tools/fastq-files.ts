import { sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';

/** The FASTQ of a lane as a script refers to them. */
export type LaneInputs = Readonly<Record<'fastq1' | 'fastq2' | 'checksum1' | 'checksum2' | 'maxReads', ShellVariable>>;

/**
 * Downloads and checks a lane's reads, single or paired, to `$TMPDIR/1.fq.gz` and `$TMPDIR/2.fq.gz`, and sets `reads`
 * to their number. Uses `FETCH` and `FASTQ`.
 */
export function fastqFiles({ fastq1, fastq2, checksum1, checksum2, maxReads }: LaneInputs): Shell {
  return sh`
    reads ${fastq1} "$TMPDIR/1.fq.gz" 1 ${maxReads} ${checksum1}
    reads=$(cat "$TMPDIR/1.count")
    if [ -n ${fastq2} ]; then
      reads ${fastq2} "$TMPDIR/2.fq.gz" 2 ${maxReads} ${checksum2}
      mates ${fastq1} "$TMPDIR/1.fq.gz" ${fastq2} "$TMPDIR/2.fq.gz"
      reads=$((2 * reads))
    fi`;
}
