import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import type { StageInput } from '../constructs/inputs';
import { checked, FILE, FILES, OUTPUT, SUCCEEDED } from '../constructs/kinds';
import type { SucceededSet } from '../constructs/succeeded-set';
import { either, listOfKind, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import { DataFile, type FileSet, type GivenSet, type OutputFile } from '../storage/file';
import { CONFIG } from './multiqc';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { TREES } from './trees';
import { versionsOf } from './versions';

/** Reports of pipelines before, files or directories. Of `succeeded(…)`, those that there are. */
export type Reports = readonly (DataFile | FileSet | SucceededSet | GivenSet)[];

/** The kind of {@link Reports}. */
export const REPORTS = listOfKind(either("a file, a map's output, or volume.files(…)", FILE, FILES, SUCCEEDED));

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
  const others = reports.map((one, at) => ({ key: `report${at + 1}`, one, variable: `IN_REPORT${at + 1}` }));
  const sets: Readonly<Record<string, StageInput>> = Object.fromEntries(
    others.map(({ key, one }) => [key, one instanceof DataFile ? [one] : one]),
  );
  return new GenomicsStage(scope, id, {
    title: 'One page over all',
    ...settings,
    inputs: { ...sets, isolates, distances, svg },
    outputs: { html },
    uses: [TREES],
    versions: versionsOf('multiqc'),
    script: ({ inputs, outputs }) =>
      lines(
        sh`
          mkdir "$TMPDIR/tables"
          mqc_tree ${inputs.svg} >"$TMPDIR/tables/tree_mqc.html"
          mqc_isolates ${inputs.isolates} >"$TMPDIR/tables/isolates_mqc.tsv"
          mqc_distances ${inputs.distances} >"$TMPDIR/tables/distances_mqc.tsv"
          echo "$TMPDIR/tables" >"$TMPDIR/files"`,
        ...others.map(({ variable }) => sh`listed_in ${variable} >>"$TMPDIR/files"`),
        CONFIG,
        sh`
          set -- "$@" --cl-config 'custom_content: {order: [tree, isolates, snp_distances]}'
          set -- --no-data-dir --no-ansi "$@" ${told.multiqc}
          multiqc --file-list "$TMPDIR/files" --outdir "$TMPDIR/multiqc" --filename report.html "$@"
          put ${outputs.html} <"$TMPDIR/multiqc/report.html"`,
      ),
  });
}
