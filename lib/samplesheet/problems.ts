import { GenomicsError, type PlacedProblem } from '../errors';
import type { Rule } from './rules';

/** Collects what is wrong with a table: `report(rule, 3, 'sample', value)`. */
export type Report = (rule: Rule, line: number, column: string, got: string, filled?: string) => void;

/** What was found in a table, to be said at once. */
export class Problems {
  readonly #found: { readonly line: number; readonly problem: PlacedProblem }[] = [];

  constructor(private readonly file: string) {}

  readonly report: Report = ({ what, expected, fix }, line, column, got, filled = '') => {
    const where = [this.file, line, ...(column === '' ? [] : [column])].join(':');
    this.#found.push({ line, problem: { where, what, got, expected: expected.replace('%s', () => filled), fix } });
  };

  /**
   * Fails where anything was found.
   *
   * @throws GenomicsError `invalid-sheet` with all of it, by line; what one line has stays in the order of checks
   */
  settle(): void {
    const [first, ...more] = [...this.#found].sort((one, other) => one.line - other.line).map(({ problem }) => problem);
    if (first !== undefined) throw new GenomicsError('invalid-sheet', first.where, first, more);
  }
}
