import { comparePositions } from '../position';

/** What a pod asks of a machine, or a machine has: CPUs and bytes of memory. */
export interface Size {
  readonly cpus: number;
  readonly memory: number;
}

/** Something that waits for its room. */
export interface Waiting {
  readonly size: Size;
  readonly position: readonly number[];
  readonly begin: () => void;
}

/**
 * Lets begin what fits into a machine, as a scheduler does by requests: of what waits, the first by its position. What
 * asks for more than there is begins alone.
 */
export class Pool {
  readonly #waiting: Waiting[] = [];
  #free: Size;

  constructor(private readonly whole: Size) {
    this.#free = whole;
  }

  add(one: Waiting): void {
    this.#waiting.splice(this.placeOf(one), 0, one);
    this.#admit();
  }

  /** What had begun has ended. */
  free(size: Size): void {
    this.#free = sum(this.#free, this.fitted(size), 1);
    this.#admit();
  }

  /** Nothing that waits begins any more. */
  close(): void {
    this.#waiting.length = 0;
  }

  #admit(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const size = this.fitted(next.size);
      if (size.cpus > this.#free.cpus || size.memory > this.#free.memory) return;
      this.#waiting.shift();
      this.#free = sum(this.#free, size, -1);
      next.begin();
    }
  }

  private fitted({ cpus, memory }: Size): Size {
    return { cpus: Math.min(cpus, this.whole.cpus), memory: Math.min(memory, this.whole.memory) };
  }

  private placeOf({ position }: Waiting): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#waiting[middle];
      if (other !== undefined && comparePositions(other.position, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function sum(one: Size, other: Size, sign: 1 | -1): Size {
  // CPUs come in thousandths: a sum of tenths is none of them.
  const cpus = Math.round(1000 * (one.cpus + sign * other.cpus)) / 1000;
  return { cpus, memory: one.memory + sign * other.memory };
}
