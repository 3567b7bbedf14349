import type { PlacedProblem } from '../errors';
import { RULES, type RuleName } from './rules';

/** What was found at a line, to be shown in the order of lines. */
export interface SheetProblem {
  readonly line: number;
  readonly problem: PlacedProblem;
}

/** Collects what is wrong with a sheet: `found('name', 3, 'sample', value)`. */
export type Report = (rule: RuleName, line: number, column: string, got: string, expected?: string) => void;

/** A report that adds to a list. */
export function reportTo(file: string, findings: SheetProblem[]): Report {
  return (rule, line, column, got, filled = '') => {
    const { what, expected, fix } = RULES[rule];
    const where = [file, line, ...(column === '' ? [] : [column])].join(':');
    findings.push({ line, problem: { where, what, got, expected: expected.replace('%s', filled), fix } });
  };
}

/** A value as messages show it: without a URL's query, which may hold a signature, and without control characters. */
export function shown(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return `'${value.replace(/[?].*$/s, '?…').replace(/[\u0000-\u001f\u007f]/g, '_')}'`;
}
