import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER, TEXT_OR_VALUE } from '../constructs/kinds';
import { ANYTHING, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, Folder } from '../storage/file';
import { BAM } from './sorted-bam';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

const PROGRAMS = { stats: 'samtools stats', idxstats: 'samtools idxstats' } as const;

/** @see alignmentStats */
export interface AlignmentStatsProps extends StageDefaults, TakesArguments<keyof typeof PROGRAMS> {
  readonly sample: string | Value;
  /** A BAM with its `.bai`. */
  readonly bam: DataFile;
  /** What is handed out, whose checksums are taken: the BAM, or the CRAM that was made of it. @default the BAM */
  readonly result?: DataFile;
  /** Where results go. */
  readonly folder: Folder;
}

/**
 * `samtools stats` and `idxstats` of an alignment, and SHA-256 of the result and what belongs to it, as `sha256sum -c`
 * reads it. Passes only if the statistics count the reads that the BAM's `.summary.txt` has.
 */
export function alignmentStats(scope: Construct, id: string, props: AlignmentStatsProps) {
  const {
    sample,
    bam,
    result = bam,
    folder,
    args,
    ...settings
  } = checked(scope, id, props, {
    args: ANYTHING,
    sample: TEXT_OR_VALUE,
    bam: FILE,
    result: optional(FILE),
    folder: FOLDER,
  });
  const told = toolArguments([scope, id], args, PROGRAMS);
  return new GenomicsStage(scope, id, {
    title: 'Statistics and checksums',
    ...settings,
    inputs: { bam, result },
    outputs: {
      stats: folder.result(sample, '.stats.txt'),
      idxstats: folder.result(sample, '.idxstats.txt'),
      checksums: folder.result(sample, '.sha256'),
    },
    uses: [BAM],
    versions: versionsOf('samtools'),
    script: ({ inputs, outputs, threads }) => sh`
      samtools stats -@ ${threads} ${told.stats} ${inputs.bam} >${outputs.stats}
      samtools idxstats ${told.idxstats} ${inputs.bam} >${outputs.idxstats}
      must_count_alike ${outputs.stats} ${inputs.bam}.summary.txt
      checksums ${inputs.result} ${result.secondary.filter(isIndex)} >"$TMPDIR/checksums"
      put ${outputs.checksums} <"$TMPDIR/checksums"`,
  });
}

function isIndex(suffix: string): boolean {
  return suffix === '.bai' || suffix === '.crai';
}
