import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, OUTPUT, SETTLED } from '../constructs/kinds';
import type { SettledSet } from '../constructs/settled-set';
import { ANYTHING } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { OutputFile } from '../storage/file';
import { BY_FILE, NO_PATHS } from './multiqc';
import { COHORT } from './sample-row';
import { SAMPLES } from './samples';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see cohortReport */
export interface CohortReportProps extends StageDefaults, TakesArguments<'multiqc'> {
  /** The lines of `sampleRow`: `settled(map.outputs.row)`. */
  readonly rows: SettledSet;
  /** One line for each sample, the failed ones last, with empty cells. */
  readonly table: OutputFile;
  /** MultiQC's page over the samples that did not fail; it begins with the table. */
  readonly html: OutputFile;
}

/**
 * The end of a cohort: one table and one MultiQC page over all samples. Both are published before the stage ends red
 * for a sample that failed (65, which names them). The image needs MultiQC and awk. Names in the page are those of
 * files: fastp writes none into its report.
 */
export function cohortReport(scope: Construct, id: string, props: CohortReportProps) {
  const { rows, table, html, args, ...settings } = checked(scope, id, props, {
    args: ANYTHING,
    rows: SETTLED,
    table: OUTPUT,
    html: OUTPUT,
  });
  const { multiqc } = toolArguments([scope, id], args, { multiqc: 'multiqc' });
  return new GenomicsStage(scope, id, {
    title: 'One report over all samples',
    ...settings,
    inputs: { rows },
    outputs: { table, html },
    uses: [SAMPLES, COHORT],
    versions: versionsOf('multiqc'),
    script: ({ inputs, outputs }) => sh`
      cohort_table ${inputs.rows.list} ${inputs.rows.failed} >"$TMPDIR/table"
      put ${outputs.table} <"$TMPDIR/table"
      mkdir -p "$TMPDIR/multiqc"
      multiqc_table "$TMPDIR/table" >"$TMPDIR/multiqc/cohort_mqc.tsv"
      echo "$TMPDIR/multiqc/cohort_mqc.tsv" >"$TMPDIR/files"
      content ${inputs.rows.list} .files >>"$TMPDIR/files"
      set -- --cl-config ${BY_FILE} --cl-config ${NO_PATHS}
      set -- --no-data-dir --no-ansi --fn_as_s_name "$@" ${multiqc}
      multiqc --file-list "$TMPDIR/files" --outdir "$TMPDIR/multiqc" --filename report.html "$@"
      put ${outputs.html} <"$TMPDIR/multiqc/report.html"`,
  });
}
