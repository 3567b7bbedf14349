import { mustBe, TEXT } from '../kinds';
import { bytesOf, shown } from './characters';
import { checkRows } from './cross-line-rules';
import { MOST_ROW_BYTES } from './limits';
import { Problems } from './problems';
import { readLines } from './read-lines';
import type { Rule } from './rules';
import type { SampleSheet } from './sample';
import { type NoColumns, SAMPLE_SHEET, type SampleTable, SHEET_RULES } from './sample-table';
import { type AnySample, sampleJson, samplesOf } from './samples';
import type { Columns } from './table';

/** What one sample must be to be an item. */
export const LONG_SAMPLE: Rule = {
  what: 'a sample has more than a workflow can carry',
  expected: `at most ${MOST_ROW_BYTES} bytes of JSON, about 30 lanes with long addresses`,
  fix: 'merge lanes before, or shorten the addresses',
};

/**
 * Reads a sample sheet: CSV or TSV, UTF-8, a line of column names, then a line for each lane of a sample. Columns and
 * rules are in docs/sample-sheet.md; those of your own are in `rules`.
 *
 * @param file what messages call the sheet
 * @param rules by `sampleTable`. @default no columns but those of the document
 * @throws GenomicsError `invalid-sheet` with everything that is wrong with it, a line of message each, in the order of
 * lines
 */
export function parseSampleSheet(text: string, file: string): SampleSheet;
export function parseSampleSheet<S extends Columns, L extends Columns>(
  text: string,
  file: string,
  rules: SampleTable<S, L>,
): SampleSheet<S, L>;
export function parseSampleSheet(
  text: string,
  file: string,
  rules: SampleTable<Columns, Columns> = SAMPLE_SHEET,
): SampleSheet<Columns, Columns> {
  mustBe('parseSampleSheet', text, TEXT, 'text');
  mustBe('parseSampleSheet', file, TEXT, 'file');
  return sheetOf(bytesOf(text), file, rules);
}

/** {@link parseSampleSheet} of bytes. */
export function sheetOf<S extends Columns = NoColumns, L extends Columns = NoColumns>(
  bytes: string,
  file: string,
  rules: SampleTable<S, L>,
): SampleSheet<S, L> {
  mustBe(file, rules, SHEET_RULES, 'rules');
  const problems = new Problems(file);
  const all: SampleTable<Columns, Columns> = rules;
  const { lines, present } = readLines(bytes, rules.table, problems.report);
  checkRows(lines, all, problems.report);
  problems.settle();
  const samples = samplesOf(lines, all);
  const fields = rules.itemFields(present);
  for (const sample of samples) {
    const bytes = Buffer.byteLength(sampleJson(sample, fields));
    if (bytes > MOST_ROW_BYTES)
      problems.report(LONG_SAMPLE, lineOf(sample), 'sample', `${bytes} bytes of ${shown(sample.sample)}`);
  }
  problems.settle();
  // The fields of samples are those of the type: the columns of the rules have made both.
  return Object.freeze({ file, samples: samples as unknown as SampleSheet<S, L>['samples'], rules, fields });
}

/** The line of a sample's first lane. */
export function lineOf({ lanes: [first] }: AnySample): number {
  return first?.line ?? 0;
}
