import { listOfKind, mustBe, optional, recordOf, shape, TEXT, WORD } from '../kinds';
import { readGivenFile } from '../values/given-file';
import { bytesOf, textOf } from './characters';
import type { Cell } from './column';
import { JOIN, joinedBytes, MOST_BYTES, MOST_ROW_BYTES, MOST_ROWS } from './limits';
import { Problems } from './problems';
import { checkCells, checkUnique, readLines, type TableLine } from './read-lines';
import { RULES } from './rules';
import { type Columns, EXTRA, TABLE_RULES, type Table, type TableRow } from './table';

/**
 * Reads a table from a file: {@link parseTable}, whose messages name the file as it was given.
 *
 * @throws GenomicsError `invalid-sheet` with everything that is wrong with it
 */
export function readTable<T extends Table<Columns>>(path: string, rules: T): readonly TableRow<T>[] {
  mustBe('readTable', path, TEXT, 'path');
  return rowsOf(bytesOf(readGivenFile(path, 'a table')), path, rules);
}

/**
 * Reads a table by its rules: CSV or TSV, a line of column names, then a line for each row. Rows are immutable, and in
 * the order of their lines.
 *
 * @param file what messages call the table
 * @throws GenomicsError `invalid-sheet` with everything that is wrong with it, a line of message each, in the order of
 * lines
 */
export function parseTable<T extends Table<Columns>>(text: string, file: string, rules: T): readonly TableRow<T>[] {
  mustBe('parseTable', text, TEXT, 'text');
  mustBe('parseTable', file, TEXT, 'file');
  return rowsOf(bytesOf(text), file, rules);
}

/** How {@link tableParameter} and the reader of a run give rows: a JSON list of objects of texts, in one line. */
export type RowsJson = string;

/**
 * Rows as the value of a workflow's parameter, for `rowsIn`: `parameters: { rows: tableParameter(rows, SHEET) }`. They
 * are checked by the rules again, since they may be another choice than a sheet's.
 *
 * @throws GenomicsError `invalid-sheet` where a row does not keep the rules, or where there are more than 300 rows, 100
 * KiB of JSON, or 16 KiB in one of them
 */
export function tableParameter<T extends Table<Columns>>(rows: readonly TableRow<T>[], rules: T): RowsJson {
  mustBe('tableParameter', rules, TABLE_RULES, 'rules');
  const { names } = rules;
  const cells = Object.fromEntries(names.map((name) => [name, optional(WORD)]));
  mustBe('tableParameter', rows, listOfKind(shape({ [EXTRA]: optional(recordOf(TEXT)), ...cells })), 'rows');
  const problems = new Problems('rows');
  const lines = rows.map((row, at) => {
    const given = row as Readonly<Record<string, Cell | Readonly<Record<string, string>>>>;
    const { extra = {} } = given as { readonly extra?: Readonly<Record<string, string>> };
    const cells = Object.fromEntries(names.map((name) => [name, bytesOf(`${given[name] ?? ''}`)]));
    const faulty = checkCells(at + 1, cells, rules, { has: () => true }, problems.report);
    const kept = Object.entries(extra).map(([name, value]) => [bytesOf(name), bytesOf(value)] as const);
    return { line: at + 1, cells, extra: kept, faulty };
  });
  checkUnique(lines, rules, problems.report);
  problems.settle();
  const json = oneTable(lines, rules, problems);
  problems.settle();
  return json;
}

function rowsOf<T extends Table<Columns>>(bytes: string, file: string, rules: T): readonly TableRow<T>[] {
  mustBe(file, rules, TABLE_RULES, 'rules');
  return Object.freeze(checkedLines(bytes, file, rules).map((line) => rowOf(line, rules)));
}

/** The lines of a table that keeps its rules. */
export function checkedLines(bytes: string, file: string, rules: Table<Columns>): readonly TableLine[] {
  const problems = new Problems(file);
  const { lines } = readLines(bytes, rules, problems.report);
  checkUnique(lines, rules, problems.report);
  problems.settle();
  return lines;
}

function rowOf<T extends Table<Columns>>({ cells, extra }: TableLine, rules: T): TableRow<T> {
  const fields = Object.entries(rules.columns).map(([name, column]) => [
    name,
    column.valueOf(textOf(cells[name] ?? '')),
  ]);
  const kept = rules.extra === 'keep' ? { [EXTRA]: Object.freeze(Object.fromEntries(texts(extra))) } : {};
  // Each column gives what its type says.
  return Object.freeze({ ...Object.fromEntries(fields), ...kept }) as TableRow<T>;
}

type Fields = readonly (readonly [name: string, value: string])[];

export function texts(fields: Fields): Fields {
  return fields.map(([name, value]) => [textOf(name), textOf(value)]);
}

/** A JSON object of texts, in this order whatever they are called. */
export function objectJson(fields: Fields): string {
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

/** The fields of a row, as texts; what is kept beside is one of them, a JSON object. */
function rowJson({ cells, extra }: TableLine, rules: Table<Columns>): string {
  return objectJson([
    ...Object.entries(rules.columns).map(
      ([name, { otherwise }]) => [name, textOf(cells[name] ?? '') || otherwise] as const,
    ),
    ...(rules.extra === 'keep' ? [[EXTRA, objectJson(texts(extra))] as const] : []),
  ]);
}

/** The lines as one list, as the reader of a run writes it; nothing beside what is reported where it is too long. */
export function oneTable(
  lines: readonly TableLine[],
  rules: Table<Columns>,
  { report }: Pick<Problems, 'report'>,
): string {
  const rows = lines.map((line) => rowJson(line, rules));
  let bytes = 0;
  let beyond: number | undefined;
  rows.forEach((row, at) => {
    const [size, line] = [Buffer.byteLength(row), lines[at]?.line ?? 0];
    if (size > MOST_ROW_BYTES) report(RULES.longRow, line, '', `${size} bytes`);
    bytes += size;
    if (at >= MOST_ROWS || joinedBytes(at + 1, bytes) > MOST_BYTES) beyond ??= line;
  });
  if (beyond !== undefined && rows.every((row) => Buffer.byteLength(row) <= MOST_ROW_BYTES))
    report(RULES.longTable, beyond, '', `${rows.length} lines and ${joinedBytes(rows.length, bytes)} bytes`);
  return `[${rows.join(JOIN)}]`;
}
