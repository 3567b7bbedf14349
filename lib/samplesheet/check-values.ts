import type { Header } from './check-columns';
import type { Column } from './columns';
import { LONGEST_NAME } from './limits';
import { type Report, shown } from './problems';
import { PATTERNS, type Pattern, type RuleName } from './rules';

/** The values of a line by column; empty where the sheet has none. */
export type Cells = Readonly<Record<Column, string>>;

const expressions = Object.fromEntries(
  Object.entries(PATTERNS).map(([name, source]) => [name, new RegExp(source)]),
) as Readonly<Record<Pattern, RegExp>>;
const matches = (pattern: Pattern, value: string): boolean => expressions[pattern].test(value);

export function isName(value: string): boolean {
  return value.length <= LONGEST_NAME && matches('name', value);
}

/** What is wrong with a FASTQ's address, if anything. */
export function fastqFault(value: string): RuleName | undefined {
  if (!matches('remote', value)) return 'address';
  if (!matches('url', value)) return 'characters';
  if (matches('climbing', value)) return 'address';
  return matches('fastq', plainAddress(value)) ? undefined : 'suffix';
}

/** An address without query and fragment: one file, whoever signed it. */
export function plainAddress(value: string): string {
  return value.replace(/[?#].*$/, '');
}

/** Checks the values of one line, each by itself. */
export function checkValues(line: number, cells: Cells, header: Header, report: Report): void {
  const fault = (column: Column, rule: RuleName): void => report(rule, line, column, shown(cells[column]));
  const must = (column: Column, pattern: Pattern, rule: RuleName, length?: number): void => {
    const value = cells[column];
    if (value !== '' && !(matches(pattern, value) && (length === undefined || value.length === length)))
      fault(column, rule);
  };
  const name = (column: 'sample' | 'lane'): void => {
    if (cells[column] !== '' && !isName(cells[column])) fault(column, 'name');
  };
  const fastq = (column: 'fastq_1' | 'fastq_2'): void => {
    const rule = cells[column] === '' ? undefined : fastqFault(cells[column]);
    if (rule !== undefined) fault(column, rule);
  };
  if (header.has('sample') && cells.sample === '') report('missing', line, 'sample', "''", 'the name of the sample');
  name('sample');
  name('lane');
  if (header.has('fastq_1') && cells.fastq_1 === '')
    report('missing', line, 'fastq_1', "''", 'the FASTQ, of the first mates where there are two');
  fastq('fastq_1');
  fastq('fastq_2');
  must('library', 'field', 'field');
  must('platform', 'platform', 'platform');
  must('platform_unit', 'field', 'field');
  for (const mate of ['fastq_1', 'fastq_2'] as const) must(`${mate}_md5`, 'hex', 'md5', 32);
  for (const mate of ['fastq_1', 'fastq_2'] as const) must(`${mate}_sha256`, 'hex', 'sha256', 64);
  for (const column of ['fastq_2_md5', 'fastq_2_sha256'] as const)
    if (cells[column] !== '' && cells.fastq_2 === '') fault(column, 'noFile');
}
