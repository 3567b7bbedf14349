import { sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';

/** Beside a BAM whose reads went through fastp: its report. */
export const FASTP_REPORT = '.fastp.json';

/**
 * A filter: trims and drops reads (`fastp`, from 0.23 on, which keeps their order), pairs interleaved. Adapters of
 * pairs are found by their overlap; those of single reads must be named in `options`, for a stream cannot be looked at
 * before.
 */
export function fastp(
  options: readonly string[],
  { bam, mates, threads }: Record<'bam' | 'mates' | 'threads', ShellVariable>,
): Shell {
  return sh`
    if [ -n ${mates} ]; then set -- --interleaved_in; else set --; fi
    fastp --stdin "$@" --stdout -w ${threads} ${options} -j ${bam}${FASTP_REPORT} -h /tmp/fastp.html`;
}

/** The same over /tmp/1.fq.gz and /tmp/2.fq.gz, which it replaces. */
export function fastpFiles(
  options: readonly string[],
  { bam, mates, threads }: Record<'bam' | 'mates' | 'threads', ShellVariable>,
): Shell {
  return sh`
    set -- -i /tmp/1.fq.gz -o /tmp/1.fastp.fq.gz; if [ -n ${mates} ]; then set -- "$@" -I /tmp/2.fq.gz -O /tmp/2.fastp.fq.gz; fi
    fastp "$@" -w ${threads} ${options} -j ${bam}${FASTP_REPORT} -h /tmp/fastp.html; for mate in 1 2; do if [ -f "/tmp/$mate.fastp.fq.gz" ]; then mv "/tmp/$mate.fastp.fq.gz" "/tmp/$mate.fq.gz"; fi; done`;
}

/** Sets `reads` to what fastp let pass, and passes only if it read as many as the script counted, and let some pass. */
export function fastpReads(bam: ShellVariable): Shell {
  return sh`
    set -- $(awk '/"total_reads"/ { gsub(/[^0-9]/, ""); if (n++ < 2) print }' ${bam}${FASTP_REPORT}); echo "fastp read $1 reads and let $2 pass"
    if [ "$1" != "$reads" ] || [ "$2" = 0 ]; then fail 65 "fastp read $1 of $reads reads and let $2 pass"; fi; reads=$2`;
}
