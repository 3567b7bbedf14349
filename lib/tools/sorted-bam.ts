import { sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';

/** Beside a BAM: its index, the counts that were checked, and a picture of the alignment's start. */
export const BAM_COMPANIONS = ['.bai', '.flagstat.txt'] as const;

/**
 * Sorts what it reads into a BAM. Temporary files stay in scratch. Half of the memory is the sort's, shared by its threads (`-m` is for
 * each); the aligner in front of it has the other half.
 */
export function sortInto(bam: ShellVariable): Shell {
  return sh`samtools sort -@ "$THREADS" -m "$((MEMORY / 2 / THREADS))M" -T /tmp/sort -o ${bam} -`;
}

/**
 * Indexes a sorted BAM, and passes only if it is whole and holds every read: primary records = 2 × pairs. Counts work from samtools 1.3 on.
 * The script has the first mates' file in `reads1`.
 */
export function checkBam(bam: ShellVariable): Shell {
  return sh`
    samtools quickcheck -v ${bam}; samtools index ${bam}; samtools flagstat ${bam} > ${bam}.flagstat.txt
    records=$(awk '/ in total/ { n += $1 + $3 } / (secondary|supplementary)$/ { n -= $1 + $3 } END { printf "%.0f", n }' ${bam}.flagstat.txt)
    pairs=$(cat "$reads1.count"); if [ "$records" != "$((2 * pairs))" ]; then fail 65 "$records primary records, expected two for each of $pairs pairs"; fi`;
}

/** A picture of the alignment for a person, in a file; whatever it does, the stage succeeds. */
export function preview(bam: ShellVariable, fasta: ShellVariable, region: string | undefined): Shell {
  const view = region === undefined ? sh`samtools tview -d T ${bam} ${fasta}` : sh`samtools tview -d T -p ${region} ${bam} ${fasta}`;
  return sh`if ! ${view} > ${bam}.tview.txt 2>&1; then echo "no preview"; fi`;
}
