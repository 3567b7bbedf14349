import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import type { StageInput } from '../constructs/inputs';
import { checked, FILE, FILES, OUTPUT, SETTLED, SUCCEEDED } from '../constructs/kinds';
import type { SettledSet } from '../constructs/settled-set';
import type { SucceededSet } from '../constructs/succeeded-set';
import { either, listOfKind, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { Shell } from '../shell/shell';
import { DataFile, type FileSet, type GivenSet, type OutputFile } from '../storage/file';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/**
 * MultiQC 1.21 leaves a report of fastp out whose command names no file, as that of a stream, where it is not told to
 * look at the file's name.
 */
export const BY_FILE = 'fastp: {s_name_filenames: true}';

/** Paths of attempts tell nobody anything. */
export const NO_PATHS = 'show_analysis_paths: false';

/** Reports of other pipelines, files or directories. Of `succeeded(…)`, those that there are. */
export type Reports = readonly (DataFile | FileSet | SucceededSet | GivenSet)[];

/** The kind of {@link Reports}. */
export const REPORTS = listOfKind(either("a file, a map's output, or volume.files(…)", FILE, FILES, SUCCEEDED));

/** Such reports as inputs of a stage, and shell that adds their paths to a file. */
export function reportInputs(reports: Reports): {
  readonly inputs: Readonly<Record<string, StageInput>>;
  readonly listedIn: (file: Shell) => Shell;
} {
  const all = reports.map((one, at) => ({ key: `report${at + 1}`, set: one instanceof DataFile ? [one] : one }));
  return {
    inputs: Object.fromEntries(all.map(({ key, set }) => [key, set])),
    listedIn: (file) => lines(...all.map(({ key }) => sh`cat ${sh.raw(`"$IN_${key.toUpperCase()}"`)} >>${file}`)),
  };
}

/** @see multiqc */
export interface MultiqcProps extends StageDefaults, TakesArguments<'multiqc'> {
  /** Files or directories of reports. With `settled(…)` the page is of what there is; then the stage ends red. */
  readonly reports: SettledSet | FileSet | readonly DataFile[];
  /** Further reports, as those of the pipeline before. @default none */
  readonly also?: Reports;
  /** The page. */
  readonly html: OutputFile;
}

/**
 * What MultiQC is told from 1.14 on. fastp's reports are named by their files, and nothing else is: in reports of
 * several samples the file's name would stand in the place of each. What it takes of `bcftools stats` as homozygous and
 * heterozygous is the last sample's, beside the cohort's name.
 */
export const CONFIG = sh`
  hidden='{variations_hom: false, variations_het: false}'
  set -- --cl-config ${BY_FILE} --cl-config 'use_filename_as_sample_name: [fastp]'
  set -- "$@" --cl-config ${NO_PATHS}
  set -- "$@" --cl-config "table_columns_visible: {Bcftools Stats: $hidden, 'Bcftools: Stats': $hidden}"`;

/** One MultiQC page over reports. fastp's are named by their files. The page says when it was made. */
export function multiqc(scope: Construct, id: string, props: MultiqcProps) {
  const {
    reports,
    also = [],
    html,
    args,
    ...settings
  } = checked(scope, id, props, {
    reports: either('a set of reports', FILES, SETTLED),
    also: optional(REPORTS),
    html: OUTPUT,
  });
  const told = toolArguments([scope, id], args, { multiqc: 'multiqc' });
  const more = reportInputs(also);
  return new GenomicsStage(scope, id, {
    title: 'One page over all reports',
    ...settings,
    inputs: { reports, ...more.inputs },
    outputs: { html },
    versions: versionsOf('multiqc'),
    script: ({ inputs, outputs }) =>
      lines(
        sh`
          [ -s ${inputs.reports.list} ] || fail 65 'there is no report'
          ${CONFIG}
          set -- --no-data-dir --no-ansi "$@" ${told.multiqc}
          set -- --outdir "$TMPDIR/multiqc" --filename report.html "$@"`,
        also.length === 0
          ? sh`multiqc --file-list ${inputs.reports.list} "$@"`
          : lines(
              sh`cat ${inputs.reports.list} >"$TMPDIR/reports"`,
              more.listedIn(sh`"$TMPDIR/reports"`),
              sh`multiqc --file-list "$TMPDIR/reports" "$@"`,
            ),
        sh`put ${outputs.html} <"$TMPDIR/multiqc/report.html"`,
      ),
  });
}
