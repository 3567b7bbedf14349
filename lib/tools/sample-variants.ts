import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT, TEXT_OR_VALUE } from '../constructs/kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see sampleVariants */
export interface SampleVariantsProps extends StageDefaults, TakesArguments<'view'> {
  /** The cohort's VCF with its `.tbi`. */
  readonly vcf: DataFile;
  readonly sample: string | Value;
  /** The result, `folder.result(sample, '.vcf.gz')`. Its index, `.tbi`, lies beside it. */
  readonly result: OutputFile;
}

/**
 * A sample's own records of a cohort's VCF: those in which it has another allele than the reference's. INFO counts that
 * a caller made over all samples, as DP, stay the cohort's; AC and AN become the sample's.
 */
export function sampleVariants(scope: Construct, id: string, props: SampleVariantsProps) {
  const { vcf, sample, result, args, ...settings } = checked(scope, id, props, {
    vcf: FILE,
    sample: TEXT_OR_VALUE,
    result: OUTPUT,
  });
  const { view } = toolArguments([scope, id], args, { view: 'bcftools view' });
  return new GenomicsStage(scope, id, {
    title: 'The sample’s variants',
    cpu: 1,
    ...settings,
    inputs: { vcf, sample },
    outputs: { vcf: result.with('.tbi') },
    versions: versionsOf('bcftools'),
    script: ({ inputs, outputs }) => sh`
      bcftools view --no-version -s ${inputs.sample} --min-ac 1 ${view} -Oz -o ${outputs.vcf} ${inputs.vcf}
      bcftools index -f -t ${outputs.vcf}`,
  });
}
