import { GenomicsError } from '../errors';
import { type Header, headerOf } from './check-columns';
import { type Cells, checkValues } from './check-values';
import { COLUMNS, type Column } from './columns';
import { checkRows, type SheetRow } from './cross-line-rules';
import { sheetLines } from './csv';
import { MOST_SAMPLE_BYTES } from './limits';
import { reportTo, type SheetProblem, shown } from './problems';
import type { Sample, SampleSheet } from './sample';
import { sampleJson, samplesOf } from './samples';

/**
 * Reads a sample sheet: CSV or TSV, UTF-8, a line of column names, then a line for each lane of a sample. Columns and
 * rules are in docs/sample-sheet.md.
 *
 * @param file what messages call the sheet
 * @throws GenomicsError `invalid-sheet` with everything that is wrong with it, a line of message each, in the order of
 * lines
 */
export function parseSampleSheet(text: string, file: string): SampleSheet {
  const findings: SheetProblem[] = [];
  const report = reportTo(file, findings);
  const [first, ...others] = sheetLines(text);
  if (first === undefined || 'broken' in first) {
    if (first === undefined) report('empty', 1, '', 'nothing');
    else report('quotes', first.line, `${first.broken}`, `value ${first.broken} of the header`);
    throw invalidSheet(file, findings);
  }
  const header = headerOf(first.line, first.values, report);
  const rows: SheetRow[] = [];
  for (const other of others) {
    if ('broken' in other) report('quotes', other.line, `${other.broken}`, `value ${other.broken}`);
    else if (other.values.length !== first.values.length)
      report('fields', other.line, '', `${other.values.length}`, `${first.values.length}`);
    else {
      const cells = cellsOf(header, other.values);
      checkValues(other.line, cells, header, report);
      rows.push({ line: other.line, cells });
    }
  }
  if (others.length === 0) report('empty', first.line, '', 'column names alone');
  checkRows(rows, report);
  if (findings.length > 0) throw invalidSheet(file, findings);
  const samples = samplesOf(rows);
  for (const sample of samples) {
    const bytes = sampleJson(sample).length;
    if (bytes > MOST_SAMPLE_BYTES)
      report('longSample', lineOf(sample), 'sample', `${bytes} bytes of ${shown(sample.sample)}`);
  }
  if (findings.length > 0) throw invalidSheet(file, findings);
  return Object.freeze({ file, samples });
}

/** The line of a sample's first lane. */
export function lineOf({ lanes: [first] }: Sample): number {
  return first?.line ?? 0;
}

function cellsOf(header: Header, values: readonly string[]): Cells {
  const value = (column: Column): string => values[header.get(column) ?? -1] ?? '';
  return Object.fromEntries(COLUMNS.map((column) => [column, value(column)])) as Cells;
}

/** One error for all findings, which are sorted by line; those of one line stay in the order of checks. */
export function invalidSheet(file: string, findings: readonly SheetProblem[]): GenomicsError {
  const [first, ...more] = [...findings].sort((one, other) => one.line - other.line).map(({ problem }) => problem);
  if (first === undefined) throw new Error(`${file} has no findings`);
  return new GenomicsError('invalid-sheet', first.where, first, more);
}
