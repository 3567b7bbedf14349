import type { Construct } from 'constructs';
import { GenomicsStage } from '../stages/genomics-stage';
import { sh } from '../stages/sh';
import type { StageDefaults } from '../stages/stage-defaults';
import type { File, FileSet, OutputFile } from '../storage/file';
import type { Value } from '../workflow/value';
import { FASTP_REPORT } from './fastp';

/** @see sampleRow */
export interface SampleRowProps extends StageDefaults {
  readonly sample: string | Value;
  /** What `alignmentStats` made. */
  readonly stats: File;
  readonly idxstats: File;
  readonly checksums: File;
  /** The alignment with its `.summary.txt`. */
  readonly result: File;
  /** The sample's lanes, whose fastp reports lie beside them, for MultiQC. @default none */
  readonly lanes?: FileSet;
  /** `run.work(workflow.runId, '/', sample, '.tsv')`: new in each run, so that {@link settled} may gather it. */
  readonly row: OutputFile;
}

/** The columns of a cohort's table. `mean_depth` is aligned bases over the reference's length; empty cells are of samples that failed. */
export const ROW_COLUMNS = [
  'sample',
  'status',
  'reads',
  'mapped',
  'properly_paired',
  'duplicates',
  'mean_depth',
  'insert_size',
  'error_rate',
  'file',
  'sha256',
] as const;

/** A sample's line in the cohort's table, and beside it, in `.files`, the paths of what MultiQC reads of it. The last stage of a sample. */
export function sampleRow(scope: Construct, id: string, props: SampleRowProps) {
  const { sample, stats, idxstats, checksums, result, lanes, row, ...settings } = props;
  const reported = lanes?.secondary.includes(FASTP_REPORT) === true;
  return new GenomicsStage(scope, id, {
    title: 'The sample’s line',
    cpu: 1,
    memory: '256Mi',
    scratch: '1Mi',
    ...settings,
    inputs: { sample, stats, idxstats, checksums, result, ...(lanes && reported ? { lanes } : {}) },
    outputs: { row: row.with('.files') },
    script: ({ inputs, outputs }) => sh`
      SUM=$(awk 'NR == 1 { print $1 }' ${inputs.checksums}) awk -F '\t' '
        FILENAME == ENVIRON["IN_IDXSTATS"] { bases += $2 } $1 == "SN" { sub(/:$/, "", $2); is[$2] = $3 }
        function whole(name) { return is[name] == "" ? 0 : is[name] }
        END { OFS = FS; file = ENVIRON["IN_RESULT"]; sub(".*/", "", file); print ENVIRON["IN_SAMPLE"], "ok", whole("raw total sequences"), whole("reads mapped"), whole("reads properly paired"),
          whole("reads duplicated"), sprintf("%.2f", bases ? is["bases mapped (cigar)"] / bases : 0), is["insert size average"], is["error rate"], file, ENVIRON["SUM"] }' ${inputs.stats} ${inputs.idxstats} > ${outputs.row}
      { printf '%s\n' ${inputs.stats} ${inputs.idxstats} ${inputs.result}.summary.txt; ${reported ? sh`while IFS= read -r lane; do echo "$lane"${FASTP_REPORT}; done < "$IN_LANES"` : sh`:`}; } > ${outputs.row}.files`,
  });
}
