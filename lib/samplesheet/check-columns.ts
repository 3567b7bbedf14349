import { COLUMNS, type Column, REQUIRED } from './columns';
import { type Report, shown } from './problems';

/** Where each column stands; of one that stands twice, the first. */
export type Header = ReadonlyMap<Column, number>;

/** The columns of a header, and what is wrong with it. Lines are checked even so, by the columns that are known. */
export function headerOf(line: number, values: readonly string[], report: Report): Header {
  const header = new Map<Column, number>();
  values.forEach((value, at) => {
    const column = COLUMNS.find((name) => name === value);
    if (column === undefined) report('unknownColumn', line, `${at + 1}`, shown(value));
    else if (header.has(column)) report('repeatedColumn', line, `${at + 1}`, shown(value));
    else header.set(column, at);
  });
  for (const column of REQUIRED) if (!header.has(column)) report('missingColumn', line, column, 'none');
  return header;
}
