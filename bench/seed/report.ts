import { bytesOf, type Request } from './relay';
import { inTurn, type StageRun } from './runs';
import type { Timed } from './timed';

export function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export const requestsOf = (stages: readonly StageRun[]): readonly Request[] =>
  stages.flatMap(({ requests }) => requests);
export const megabytes = (stages: readonly StageRun[]): number => bytesOf(requestsOf(stages)) / 1e6;

/** Medians, each of its own. */
export function medians(rounds: readonly (readonly Timed[])[]): Timed {
  const all = rounds.map(inTurn);
  const of = (read: (one: Timed) => number): number => median(all.map(read));
  return { wall: of(({ wall }) => wall), cpu: of(({ cpu }) => cpu), memory: of(({ memory }) => memory), log: '' };
}

/** A ratio beside its goal. */
export function against(goal: number, value: number, of: number): string {
  const ratio = value / of;
  return `${ratio.toFixed(ratio < 0.1 ? 3 : 2)} × (goal ${goal}: ${ratio <= goal ? 'met' : 'missed'})`;
}

/** A difference or a count beside its goal. */
export function atMost(goal: number, value: number, unit = ''): string {
  return `${Number(value.toFixed(2))}${unit} (goal ${goal}: ${value <= goal ? 'met' : 'missed'})`;
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cells = [
    head,
    ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toFixed(cell < 100 ? 2 : 0) : cell))),
  ];
  const widths = head.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  for (const row of cells)
    console.log(
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    );
  console.log();
}

/** `HEAD 12, PUT 3`: most frequent first. */
export function methods(requests: readonly Request[]): string {
  const counts = new Map<string, number>();
  for (const { method } of requests) counts.set(method, (counts.get(method) ?? 0) + 1);
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([method, count]) => `${method} ${count}`)
    .join(', ');
}
