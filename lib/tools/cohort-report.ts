import type { Construct } from 'constructs';
import { GenomicsStage } from '../stages/genomics-stage';
import type { SettledSet } from '../stages/settled-set';
import { sh } from '../stages/sh';
import type { StageDefaults } from '../stages/stage-defaults';
import type { OutputFile } from '../storage/file';
import { ROW_COLUMNS } from './sample-row';

/** @see cohortReport */
export interface CohortReportProps extends StageDefaults {
  /** The lines of `sampleRow`: `settled(map.outputs.row)`. */
  readonly rows: SettledSet;
  /** One line for each sample, the failed ones last, with empty cells. */
  readonly table: OutputFile;
  /** MultiQC's page over the samples that did not fail; it begins with the table. */
  readonly html: OutputFile;
}

/** How MultiQC shows the columns: it takes each number for a part of a bar, to one decimal, where it is not told. */
const SHOWN: Readonly<Record<string, string>> = {
  status: 'cond_formatting_rules: {pass: [s_eq: ok], fail: [s_eq: failed]}',
  mean_depth: 'format: "{:,.2f}"',
  insert_size: 'format: "{:,.1f}"',
  error_rate: 'format: "{:.5f}"',
  sha256: 'hidden: true',
};
const HEADERS = ROW_COLUMNS.slice(1).map((name) => `${name}: {scale: false, ${SHOWN[name] ?? 'format: "{:,.0f}"'} }`);

/** MultiQC 1.21 leaves a report of fastp out whose command names no file, as that of a stream, where it is not told to look at the file's name. */
const BY_FILE = 'fastp: {s_name_filenames: true}';

/**
 * The end of a cohort: one table and one MultiQC page over all samples. Both are published before the stage ends red for a sample that
 * failed (65, which names them). The image needs MultiQC and awk. Names in the page are those of files: fastp writes none into its report.
 */
export function cohortReport(scope: Construct, id: string, { rows, table, html, ...settings }: CohortReportProps) {
  return new GenomicsStage(scope, id, {
    title: 'One report over all samples',
    ...settings,
    inputs: { rows },
    outputs: { table, html },
    script: ({ inputs, outputs }) => sh`
      header=${ROW_COLUMNS.join('\t')}; mkdir -p /tmp/multiqc
      { printf '%s\n' "$header"; while IFS= read -r row; do cat "$row"; done < ${inputs.rows.list}
        awk -v columns="$header" 'BEGIN { n = split(columns, names, "\t") } { line = $0 "\tfailed"; for (i = 3; i <= n; i++) line = line "\t"; print line }' ${inputs.rows.failed}; } > /tmp/table
      cat /tmp/table > ${outputs.table}; { printf '# %s\n' 'id: cohort' 'section_name: Samples' 'plot_type: table' ${`headers: {${HEADERS.join(', ')} }`}; cat /tmp/table; } > /tmp/multiqc/cohort_mqc.tsv
      { echo /tmp/multiqc/cohort_mqc.tsv; while IFS= read -r row; do cat "$row.files"; done < ${inputs.rows.list}; } > /tmp/files
      multiqc --file-list /tmp/files --outdir /tmp/multiqc --filename report.html --no-data-dir --no-ansi --fn_as_s_name --cl-config ${BY_FILE}
      cat /tmp/multiqc/report.html > ${outputs.html}`,
  });
}
