import type { Construct } from 'constructs';
import { pipe, sh } from '../shell/sh';
import { intoBam } from './bwa-mem';
import { FASTP_REPORT } from './fastp';
import { fastqFiles } from './fastq-files';
import { type LaneProps, laneStage } from './lane';
import { SORTS_BAM } from './sorted-bam';
import type { TakesArguments } from './tool-arguments';

const PROGRAMS = {
  aln: 'bwa aln',
  sampe: 'bwa sampe',
  samse: 'bwa samse',
  fixmate: 'samtools fixmate',
  ...SORTS_BAM,
} as const;

/** @see bwaBacktrack */
export interface BwaBacktrackProps extends LaneProps, TakesArguments<keyof typeof PROGRAMS> {}

/**
 * Aligns a lane, single or paired, in one pod (`bwa aln` and `sampe` or `samse`, for reads up to about 100 bases) into
 * a sorted, indexed and counted BAM. Scratch holds the FASTQ and what `aln` makes of them: nothing of it lies on the
 * volume.
 */
export function bwaBacktrack(scope: Construct, id: string, props: BwaBacktrackProps) {
  return laneStage(scope, id, props, PROGRAMS, (told, { inputs, prefix, bam, threads, fastp }) => {
    const { fastq2 } = inputs;
    const trimmed = sh`
      trim_files ${fastq2} ${bam}${FASTP_REPORT} ${fastp ?? []}
      trimmed_reads ${bam}${FASTP_REPORT} "$reads"`;
    return [
      fastqFiles(inputs),
      fastp === undefined ? sh`` : trimmed,
      sh`
        set -- samse -r "$rg" ${told.samse} ${prefix} "$TMPDIR/1.sai" "$TMPDIR/1.fq.gz"
        bwa aln -t ${threads} ${told.aln} ${prefix} "$TMPDIR/1.fq.gz" >"$TMPDIR/1.sai"
        if [ -n ${fastq2} ]; then
          bwa aln -t ${threads} ${told.aln} ${prefix} "$TMPDIR/2.fq.gz" >"$TMPDIR/2.sai"
          set -- sampe -r "$rg" ${told.sampe} ${prefix}
          set -- "$@" "$TMPDIR/1.sai" "$TMPDIR/2.sai" "$TMPDIR/1.fq.gz" "$TMPDIR/2.fq.gz"
        fi`,
      pipe(sh`bwa "$@"`, ...intoBam(bam, told, props.mateScores)),
    ];
  });
}
