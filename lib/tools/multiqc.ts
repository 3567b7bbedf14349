import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILES, OUTPUT, SETTLED } from '../constructs/kinds';
import type { SettledSet } from '../constructs/settled-set';
import { either } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, FileSet, OutputFile } from '../storage/file';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/**
 * MultiQC 1.21 leaves a report of fastp out whose command names no file, as that of a stream, where it is not told to
 * look at the file's name.
 */
export const BY_FILE = 'fastp: {s_name_filenames: true}';

/** @see multiqc */
export interface MultiqcProps extends StageDefaults, TakesArguments<'multiqc'> {
  /** Files or directories of reports. With `settled(…)` the page is of what there is; then the stage ends red. */
  readonly reports: SettledSet | FileSet | readonly DataFile[];
  /** The page. */
  readonly html: OutputFile;
}

/** One MultiQC page over reports. Names in the page are those of files. The page says when it was made. */
export function multiqc(scope: Construct, id: string, props: MultiqcProps) {
  const { reports, html, args, ...settings } = checked(scope, id, props, {
    reports: either('a set of reports', FILES, SETTLED),
    html: OUTPUT,
  });
  const told = toolArguments([scope, id], args, { multiqc: 'multiqc' });
  return new GenomicsStage(scope, id, {
    title: 'One page over all reports',
    ...settings,
    inputs: { reports },
    outputs: { html },
    versions: versionsOf('multiqc'),
    script: ({ inputs, outputs }) => sh`
      [ -s ${inputs.reports.list} ] || fail 65 'there is no report'
      set -- --no-data-dir --no-ansi --fn_as_s_name --cl-config ${BY_FILE} ${told.multiqc}
      multiqc --file-list ${inputs.reports.list} --outdir "$TMPDIR/multiqc" --filename report.html "$@"
      put ${outputs.html} <"$TMPDIR/multiqc/report.html"`,
  });
}
