import type { Construct } from 'constructs';
import { pipe, sh } from '../shell/sh';
import { intoBam } from './bwa-mem';
import { FASTP_REPORT } from './fastp';
import { type LaneProps, laneStage } from './lane';

/**
 * Aligns a lane, single or paired, in one pod (`bwa aln` and `sampe` or `samse`, for reads up to about 100 bases) into
 * a sorted, indexed and counted BAM. Scratch holds the FASTQ and what `aln` makes of them: nothing of it lies on the
 * volume.
 */
export function bwaBacktrack(scope: Construct, id: string, props: LaneProps) {
  return laneStage(scope, id, props, ({ inputs, prefix, bam, threads }) => {
    const { fastq1, fastq2, maxReads } = inputs;
    const { fastp, mateScores } = props;
    const trimmed = sh`
      trim_files ${fastq2} ${bam}${FASTP_REPORT} ${fastp ?? []}
      trimmed_reads ${bam}${FASTP_REPORT} "$reads"`;
    return [
      sh`
        reads ${fastq1} "$TMPDIR/1.fq.gz" 1 ${maxReads} ${inputs.checksum1}
        reads=$(cat "$TMPDIR/1.count")
        if [ -n ${fastq2} ]; then
          reads ${fastq2} "$TMPDIR/2.fq.gz" 2 ${maxReads} ${inputs.checksum2}
          mates ${fastq1} "$TMPDIR/1.fq.gz" ${fastq2} "$TMPDIR/2.fq.gz"
          reads=$((2 * reads))
        fi`,
      fastp === undefined ? sh`` : trimmed,
      sh`
        set -- samse -r "$rg" ${prefix} "$TMPDIR/1.sai" "$TMPDIR/1.fq.gz"
        bwa aln -t ${threads} ${prefix} "$TMPDIR/1.fq.gz" >"$TMPDIR/1.sai"
        if [ -n ${fastq2} ]; then
          bwa aln -t ${threads} ${prefix} "$TMPDIR/2.fq.gz" >"$TMPDIR/2.sai"
          set -- sampe -r "$rg" ${prefix} "$TMPDIR/1.sai" "$TMPDIR/2.sai" "$TMPDIR/1.fq.gz" "$TMPDIR/2.fq.gz"
        fi`,
      pipe(sh`bwa "$@"`, ...intoBam(bam, mateScores)),
    ];
  });
}
