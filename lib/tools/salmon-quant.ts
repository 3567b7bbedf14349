import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER, TEXT_OR_VALUE, VALUE } from '../constructs/kinds';
import { ANYTHING, NUMBER, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { DataFile, Folder } from '../storage/file';
import { mustBeWhole } from '../values/numbers';
import {
  fetchLanes,
  identifyLanes,
  keepQuant,
  libraryOf,
  quantOutputs,
  type SampleReads,
  TAKES_LANES,
} from './quantify';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see salmonQuant */
export interface SalmonQuantProps extends StageDefaults, SampleReads, TakesArguments<'quant'> {
  /** What the sheet says: `auto` or nothing, `forward`, `reverse` or `unstranded`. */
  readonly strandedness: string | Value;
  /** `index` of `salmonIndex`. */
  readonly index: DataFile;
  /** Reads, or pairs, from which the strandedness is found. @default 1,000,000, nf-core/rnaseq's */
  readonly strandednessReads?: number;
  /** Where results go: counts into `salmon/<sample>/`. */
  readonly folder: Folder;
}

/** What nf-core/rnaseq takes to find the strandedness. */
const SOME = 1_000_000;

/**
 * Counts the reads of a sample, all of its lanes together, by salmon. Records, counts, names of mates and checksums are
 * checked before. The library's type is what the sheet says or, where it says `auto`, what salmon finds in the first
 * reads; both stand in the sample's row.
 *
 * `quant` is salmon's folder, with `quant.sf`, in which nothing is counted where fewer than 10 fragments are mapped;
 * `reports` is what MultiQC reads of it, and `row` a line for `expressionTables`. salmon's numbers differ by less than
 * a read from run to run.
 */
export function salmonQuant(scope: Construct, id: string, props: SalmonQuantProps) {
  const {
    sample,
    lanes,
    strandedness,
    index,
    strandednessReads = SOME,
    folder,
    args,
    ...settings
  } = checked(scope, id, props, {
    args: ANYTHING,
    sample: TEXT_OR_VALUE,
    lanes: VALUE,
    strandedness: TEXT_OR_VALUE,
    index: FILE,
    strandednessReads: optional(NUMBER),
    folder: FOLDER,
  });
  const { quant } = toolArguments([scope, id], args, { quant: 'salmon quant' });
  mustBeWhole(scope, 'strandednessReads', strandednessReads, 1);
  return new GenomicsStage(scope, id, {
    title: 'Count reads',
    ...settings,
    inputs: { sample, lanes, strandedness, index },
    outputs: quantOutputs(folder, 'salmon/', sample),
    identify: ({ inputs }) => identifyLanes(folder.volume, inputs.lanes),
    uses: TAKES_LANES,
    versions: versionsOf('salmon'),
    script: ({ inputs, outputs }) =>
      lines(
        fetchLanes(folder.volume, inputs.lanes),
        sh`
          first_reads ${strandednessReads}
          count_reads some A ${inputs.index} guess --skipQuant`,
        libraryOf(inputs.strandedness, sh`fragments_of guess/lib_format_counts.json`),
        sh`
          count_reads reads "$library" ${inputs.index} counts ${quant}
          mapped=$(mapped_reads counts/aux_info/meta_info.json)`,
        keepQuant({ inputs, outputs }),
      ),
  });
}
