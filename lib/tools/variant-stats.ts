import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT } from '../constructs/kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { VARIANTS } from './alignments';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see variantStats */
export interface VariantStatsProps extends StageDefaults, TakesArguments<'stats'> {
  readonly vcf: DataFile;
  /** The FASTA with its `.fai`, for indels in repeats. */
  readonly reference: DataFile;
  /** A directory: `folder.result('reports/bcftools/')`. */
  readonly reports: OutputFile;
}

/**
 * `bcftools stats` of the records that no filter marked: `<name of the VCF>.bcftools_stats.txt`, and what it counts in
 * each sample as a table that MultiQC shows too: `<name>.samples_mqc.tsv`.
 */
export function variantStats(scope: Construct, id: string, props: VariantStatsProps) {
  const { vcf, reference, reports, args, ...settings } = checked(scope, id, props, {
    vcf: FILE,
    reference: FILE,
    reports: OUTPUT,
  });
  const { stats } = toolArguments([scope, id], args, { stats: 'bcftools stats' });
  return new GenomicsStage(scope, id, {
    title: 'Count variants',
    cpu: 1,
    ...settings,
    inputs: { vcf, fasta: reference },
    outputs: { reports },
    uses: [VARIANTS],
    versions: versionsOf('bcftools'),
    script: ({ inputs: { vcf, fasta }, outputs: { reports } }) => sh`
      name=$(basename ${vcf} .vcf.gz)
      set -- -F ${fasta} -s - -f PASS,. ${stats} ${vcf}
      bcftools stats "$@" >${reports}/"$name.bcftools_stats.txt"
      sample_counts ${reports}/"$name.bcftools_stats.txt" ${vcf} >${reports}/"$name.samples_mqc.tsv"`,
  });
}
