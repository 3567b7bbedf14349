import { CsvError, parse } from 'csv-parse/sync';

/** A line of the sheet: its values, or the number of the first whose quotes do not match, from 1. */
export type SheetLine =
  | { readonly line: number; readonly raw: string; readonly values: readonly string[] }
  | { readonly line: number; readonly raw: string; readonly broken: number };

const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/**
 * The lines of a CSV or TSV (RFC 4180) that are not empty, as bytes. Separated by tabs where the first has one, else by
 * commas. Each is parsed by itself: a value of ours has no line break. In one call for the whole file a line whose
 * quotes do not match takes the good lines behind it along, and is reported at the line where the next quote stands.
 */
export function sheetLines(bytes: string): readonly SheetLine[] {
  const lines = (bytes.startsWith(BYTE_ORDER_MARK) ? bytes.slice(BYTE_ORDER_MARK.length) : bytes)
    .split('\n')
    .map((raw, at) => ({ line: at + 1, raw: raw.replace(/\r$/, '') }))
    .filter(({ raw }) => raw !== '');
  const delimiter = lines[0]?.raw.includes('\t') ? '\t' : ',';
  return lines.map(({ line, raw }) => ({ line, raw, ...parsed(raw, delimiter) }));
}

function parsed(raw: string, delimiter: string): { readonly values: readonly string[] } | { readonly broken: number } {
  try {
    const [values = []] = parse(raw, {
      delimiter,
      record_delimiter: '\n',
      bom: false,
    }) as readonly (readonly string[])[];
    return { values };
  } catch (error) {
    if (error instanceof CsvError) return { broken: Number(error['index']) + 1 };
    throw error;
  }
}
