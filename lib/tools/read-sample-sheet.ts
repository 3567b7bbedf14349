import type { Construct } from 'constructs';
import { RunTimeList } from '../argo/run-time-list';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER, VALUE } from '../constructs/kinds';
import { mustBe, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { SHEET, sheetRules, TABLE } from '../samplesheet/awk';
import { LANE_FIELDS, SAMPLE_FIELDS, SAMPLE_SHEET, type SampleTable, SHEET_RULES } from '../samplesheet/sample-table';
import type { Columns, ExtraColumns } from '../samplesheet/table';
import { sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import type { DataFile, Folder } from '../storage/file';
import { READER, readInto } from './read-table';

/** @see sampleSheet */
export interface SampleSheetProps extends StageDefaults {
  /** The CSV or TSV: `volume.file(workflow.parameters.sheet)`, or what another stage made. */
  readonly sheet: DataFile;
  /** The run's folder. */
  readonly folder: Folder;
  /** Rules by `sampleTable`, of sheets with columns of your own. @default no columns but those of the document */
  readonly rules?: SampleTable<Columns, Columns>;
}

interface Ends {
  readonly inputs: { readonly sheet: ShellVariable };
  readonly outputs: { readonly samples: ShellVariable; readonly sampleNames: ShellVariable };
}

/**
 * Reads a sample sheet when the workflow runs, by the rules of `parseSampleSheet` and with its messages: all that is
 * wrong is in the log, and the stage ends with 65. It needs an image with POSIX awk, and no more.
 *
 * `stage.text('samples')` is the list for {@link samplesIn}, `stage.text('sampleNames')` the list of names for a
 * gather. A sheet of more than 300 lines or 128 KiB of JSON is refused: split it, or write parameter files of it at
 * synth.
 */
export function sampleSheet(scope: Construct, id: string, props: SampleSheetProps) {
  const {
    sheet,
    folder,
    rules = SAMPLE_SHEET,
    ...settings
  } = checked(scope, id, props, {
    sheet: FILE,
    folder: FOLDER,
    rules: optional(SHEET_RULES),
  });
  const script = ({ inputs, outputs: { samples, sampleNames } }: Ends): Shell =>
    readInto(inputs.sheet, sh`check_sheet ${inputs.sheet} ${samples} ${sampleNames} ${sheetRules(rules)}`);
  return new GenomicsStage(scope, id, {
    title: 'Check the sample sheet',
    ...READER,
    ...settings,
    inputs: { sheet },
    outputs: { samples: folder.intermediate('samples.json'), sampleNames: folder.intermediate('sample-names.json') },
    uses: [TABLE, SHEET],
    script,
    stub: script,
  });
}

/** What an item of {@link samplesIn} has. */
export type SampleItemColumn<S extends Columns> = (typeof SAMPLE_FIELDS)[number] | (keyof S & string);

/** What an item of {@link lanesIn} has. */
export type LaneItemColumn<L extends Columns, Extra extends ExtraColumns> =
  | (typeof LANE_FIELDS)[number]
  | (keyof L & string)
  | (Extra extends 'keep' ? 'extra' : never);

/**
 * The samples of a list that `sampleSheet` or a parameter file gives: `lanes` of an item is the list for {@link
 * lanesIn}. With the rules of the sheet an item has columns of your own, too.
 */
export function samplesIn(json: Value): RunTimeList<(typeof SAMPLE_FIELDS)[number]>;
export function samplesIn<S extends Columns>(
  json: Value,
  rules: SampleTable<S, Columns>,
): RunTimeList<SampleItemColumn<S>>;
export function samplesIn(json: Value, rules: SampleTable<Columns, Columns> = SAMPLE_SHEET): RunTimeList<string> {
  mustBe('samplesIn', json, VALUE, 'samples');
  mustBe('samplesIn', rules, SHEET_RULES, 'rules');
  return new RunTimeList(json, [...SAMPLE_FIELDS, ...rules.itemFields([]).sample]);
}

/**
 * The lanes of one sample: read group, FASTQ and checksums, each a text that may be empty; `laneOf` gives a lane's
 * stage what it takes of them. With the rules of the sheet an item has columns of your own, too.
 */
export function lanesIn(json: Value): RunTimeList<(typeof LANE_FIELDS)[number]>;
export function lanesIn<L extends Columns, Extra extends ExtraColumns>(
  json: Value,
  rules: SampleTable<Columns, L, Extra>,
): RunTimeList<LaneItemColumn<L, Extra>>;
export function lanesIn(json: Value, rules: SampleTable<Columns, Columns> = SAMPLE_SHEET): RunTimeList<string> {
  mustBe('lanesIn', json, VALUE, 'lanes');
  mustBe('lanesIn', rules, SHEET_RULES, 'rules');
  return new RunTimeList(json, [...LANE_FIELDS, ...rules.itemFields([]).lane]);
}
