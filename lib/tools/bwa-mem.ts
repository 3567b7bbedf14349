import type { Construct } from 'constructs';
import { GenomicsStage } from '../stages/genomics-stage';
import { lines, pipe, sh } from '../stages/sh';
import type { StageDefaults } from '../stages/stage-defaults';
import type { File, OutputFile } from '../storage/file';
import { mustFit } from './memory';
import { type ReadGroup, readGroup, readGroupInputs } from './read-group';
import { BAM_COMPANIONS, checkBam, preview, sortInto } from './sorted-bam';

/** @see bwaMem */
export interface BwaMemProps extends StageDefaults {
  readonly reference: File;
  readonly reads1: File;
  readonly reads2: File;
  readonly bam: OutputFile;
  readonly readGroup?: ReadGroup;
  /** Where `samtools tview` looks, as `chr1:1000`; false for no preview. @default the start of the first sequence */
  readonly preview?: string | false;
}

/**
 * Aligns pairs (`bwa mem`, for reads from 70 bases on) into a sorted, indexed and counted BAM. `-K` fixes the size of a batch, so that the
 * result does not depend on the number of threads; 100 million bases, as WARP and nf-core/sarek.
 */
export function bwaMem(scope: Construct, id: string, props: BwaMemProps) {
  const { reference, reads1, reads2, bam, readGroup: group = {}, preview: region, ...settings } = props;
  return new GenomicsStage(scope, id, {
    title: 'Align, sort and index',
    ...settings,
    inputs: { fasta: reference, reads: [reads1, reads2], ...readGroupInputs(group) },
    outputs: { bam: bam.with(...BAM_COMPANIONS) },
    script: ({ inputs, outputs, threads }) =>
      lines(
        sh`{ read -r reads1; read -r reads2; } < ${inputs.reads.list}`,
        mustFit(inputs.fasta),
        readGroup(group),
        pipe(sh`bwa mem -t ${threads} -K 100000000 -R "$rg" ${inputs.fasta} "$reads1" "$reads2"`, sortInto(outputs.bam)),
        checkBam(outputs.bam),
        ...(region === false ? [] : [preview(outputs.bam, inputs.fasta, region)]),
      ),
  });
}
