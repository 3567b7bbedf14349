import { CsvError, parse } from 'csv-parse/sync';

/** A line of the sheet: its values, or the number of the first whose quotes do not match, from 1. */
export type SheetLine =
  | { readonly line: number; readonly values: readonly string[] }
  | { readonly line: number; readonly broken: number };

/**
 * The lines of a CSV or TSV (RFC 4180) that are not empty. Separated by tabs where the first has one, else by commas.
 * Each is parsed by itself: a value of ours has no line break. In one call for the whole file a line whose quotes do not
 * match takes the good lines behind it along, and is reported at the line where the next quote stands.
 */
export function sheetLines(text: string): readonly SheetLine[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((raw, at) => ({ line: at + 1, raw: raw.replace(/\r$/, '') }))
    .filter(({ raw }) => raw !== '');
  const delimiter = lines[0]?.raw.includes('\t') ? '\t' : ',';
  return lines.map(({ line, raw }) => parsed(line, raw, delimiter));
}

function parsed(line: number, raw: string, delimiter: string): SheetLine {
  try {
    const [values = []] = parse(raw, {
      delimiter,
      record_delimiter: '\n',
      bom: false,
    }) as readonly (readonly string[])[];
    return { line, values };
  } catch (error) {
    if (error instanceof CsvError) return { line, broken: Number(error['index']) + 1 };
    throw error;
  }
}
