import { textOf } from './characters';
import type { Cell } from './column';
import { bySample, lanesOf } from './cross-line-rules';
import { JOIN } from './limits';
import type { TableLine } from './read-lines';
import { objectJson, texts } from './read-table';
import { DEFAULTS, type ItemFields, LANE_FIELDS, PLATFORMS, SAMPLE_FIELDS, type SampleTable } from './sample-table';
import { type Columns, EXTRA } from './table';

/** The samples of checked lines, in the order of their first ones. */
export function samplesOf(
  lines: readonly TableLine[],
  rules: SampleTable<Columns, Columns>,
): readonly (AnySample & Readonly<Record<string, unknown>>)[] {
  return Object.freeze([...bySample(lines).values()].map((all) => sampleOf(all, rules)));
}

function sampleOf(lines: readonly TableLine[], rules: SampleTable<Columns, Columns>) {
  const names = lanesOf(lines);
  const lanes = Object.freeze(lines.map((line, at) => laneOf(line, names[at] ?? '', rules)));
  const layout = lanes.every(({ fastq_2 }) => fastq_2 === '') ? 'single' : 'paired';
  const [first] = lines;
  const fields = Object.fromEntries(rules.ofSample.map((name) => [name, textIn(name, rules, first)]));
  const own = ownOf(rules.own.sample, first);
  return Object.freeze({ sample: textIn('sample', rules, first), ...fields, ...own, layout, lanes });
}

function laneOf(line: TableLine, lane: string, rules: SampleTable<Columns, Columns>) {
  const text = (name: string): string => textIn(name, rules, line);
  const id = `${text('sample')}_${lane}`;
  const checksum = (name: string): string => text(name).toLowerCase();
  return Object.freeze({
    line: line.line,
    id,
    lane,
    fastq_1: text('fastq_1'),
    fastq_2: text('fastq_2'),
    library: text('library') || text('sample'),
    platform: text('platform') || text('seq_platform') || PLATFORMS[text('instrument_platform')] || DEFAULTS.platform,
    platform_unit: text('platform_unit') || id,
    fastq_1_md5: checksum('fastq_1_md5'),
    fastq_2_md5: checksum('fastq_2_md5'),
    fastq_1_sha256: checksum('fastq_1_sha256'),
    fastq_2_sha256: checksum('fastq_2_sha256'),
    seq_platform: text('seq_platform'),
    seq_center: text('seq_center'),
    run_accession: text('run_accession'),
    instrument_platform: text('instrument_platform'),
    ...ownOf(rules.own.lane, line),
    extra: Object.freeze(Object.fromEntries(texts(line.extra))),
  });
}

/** The text of a line in a column, or its default. */
function textIn(name: string, { table }: SampleTable<Columns, Columns>, line: TableLine | undefined): string {
  return textOf(line?.cells[name] ?? '') || (table.columns[name]?.otherwise ?? '');
}

/** What rows have in columns of a user's own. */
function ownOf(columns: Columns, line: TableLine | undefined): Readonly<Record<string, Cell>> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column.valueOf(textOf(line?.cells[name] ?? ''))]),
  );
}

/** A sample of any rules. */
export interface AnySample {
  readonly sample: string;
  readonly layout: string;
  readonly lanes: readonly {
    readonly line: number;
    readonly fastq_1_md5: string;
    readonly fastq_2_md5: string;
    readonly fastq_1_sha256: string;
    readonly fastq_2_sha256: string;
    readonly extra: Readonly<Record<string, string>>;
  }[];
}

/** A sample as an element of the list that a chart maps over. */
export function sampleJson(sample: AnySample, fields: ItemFields): string {
  const names = [...SAMPLE_FIELDS.filter((name) => name !== 'lanes'), ...fields.sample];
  const lanes = sample.lanes.map((lane) => {
    const item: Readonly<Record<string, unknown>> = {
      ...lane,
      checksum1: lane.fastq_1_sha256 || lane.fastq_1_md5,
      checksum2: lane.fastq_2_sha256 || lane.fastq_2_md5,
      [EXTRA]: objectJson(Object.entries(lane.extra)),
    };
    return objectOf(item, [...LANE_FIELDS, ...fields.lane]);
  });
  const head = objectOf({ ...sample }, names);
  return `${head.slice(0, -1)},"lanes":[${lanes.join(',')}]}`;
}

function objectOf(values: Readonly<Record<string, unknown>>, names: readonly string[]): string {
  return objectJson(names.map((name) => [name, `${values[name] ?? ''}`]));
}

/** Elements as one list in one line. */
export function listJson(elements: readonly string[]): string {
  return `[${elements.join(JOIN)}]`;
}
