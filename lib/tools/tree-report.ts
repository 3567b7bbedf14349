import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT } from '../constructs/kinds';
import { optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { CONFIG, REPORTS, type Reports, reportInputs } from './multiqc';
import { SAMPLES } from './samples';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { TREES } from './trees';
import { versionsOf } from './versions';

/** @see treeReport */
export interface TreeReportProps extends StageDefaults, TakesArguments<'multiqc'> {
  /** `isolates` of `treeIsolates`. */
  readonly isolates: DataFile;
  /** `distances` of `snpDistances`. */
  readonly distances: DataFile;
  /** `svg` of `treePicture`. */
  readonly svg: DataFile;
  /** What stands on the same page: reports of reads, of alignments. @default none */
  readonly reports?: Reports;
  /** The page. */
  readonly html: OutputFile;
}

/**
 * One MultiQC page: the tree, the isolates with those that are left out and why, SNP distances of the first fifty, and
 * whatever reports of the pipelines before there are, so that a chain has one page.
 */
export function treeReport(scope: Construct, id: string, props: TreeReportProps) {
  const {
    isolates,
    distances,
    svg,
    reports = [],
    html,
    args,
    ...settings
  } = checked(scope, id, props, {
    isolates: FILE,
    distances: FILE,
    svg: FILE,
    reports: optional(REPORTS),
    html: OUTPUT,
  });
  const told = toolArguments([scope, id], args, { multiqc: 'multiqc' });
  const others = reportInputs(reports);
  return new GenomicsStage(scope, id, {
    title: 'One page over all',
    ...settings,
    inputs: { ...others.inputs, isolates, distances, svg },
    outputs: { html },
    uses: [SAMPLES, TREES],
    versions: versionsOf('multiqc'),
    script: ({ inputs, outputs }) =>
      lines(
        sh`
          mkdir "$TMPDIR/tables"
          mqc_tree ${inputs.svg} >"$TMPDIR/tables/tree_mqc.html"
          mqc_isolates ${inputs.isolates} >"$TMPDIR/tables/isolates_mqc.tsv"
          mqc_distances ${inputs.distances} >"$TMPDIR/tables/distances_mqc.tsv"
          echo "$TMPDIR/tables" >"$TMPDIR/files"`,
        others.listedIn(sh`"$TMPDIR/files"`),
        CONFIG,
        sh`
          set -- "$@" --cl-config 'custom_content: {order: [tree, isolates, snp_distances]}'
          set -- --no-data-dir --no-ansi "$@" ${told.multiqc}
          multiqc --file-list "$TMPDIR/files" --outdir "$TMPDIR/multiqc" --filename report.html "$@"
          put ${outputs.html} <"$TMPDIR/multiqc/report.html"`,
      ),
  });
}
