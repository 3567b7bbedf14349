import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER, TEXT_OR_VALUE } from '../constructs/kinds';
import { ANYTHING, NUMBER, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { DataFile, Folder } from '../storage/file';
import { mustBeWhole } from '../values/numbers';
import { FOLDERS } from './annotation';
import { libraryOf, QUANTIFY, quantOutputs } from './quantify';
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
  readonly log: DataFile;
  /** `transcripts` of `starIndex`. */
  readonly transcripts: DataFile;
  /** Alignments from which the strandedness is found. @default 2,000,000 */
  readonly strandednessRecords?: number;
  /** Where results go: counts into `star_salmon/<sample>/`. */
  readonly folder: Folder;
}

/** Two for each of the pairs that `salmonQuant` takes. */
const SOME = 2_000_000;

/**
 * Counts a sample's alignments to transcripts by salmon. What it makes are the outputs of `salmonQuant`. Where the
 * sheet says `auto`, the library's type is how the first mates lie to their transcripts. The share of mapped reads in
 * the sample's row is STAR's, of reads with one place in the genome.
 */
export function salmonQuantAlignments(scope: Construct, id: string, props: SalmonQuantAlignmentsProps) {
  const { sample, layout, strandedness, transcriptome, log, transcripts, folder, args, ...rest } = checked(
    scope,
    id,
    props,
    {
      args: ANYTHING,
      sample: TEXT_OR_VALUE,
      layout: TEXT_OR_VALUE,
      strandedness: TEXT_OR_VALUE,
      transcriptome: FILE,
      log: FILE,
      transcripts: FILE,
      strandednessRecords: optional(NUMBER),
      folder: FOLDER,
    },
  );
  const { strandednessRecords = SOME, ...settings } = rest;
  const { quant } = toolArguments([scope, id], args, { quant: 'salmon quant' });
  mustBeWhole(scope, 'strandednessRecords', strandednessRecords, 1);
  return new GenomicsStage(scope, id, {
    title: 'Count alignments',
    ...settings,
    inputs: { sample, layout, strandedness, transcriptome, log, transcripts },
    outputs: quantOutputs(folder, 'star_salmon/', sample),
    uses: [FOLDERS, QUANTIFY],
    versions: versionsOf('salmon', 'samtools'),
    script: ({ inputs, outputs }) =>
      lines(
        sh`layout=${inputs.layout}`,
        libraryOf(inputs.strandedness, sh`aligned_fragments ${inputs.transcriptome} ${strandednessRecords}`),
        sh`
          count_alignments ${inputs.transcriptome} "$library" ${inputs.transcripts} counts ${quant}
          reads=$(reads_of_star ${inputs.log} "$layout")
          mapped=$(mapped_by_star ${inputs.log})
          quant_row ${inputs.sample} "$reads" "$mapped" ${inputs.strandedness} "$library" >${outputs.row}
          put_folder counts ${outputs.quant}
          keep_reports ${outputs.reports} ${inputs.sample}
          put ${outputs.reports}/${inputs.sample}.Log.final.out <${inputs.log}`,
      ),
  });
}
