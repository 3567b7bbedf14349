import { listOfKind, mustBe, NUMBER, optional, recordOf, shape, TEXT } from '../kinds';
import { type Amount, amountText, LENGTHS, type ListLengths, numberOf } from './amount';
import type { Plan, PlanRow } from './plan';

const HEAD = ['stage', 'pods', 'CPU', 'GiB', 'minutes', 'CPU-hours', 'GiB-hours'];

/** @see planTable */
export interface PlanTableOptions {
  /** Lengths of run-time lists. @default those that stand in the manifest; else the sums are told for one item */
  readonly items?: ListLengths;
}

const AMOUNT = shape({ times: NUMBER, lists: listOfKind(TEXT) });
const ROW = shape({ stage: TEXT, pods: AMOUNT, cpu: NUMBER, memory: NUMBER, minutes: optional(NUMBER) });
const PLAN = shape({
  workflow: TEXT,
  rows: listOfKind(ROW),
  missing: listOfKind(TEXT),
  nodes: listOfKind(AMOUNT),
  known: recordOf(NUMBER),
});

/**
 * A plan as text, a line for each stage, then the sums: what happens once in a run, and what is added by each item of a
 * list. Hours are of one pod in the lines and of all of them in the sums; a stage without an estimate has none and
 * makes a sum "at least".
 */
export function planTable(plan: Plan, options: PlanTableOptions = {}): string {
  mustBe('planTable', plan, PLAN);
  mustBe('planTable', options, shape({ items: LENGTHS }), 'options');
  const { items } = options;
  const lengths = typeof items === 'number' ? items : { ...plan.known, ...items };
  const table = [HEAD, ...plan.rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const shown = table.map((row) =>
    row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
  );
  return `${[`plan of ${plan.workflow}`, ...shown, ...sums(plan), total(plan, lengths), ...gaps(plan)].join('\n')}\n`;
}

function gaps({ missing }: Plan): readonly string[] {
  return missing.map((name) => `without ${name}, which is not among the manifests`);
}

function cells({ stage, pods, cpu, memory, minutes, conditional }: PlanRow): readonly string[] {
  const hours = (amount: number): string => (minutes === undefined ? '?' : round((amount * minutes) / 60));
  const name = conditional ? `${stage} (if)` : stage;
  return [
    name,
    amountText(pods),
    round(cpu),
    round(memory),
    minutes === undefined ? '?' : round(minutes),
    hours(cpu),
    hours(memory),
  ];
}

/**
 * One line for what depends on no list, and one for each list or product of lists; the entrypoint is a node of the
 * first.
 */
function sums({ rows, nodes }: Plan): readonly string[] {
  const keys = [...new Set(nodes.map(listsOf))];
  return keys.map((key) => {
    const of = (amount: Amount): number => (listsOf(amount) === key ? amount.times : 0);
    return `${key === '' ? 'in each run' : `for each of ${key}`}: ${sumText(rows, nodes, of)}`;
  });
}

function total({ rows, nodes }: Plan, lengths: ListLengths): string {
  const lists = [...new Set(nodes.flatMap((amount) => amount.lists))];
  const known = lists.map((list) => `${list} ${typeof lengths === 'number' ? lengths : (lengths[list] ?? 1)}`);
  const inAll = sumText(rows, nodes, (amount) => numberOf(amount, lengths));
  return `in all${known.length === 0 ? '' : ` (${known.join(', ')})`}: ${inAll}`;
}

function sumText(rows: readonly PlanRow[], nodes: readonly Amount[], of: (amount: Amount) => number): string {
  const sum = (each: (row: PlanRow) => number): number => rows.reduce((all, row) => all + of(row.pods) * each(row), 0);
  const unsure = rows.some(({ minutes, pods }) => minutes === undefined && of(pods) > 0) ? 'at least ' : '';
  const hours = ({ minutes = 0 }: PlanRow): number => minutes / 60;
  return [
    counted(
      sum(() => 1),
      'pod',
    ),
    counted(
      nodes.reduce((all, amount) => all + of(amount), 0),
      'node',
    ),
    `${unsure}${round(sum((row) => row.cpu * hours(row)))} CPU-hours`,
    `${unsure}${round(sum((row) => row.memory * hours(row)))} GiB-hours`,
  ].join(', ');
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function listsOf({ lists }: Amount): string {
  return [...lists].sort().join(' × ');
}

function round(value: number): string {
  return `${Number(value.toFixed(2))}`;
}
