import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { type RunTimeList, tableOf } from '../constructs/run-time-list';
import type { StageDefaults } from '../pods/stage-defaults';
import { SHEET, SHEET_RULES } from '../samplesheet/awk';
import { LANE_FIELDS, SAMPLE_FIELDS } from '../samplesheet/columns';
import { pipe, sh } from '../shell/sh';
import type { DataFile, Folder } from '../storage/file';

/** @see sampleSheet */
export interface SampleSheetProps extends StageDefaults {
  /** The CSV or TSV: `volume.file(workflow.parameters.sheet)`, or what another stage made. */
  readonly sheet: DataFile;
  /** The run's folder. */
  readonly folder: Folder;
}

/**
 * Reads a sample sheet when the workflow runs, by the rules of `parseSampleSheet` and with its messages: all that is
 * wrong is in the log, and the stage ends with 65. It needs an image with POSIX awk, and no more.
 *
 * `stage.text('samples')` is the list for {@link samplesIn}, `stage.text('sampleNames')` the list of names for a
 * gather. A sheet of more than 300 lines or 100 KiB of JSON is refused: split it, or write parameter files of it at
 * synth.
 */
export function sampleSheet(scope: Construct, id: string, { sheet, folder, ...settings }: SampleSheetProps) {
  return new GenomicsStage(scope, id, {
    title: 'Check the sample sheet',
    cpu: 1,
    memory: '256Mi',
    scratch: '1Mi',
    ...settings,
    inputs: { sheet },
    outputs: { samples: folder.intermediate('samples.json'), sampleNames: folder.intermediate('sample-names.json') },
    // A NUL ends a line for some awks; as another control character it is refused by all.
    uses: [SHEET],
    script: ({ inputs }) => pipe(sh`tr '\000' '\001' <${inputs.sheet}`, sh`check_sheet ${SHEET_RULES}`),
  });
}

/**
 * The samples of a list that `sampleSheet` or a parameter file gives: `lanes` of an item is the list for {@link
 * lanesIn}.
 */
export function samplesIn(json: Value): RunTimeList<(typeof SAMPLE_FIELDS)[number]> {
  return tableOf(json, SAMPLE_FIELDS);
}

/** The lanes of one sample: read group, FASTQ and checksums, each a text that may be empty. */
export function lanesIn(json: Value): RunTimeList<(typeof LANE_FIELDS)[number]> {
  return tableOf(json, LANE_FIELDS);
}
