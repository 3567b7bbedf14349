import { shown } from './characters';
import { plainAddress } from './column';
import type { Report } from './problems';
import type { Cells, TableLine } from './read-lines';
import type { Rule } from './rules';
import type { SampleTable } from './sample-table';
import type { Columns } from './table';

/** Rules of a sample sheet across lines, and of a line's values together. */
export const LANE_RULES = {
  noFile: {
    what: 'there is a checksum without a file',
    expected: 'a file in fastq_2',
    fix: 'name the file, or remove the checksum',
  },
  sameFastq: {
    what: 'a FASTQ stands twice',
    expected: 'a file of its own; this one is %s',
    fix: 'correct the address, or remove the line',
  },
  missingLane: {
    what: 'the lane is missing',
    expected: 'a lane in each line of a sample, or in none of them',
    fix: 'fill it in; where no line has one, lanes are 1, 2 and so on',
  },
  sameLane: {
    what: 'the sample and lane stand twice',
    expected: 'one line for each; %s has this <sample>_<lane> already, which names the read group and files',
    fix: 'give the lane another name, or remove the line',
  },
  mixed: {
    what: 'a sample has single and paired reads',
    expected: 'all lines of a sample alike; %s',
    fix: 'add or remove fastq_2, or make two samples of it',
  },
  differs: {
    what: 'the lines of a sample differ in what is said of the sample',
    expected: 'the same value in each; %s',
    fix: 'correct one of them, or make two samples of it',
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** Lines by their sample, in the order of the first of each. */
export function bySample(lines: readonly TableLine[]): ReadonlyMap<string, readonly TableLine[]> {
  const samples = new Map<string, TableLine[]>();
  for (const one of lines) {
    const { sample = '' } = one.cells;
    const others = samples.get(sample);
    if (others === undefined) samples.set(sample, [one]);
    else others.push(one);
  }
  return samples;
}

const givenLane = ({ lane, run_accession }: Cells): string => lane || run_accession || '';

/** The lanes of a sample's lines: as the sheet has them, or numbers where it has none. Empty where one is missing. */
export function lanesOf(lines: readonly TableLine[]): readonly string[] {
  const given = lines.map(({ cells }) => givenLane(cells));
  return given.every((lane) => lane === '') ? given.map((_, at) => `${at + 1}`) : given;
}

/** Checks lines against each other. A value that is wrong by itself is left out of it. */
export function checkRows(lines: readonly TableLine[], rules: SampleTable<Columns, Columns>, report: Report): void {
  const samples = bySample(lines.filter(({ cells, faulty }) => cells['sample'] !== '' && !faulty.has('sample')));
  const lanes = new Map(
    [...samples.values()].flatMap((all) => {
      const names = lanesOf(all);
      return all.map((one, at) => [one, names[at] ?? ''] as const);
    }),
  );
  const files = new Map<string, string>();
  const ids = new Map<string, number>();
  for (const one of lines) {
    const { line, cells, faulty } = one;
    const { sample = '', fastq_2: second = '' } = cells;
    for (const column of ['fastq_2_md5', 'fastq_2_sha256']) {
      const value = cells[column] ?? '';
      if (value !== '' && second === '') report(LANE_RULES.noFile, line, column, shown(value));
    }
    for (const column of ['fastq_1', 'fastq_2']) {
      const value = cells[column] ?? '';
      if (value === '' || faulty.has(column)) continue;
      const key = plainAddress(value);
      const known = files.get(key);
      if (known === undefined) files.set(key, `${column} of line ${line}`);
      else report(LANE_RULES.sameFastq, line, column, shown(value), known);
    }
    const [first] = samples.get(sample) ?? [];
    const lane = lanes.get(one);
    if (first === undefined || lane === undefined) continue;
    if (lane === '') report(LANE_RULES.missingLane, line, 'lane', shown(sample));
    else if (!faulty.has(cells['lane'] === '' ? 'run_accession' : 'lane')) {
      const id = `${sample}_${lane}`;
      const known = ids.get(id);
      if (known === undefined) ids.set(id, line);
      else report(LANE_RULES.sameLane, line, 'lane', shown(id), `line ${known}`);
    }
    const [here, there] = [cells, first.cells].map(({ fastq_2 }) => (fastq_2 === '' ? 'single' : 'paired'));
    if (here !== there)
      report(LANE_RULES.mixed, line, 'fastq_2', `${here} reads of ${shown(sample)}`, `line ${first.line} is ${there}`);
    for (const column of rules.ofSample) {
      if (faulty.has(column) || first.faulty.has(column)) continue;
      const otherwise = rules.table.columns[column]?.otherwise;
      const [mine, other] = [cells, first.cells].map((all) => all[column] || otherwise || '');
      if (mine !== other)
        report(LANE_RULES.differs, line, column, shown(mine ?? ''), `line ${first.line} has ${shown(other ?? '')}`);
    }
  }
}
