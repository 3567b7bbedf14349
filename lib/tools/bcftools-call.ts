import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { lines, pipe, sh } from '../shell/sh';
import { NO_SERVER, VARIANTS } from './alignments';
import { type CallProps, callOf } from './call-interval';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

const PROGRAMS = { mpileup: 'bcftools mpileup', call: 'bcftools call' } as const;

/** What `bcftools call` knows. */
const MOST_PLOIDY = 2;

/** @see bcftoolsCall */
export interface BcftoolsCallProps extends CallProps, TakesArguments<keyof typeof PROGRAMS> {}

/**
 * Calls the variants of one interval in all samples together (`bcftools mpileup` and `bcftools call -m -v`, from 1.16
 * on), with AD and DP of each sample. A record belongs to the interval in which its POS lies, so that intervals side by
 * side have each record once. Records are those of a run over the whole reference, as long as no read covers more of it
 * than `padding`, and no file is deeper than mpileup's `-d`, 250.
 */
export function bcftoolsCall(scope: Construct, id: string, props: BcftoolsCallProps) {
  const { settings, ploidy, contigs, regions, kept, ...ends } = callOf([scope, id], props, MOST_PLOIDY);
  const told = toolArguments([scope, id], props.args, PROGRAMS);
  return new GenomicsStage(scope, id, {
    title: 'Call variants',
    ...settings,
    ...ends,
    uses: [VARIANTS],
    versions: versionsOf('bcftools'),
    script: ({ inputs, outputs }) =>
      lines(
        NO_SERVER,
        regions(inputs),
        sh`
          ploidy_file ${ploidy} ${contigs} >"$TMPDIR/ploidy"
          set -- -f ${inputs.fasta} -R "$TMPDIR/padded.bed" -b ${inputs.alignments.list} ${told.mpileup}`,
        pipe(
          sh`pileup --no-version -Ou -a AD,DP "$@"`,
          sh`bcftools call --no-version -Ou -m -v --ploidy-file "$TMPDIR/ploidy" ${told.call}`,
          kept(inputs.names, outputs.bcf),
        ),
      ),
  });
}
