import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT, SET, TEXT_OR_VALUE } from '../constructs/kinds';
import { optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import { shellFile } from '../shell/shell-file';
import type { DataFile, FileSet, OutputFile } from '../storage/file';
import { FASTP_REPORT } from './fastp';

/** @see sampleRow */
export interface SampleRowProps extends StageDefaults {
  readonly sample: string | Value;
  /** What `alignmentStats` made. */
  readonly stats: DataFile;
  readonly idxstats: DataFile;
  readonly checksums: DataFile;
  /** The alignment with its `.summary.txt`. */
  readonly result: DataFile;
  /** The sample's lanes, whose fastp reports lie beside them, for MultiQC. @default none */
  readonly lanes?: FileSet;
  /** `folder.intermediate(sample, '.tsv')`, for {@link settled} to gather. */
  readonly row: OutputFile;
}

/** A cohort's table: `sample_row`, `cohort_table`, `multiqc_table`. Says what the columns are. */
export const COHORT = shellFile(__dirname, 'cohort.sh');

/**
 * A sample's line in the cohort's table, and beside it, in `.files`, the paths of what MultiQC reads of it. The last
 * stage of a sample.
 */
export function sampleRow(scope: Construct, id: string, props: SampleRowProps) {
  const { sample, stats, idxstats, checksums, result, lanes, row, ...settings } = checked(scope, id, props, {
    sample: TEXT_OR_VALUE,
    stats: FILE,
    idxstats: FILE,
    checksums: FILE,
    result: FILE,
    lanes: optional(SET),
    row: OUTPUT,
  });
  const reported = lanes?.secondary.includes(FASTP_REPORT) === true;
  return new GenomicsStage(scope, id, {
    title: 'The sample’s line',
    cpu: 1,
    memory: '256Mi',
    scratch: '1Mi',
    ...settings,
    inputs: { sample, stats, idxstats, checksums, result, ...(lanes && reported ? { lanes } : {}) },
    outputs: { row: row.with('.files') },
    uses: [COHORT],
    script: ({ inputs, outputs }) => sh`
      checksum=$(awk 'NR == 1 { print $1 }' ${inputs.checksums})
      set -- ${inputs.stats} ${inputs.idxstats} ${inputs.result}
      sample_row ${inputs.sample} "$@" "$checksum" >${outputs.row}
      {
        real_paths ${inputs.stats} ${inputs.idxstats} ${inputs.result}.summary.txt
        ${reported ? sh`real_paths_in "$IN_LANES" ${FASTP_REPORT}` : sh`:`}
      } >${outputs.row}.files`,
  });
}
