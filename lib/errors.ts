import type { IConstruct } from 'constructs';

/** Every cause for which this library refuses an input. A closed set: switch over it. */
export type ErrorCode =
  | 'duplicate-name'
  | 'duplicate-output'
  | 'empty-workflow'
  | 'foreign-scope'
  | 'handle-in-text'
  | 'invalid-name'
  | 'invalid-sheet'
  | 'invalid-value'
  | 'nested-set'
  | 'shell-syntax'
  | 'unlinked-path';

/** What is wrong with one value, and what to do about it. Lower case, no final stop. */
export interface Problem {
  readonly what: string;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

/** A problem and where it is: `cohort.csv:3:fastq_2`. */
export interface PlacedProblem extends Problem {
  readonly where: string;
}

/** A problem as a line of text: `[where] what is wrong, got <value>, expected <range>; do <fix>`. */
export function problemText({ where, what, got, expected, fix }: PlacedProblem): string {
  return `[${where}] ${what}, got ${got}, expected ${expected}; ${fix}`;
}

/**
 * The one error of this library: `[chart/workflow/stage] what is wrong, got <value>, expected <range>; do <fix>`. Where
 * several problems were found together, as in a sample sheet, `more` has the others, and the message a line for each.
 * Thrown while the construct tree is built, before anything is written.
 */
export class GenomicsError extends Error {
  override readonly name = 'GenomicsError';
  /** The construct's path; of a value that was made outside of any, what the value is about. */
  readonly where: string;
  /** @internal Whether it begins with a construct's path. */
  readonly isPlaced: boolean;

  constructor(
    readonly code: ErrorCode,
    where: IConstruct | string,
    readonly problem: Problem,
    readonly more: readonly PlacedProblem[] = [],
    /** The part of the construct that it is about: `input 'bam'`. */
    part?: string,
  ) {
    const place = typeof where === 'string' ? where : where.node.path;
    const path = part === undefined ? place : `${place}: ${part}`;
    super([{ ...problem, where: path }, ...more].map(problemText).join('\n'));
    this.where = path;
    this.isPlaced = typeof where !== 'string';
    // The message has all of it: Node would print it once more below the stack.
    for (const field of Object.keys(this)) Object.defineProperty(this, field, { enumerable: false });
  }

  /** @internal The same error of a part of a construct, thrown where it was. */
  placed(construct: IConstruct, part: string): GenomicsError {
    const { code, where, problem, more, stack = '', message } = this;
    const inside = where.startsWith(part) ? where : `${part}: ${where}`;
    const error = new GenomicsError(code, construct, problem, more, inside);
    error.stack = stack.replace(message, () => error.message);
    return error;
  }
}

/**
 * Does something for a part of a construct, as `script` or `input 'bam'`. Texts, values and shell know no construct:
 * what they refuse gets its path and the part in front.
 */
export function within<T>(construct: IConstruct, part: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof GenomicsError && !error.isPlaced ? error.placed(construct, part) : error;
  }
}

/**
 * What a handle's `toString` does: an untagged template literal would put `[object Object]` into a script in place of a
 * value.
 */
export function handleInText(handle: string): never {
  throw new GenomicsError('handle-in-text', 'script', {
    what: `${handle} was used as a string`,
    got: 'an untagged template literal or a concatenation',
    expected: 'a declared input or output',
    fix: 'declare it, and write sh`…` around the reference that `script` receives',
  });
}
