import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER, TEXT_OR_VALUE } from '../constructs/kinds';
import { ANYTHING } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { DataFile, Folder } from '../storage/file';
import { FOLDERS } from './annotation';
import { keepQuant, libraryOf, QUANTIFY, quantOutputs } from './quantify';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see salmonQuantAlignments */
export interface SalmonQuantAlignmentsProps extends StageDefaults, TakesArguments<'quant'> {
  readonly sample: string | Value;
  /** Whether the sample's reads are `single` or `paired`: `layout` of an item of `samplesIn`. */
  readonly layout: string | Value;
  /** What the sheet says: `auto` or nothing, `forward`, `reverse` or `unstranded`. */
  readonly strandedness: string | Value;
  /** What `starAlign` made. */
  readonly transcriptome: DataFile;
  readonly logs: DataFile;
  /** `transcripts` of `starIndex`. */
  readonly transcripts: DataFile;
  /** Where results go: counts into `star_salmon/<sample>/`. */
  readonly folder: Folder;
}

/**
 * Counts a sample's alignments to transcripts by salmon. What it makes are the outputs of `salmonQuant`. Where the
 * sheet says `auto`, the library's type is how the first mates lie to their transcripts. The share of mapped reads in
 * the sample's row is STAR's, of reads with one place in the genome.
 */
export function salmonQuantAlignments(scope: Construct, id: string, props: SalmonQuantAlignmentsProps) {
  const { sample, layout, strandedness, transcriptome, logs, transcripts, folder, args, ...settings } = checked(
    scope,
    id,
    props,
    {
      args: ANYTHING,
      sample: TEXT_OR_VALUE,
      layout: TEXT_OR_VALUE,
      strandedness: TEXT_OR_VALUE,
      transcriptome: FILE,
      logs: FILE,
      transcripts: FILE,
      folder: FOLDER,
    },
  );
  const { quant } = toolArguments([scope, id], args, { quant: 'salmon quant' });
  return new GenomicsStage(scope, id, {
    title: 'Count alignments',
    ...settings,
    inputs: { sample, layout, strandedness, transcriptome, logs, transcripts },
    outputs: quantOutputs(folder, 'star_salmon/', sample),
    uses: [FOLDERS, QUANTIFY],
    versions: versionsOf('salmon', 'samtools'),
    script: ({ inputs, outputs }) =>
      lines(
        sh`
          layout=${inputs.layout}
          log=${inputs.logs}/${inputs.sample}.Log.final.out`,
        libraryOf(inputs.strandedness, sh`aligned_fragments ${inputs.transcriptome}`),
        sh`
          count_alignments ${inputs.transcriptome} "$library" ${inputs.transcripts} counts ${quant}
          reads=$(reads_of_star "$log" "$layout")
          mapped=$(mapped_by_star "$log")`,
        keepQuant({ inputs, outputs }),
        sh`put ${outputs.reports}/${inputs.sample}.Log.final.out <"$log"`,
      ),
  });
}
