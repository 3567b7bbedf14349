import type { Listener, PodReport } from '../machine/machine';
import { Board, boardLines } from './board';
import { wasDone } from './summary';
import { duration } from './words';

/** Where progress goes. */
export interface Screen {
  readonly isTerminal: boolean;
  readonly width: number;
  readonly write: (text: string) => void;
}

/** Shows how far a run is: a line a stage that is drawn again on a terminal, a line for each end elsewhere. */
export class Progress {
  readonly #board = new Board();
  #drawn = 0;
  #last = 0;

  constructor(private readonly screen: Screen) {}

  readonly listener: Listener = {
    waits: (attempt) => {
      this.#board.waits(attempt);
      const { retries, wait, invocation } = attempt;
      if (retries > 0) this.line(`${invocation.task} is tried again in ${duration(wait)}, attempt ${retries + 1}`);
      this.draw();
    },
    begins: (attempt) => {
      this.#board.begins(attempt);
      this.draw();
    },
    ends: (report) => {
      this.#board.ends(report);
      if (!this.screen.isTerminal || report.phase !== 'Succeeded') this.line(endLine(report));
      this.draw(report.phase !== 'Succeeded');
    },
  };

  /** A line that stays. */
  line(text: string): void {
    this.wipe();
    this.screen.write(`${text}\n`);
  }

  /** The last picture stays. */
  finish(): void {
    this.draw(true);
    this.#drawn = 0;
  }

  private draw(isDue = false): void {
    const now = Date.now();
    if (!this.screen.isTerminal || (!isDue && now - this.#last < 100)) return;
    this.#last = now;
    this.wipe();
    const lines = boardLines(this.#board.rows, this.screen.width);
    this.screen.write(lines.map((line) => `${line}\n`).join(''));
    this.#drawn = lines.length;
  }

  private wipe(): void {
    if (this.#drawn > 0) this.screen.write(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }
}

function endLine(report: PodReport): string {
  const { attempt, phase, seconds, end } = report;
  const how =
    phase !== 'Succeeded'
      ? `failed with status ${end.status}`
      : wasDone(report)
        ? 'was done before'
        : `succeeded in ${duration(seconds)}`;
  return `${attempt.invocation.task || attempt.invocation.template} ${how}`;
}
