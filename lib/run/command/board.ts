import type { Attempt } from '../engine';
import type { PodReport } from '../machine/machine';

/** How far a stage is. */
export interface Row {
  readonly stage: string;
  readonly known: number;
  readonly running: number;
  readonly ended: number;
  readonly failed: number;
}

/** Counts of what waits, runs and has ended, by stage. */
export class Board {
  readonly #rows = new Map<string, Row>();

  waits(attempt: Attempt): void {
    const isNew = attempt.retries === 0 ? 1 : 0;
    this.change(attempt, ({ known, ...row }) => ({ ...row, known: known + isNew }));
  }

  begins(attempt: Attempt): void {
    this.change(attempt, ({ running, ...row }) => ({ ...row, running: running + 1 }));
  }

  /** A try that failed and is followed by another is not counted as one that ended. */
  ends({ attempt, phase }: PodReport): void {
    this.change(attempt, ({ running, ended, failed, ...row }) => ({
      ...row,
      running: running - 1,
      ended: ended + (phase === 'Succeeded' ? 1 : 0),
      failed: failed + (phase === 'Succeeded' ? 0 : 1),
    }));
  }

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  private change({ stage, invocation }: Attempt, by: (row: Row) => Row): void {
    const name = stage === '' ? invocation.template : stage;
    const row = this.#rows.get(name) ?? { stage: name, known: 0, running: 0, ended: 0, failed: 0 };
    this.#rows.set(name, by(row));
  }
}

const BAR = 20;

/** A line a stage, for a terminal of some width. */
export function boardLines(rows: readonly Row[], width: number): readonly string[] {
  const names = Math.min(40, Math.max(...rows.map(({ stage }) => stage.length), 0));
  return rows.map(({ stage, known, running, ended, failed }) => {
    const full = known === 0 ? 0 : Math.floor((BAR * ended) / known);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
    const more = [...(running > 0 ? [`${running} running`] : []), ...(failed > 0 ? [`${failed} failed`] : [])];
    return `${stage.slice(-names).padEnd(names)} ${bar} ${ended}/${known} ${more.join(', ')}`.trimEnd().slice(0, width);
  });
}
