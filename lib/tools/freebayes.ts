import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { lines, pipe, sh } from '../shell/sh';
import { NO_SERVER, VARIANTS } from './alignments';
import { type CallProps, callOf } from './call-interval';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see freebayes */
export interface FreebayesProps extends CallProps, TakesArguments<'freebayes'> {}

/**
 * Calls the variants of one interval in all samples together by freebayes, with nf-core/sarek's arguments
 * (`--min-alternate-fraction 0.1 --min-mapping-quality 1`). A record belongs to the interval in which its POS lies.
 * Places, alleles, genotypes and counts are those of a run over the whole reference; QUAL and ODDS are not always:
 * freebayes scales its prior at each place by the length of the haplotype that it looked at last.
 */
export function freebayes(scope: Construct, id: string, props: FreebayesProps) {
  const { settings, ploidy, contigs, regions, kept, ...ends } = callOf([scope, id], props, Number.POSITIVE_INFINITY);
  const told = toolArguments([scope, id], props.args, { freebayes: 'freebayes' });
  return new GenomicsStage(scope, id, {
    title: 'Call variants',
    ...settings,
    ...ends,
    uses: [VARIANTS],
    versions: versionsOf('freebayes', 'bcftools'),
    script: ({ inputs, outputs }) =>
      lines(
        NO_SERVER,
        regions(inputs),
        sh`
          copy_numbers ${inputs.fasta}.fai ${inputs.names} ${contigs} >"$TMPDIR/copies"
          set -- --min-alternate-fraction 0.1 --min-mapping-quality 1 -p ${ploidy}
          if [ -s "$TMPDIR/copies" ]; then set -- "$@" -A "$TMPDIR/copies"; fi
          set -- -f ${inputs.fasta} -t "$TMPDIR/padded.bed" -L ${inputs.alignments.list} "$@" ${told.freebayes}`,
        pipe(sh`freebayes "$@"`, sh`undated_vcf`, kept(inputs.names, outputs.bcf)),
      ),
  });
}
