import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT } from '../constructs/kinds';
import { optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { DataFile, OptionalFile, OutputFile } from '../storage/file';
import { ALIGNMENTS, type Alignments, mustBeIndexed, NO_SERVER, VARIANTS } from './alignments';
import { TARGETS } from './calling-intervals';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** Bases of a window where there are no targets: nf-core/sarek's. */
const WINDOW = 500;

/** @see mosdepth */
export interface MosdepthProps extends StageDefaults, TakesArguments<'mosdepth'> {
  readonly alignments: Alignments;
  /** The FASTA that they were aligned to, with its `.fai`; CRAM is read by it. */
  readonly reference: DataFile;
  /** `names` of `alignmentSamples`: the alignments' samples, in their order. */
  readonly names: DataFile;
  /** A BED without compression, over whose regions depth is told. @default windows of 500 bases */
  readonly targets?: DataFile | OptionalFile;
  /** A directory: `folder.result('reports/mosdepth/')`. */
  readonly reports: OutputFile;
}

/**
 * The depth of each alignment, one after the other, by mosdepth with nf-core/sarek's arguments (`-n --fast-mode --by`):
 * `<sample>.mosdepth.summary.txt`, `.global.dist.txt`, `.regions.bed.gz`, and `.region.dist.txt` of targets: that of
 * windows is of their means, which MultiQC would take for bases. Ends with 65 for a sample of which no base is covered,
 * within the targets where there are some.
 */
export function mosdepth(scope: Construct, id: string, props: MosdepthProps) {
  const { alignments, reference, names, targets, reports, args, ...settings } = checked(scope, id, props, {
    alignments: ALIGNMENTS,
    reference: FILE,
    names: FILE,
    targets: optional(TARGETS),
    reports: OUTPUT,
  });
  const told = toolArguments([scope, id], args, { mosdepth: 'mosdepth' });
  mustBeIndexed(`${scope.node.path}/${id}`, alignments, reference);
  return new GenomicsStage(scope, id, {
    title: 'Depth of coverage',
    ...settings,
    inputs: { alignments, fasta: reference, names, ...(targets && { targets }) },
    outputs: { reports },
    uses: [VARIANTS],
    versions: versionsOf('mosdepth'),
    script: ({ inputs, outputs, threads }) => {
      const regions = targets
        ? sh`
          if [ -n "$IN_TARGETS" ]; then
            by=$TMPDIR/targets.bed
            calling_regions ${inputs.fasta}.fai "$IN_TARGETS" >"$by"
          fi`
        : sh``;
      return lines(
        NO_SERVER,
        sh`by=${WINDOW}`,
        regions,
        sh`
          while IFS= read -r alignment <&3 && IFS= read -r sample <&4; do
            set -- -n --fast-mode --by "$by" -t ${threads} -f ${inputs.fasta} ${told.mosdepth}
            mosdepth "$@" ${outputs.reports}/"$sample" "$alignment"
            if [ "$by" = ${WINDOW} ]; then rm -f ${outputs.reports}/"$sample.mosdepth.region.dist.txt"; fi
            must_be_covered "$sample" ${outputs.reports}/"$sample.mosdepth.summary.txt"
          done 3<${inputs.alignments.list} 4<${inputs.names}`,
      );
    },
  });
}
