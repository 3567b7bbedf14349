import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { File, Folder } from '../storage/file';
import { BAM } from './sorted-bam';

/** @see alignmentStats */
export interface AlignmentStatsProps extends StageDefaults {
  readonly sample: string | Value;
  /** A BAM with its `.bai`. */
  readonly bam: File;
  /** What is handed out, whose checksums are taken: the BAM, or the CRAM that was made of it. @default the BAM */
  readonly result?: File;
  /** Where results go. */
  readonly run: Folder;
}

/**
 * `samtools stats` and `idxstats` of an alignment, and SHA-256 of the result and what belongs to it, as `sha256sum -c`
 * reads it. Passes only if the statistics count the reads that the BAM's `.summary.txt` has.
 */
export function alignmentStats(
  scope: Construct,
  id: string,
  { sample, bam, result = bam, run, ...settings }: AlignmentStatsProps,
) {
  return new GenomicsStage(scope, id, {
    title: 'Statistics and checksums',
    ...settings,
    inputs: { bam, result },
    outputs: {
      stats: run.file(sample, '.stats.txt'),
      idxstats: run.file(sample, '.idxstats.txt'),
      checksums: run.file(sample, '.sha256'),
    },
    uses: [BAM],
    script: ({ inputs, outputs, threads }) => sh`
      samtools stats -@ ${threads} ${inputs.bam} >${outputs.stats}
      samtools idxstats ${inputs.bam} >${outputs.idxstats}
      must_count_alike ${outputs.stats} ${inputs.bam}.summary.txt
      checksums ${inputs.result} ${result.secondary.filter(isIndex)} >"$TMPDIR/checksums"
      put ${outputs.checksums} <"$TMPDIR/checksums"`,
  });
}

function isIndex(suffix: string): boolean {
  return suffix === '.bai' || suffix === '.crai';
}
