/** Lets at most some begin before others have ended, in the order in which they ask. */
export class Parallelism {
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #isAdmitting = false;

  constructor(most: number | undefined) {
    this.#free = most ?? Number.POSITIVE_INFINITY;
  }

  enter(begin: () => void): void {
    this.#waiting.push(begin);
    this.#admit();
  }

  leave(): void {
    this.#free += 1;
    this.#admit();
  }

  /** One that ends while it begins lets the next in from here: ten thousand of those are no deep recursion. */
  #admit(): void {
    if (this.#isAdmitting) return;
    this.#isAdmitting = true;
    while (this.#free > 0) {
      const begin = this.#waiting.shift();
      if (begin === undefined) break;
      this.#free -= 1;
      begin();
    }
    this.#isAdmitting = false;
  }
}
