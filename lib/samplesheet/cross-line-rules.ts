import { type Cells, fastqFault, isName, plainAddress } from './check-values';
import { DEFAULTS } from './columns';
import { type Report, shown } from './problems';

/** A line of the sheet whose values were checked one by one. */
export interface SheetRow {
  readonly line: number;
  readonly cells: Cells;
}

/** The name of a lane's read group and files. */
export function idOf({ sample, lane }: Cells): string {
  return `${sample}_${lane === '' ? DEFAULTS.lane : lane}`;
}

/** Lines by their sample, in the order of the first of each. */
export function bySample(rows: readonly SheetRow[]): ReadonlyMap<string, readonly SheetRow[]> {
  const samples = new Map<string, SheetRow[]>();
  for (const row of rows) {
    const { sample } = row.cells;
    const others = samples.get(sample);
    if (others === undefined) samples.set(sample, [row]);
    else others.push(row);
  }
  return samples;
}

/** Checks lines against each other. A value that is wrong by itself is left out of it. */
export function checkRows(rows: readonly SheetRow[], report: Report): void {
  const samples = bySample(rows.filter(({ cells }) => isName(cells.sample)));
  const files = new Map<string, string>();
  const ids = new Map<string, number>();
  for (const { line, cells } of rows) {
    for (const column of ['fastq_1', 'fastq_2'] as const) {
      const value = cells[column];
      if (value === '' || fastqFault(value) !== undefined) continue;
      const key = plainAddress(value);
      const first = files.get(key);
      if (first === undefined) files.set(key, `${column} of line ${line}`);
      else report('sameFastq', line, column, shown(value), first);
    }
    const all = samples.get(cells.sample);
    const [first] = all ?? [];
    if (all === undefined || first === undefined) continue;
    if (cells.lane === '' && all.length > 1) report('missingLane', line, 'lane', shown(cells.sample));
    else if (cells.lane === '' || isName(cells.lane)) {
      const id = idOf(cells);
      const known = ids.get(id);
      if (known === undefined) ids.set(id, line);
      else report('sameLane', line, 'lane', shown(id), `line ${known}`);
    }
    const [here, there] = [cells, first.cells].map(({ fastq_2 }) => (fastq_2 === '' ? 'single' : 'paired'));
    if (here !== there)
      report('mixed', line, 'fastq_2', `${here} reads of ${shown(cells.sample)}`, `line ${first.line} is ${there}`);
  }
}
