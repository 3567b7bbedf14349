import { readFileSync } from 'node:fs';

/** What processes have at a moment: bytes of memory, and the seconds of CPU that they cost so far. */
export interface Usage {
  readonly memory: number;
  readonly cpuSeconds: number;
}

/** Linux counts so many ticks a second for all that it tells of processes. */
const TICKS = 100;

/** Of a process and all below it, as Linux tells; pages that they share count for each. */
export function usageOf(pid: number): Usage {
  const all = [pid, ...below(pid)];
  const sum = (of: (one: number) => number): number => all.reduce((total, one) => total + of(one), 0);
  return { memory: sum(residentOf), cpuSeconds: sum(ticksOf) / TICKS };
}

function below(pid: number): readonly number[] {
  const children = text(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...below(child)]);
}

function residentOf(pid: number): number {
  const [, kibibytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(text(`/proc/${pid}/status`)) ?? [];
  return Number(kibibytes) * 1024;
}

/** Its own, and those of the children that it waited for. The name, which may hold blanks, stands in brackets. */
function ticksOf(pid: number): number {
  const stat = text(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

/** A process may end at any moment: it has nothing then. */
function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
