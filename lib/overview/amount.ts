import { either, NUMBER, optional, recordOf } from '../kinds';

/**
 * How often something happens in a run: a number, times the length of each of these lists, which only the run knows.
 */
export interface Amount {
  readonly times: number;
  readonly lists: readonly string[];
}

/** Lengths of run-time lists: one for all of them, or by the parameter's name. */
export type ListLengths = number | Readonly<Record<string, number>>;

export const LENGTHS = optional(either('a number, or numbers by name', NUMBER, recordOf(NUMBER)));

export const once: Amount = { times: 1, lists: [] };

export function multiply(a: Amount, b: Amount): Amount {
  return { times: a.times * b.times, lists: [...a.lists, ...b.lists] };
}

/** The amount as a number; a list of unknown length counts one item, the least that makes it worth running. */
export function numberOf({ times, lists }: Amount, lengths: ListLengths): number {
  return lists.reduce(
    (product, list) => product * (typeof lengths === 'number' ? lengths : (lengths[list] ?? 1)),
    times,
  );
}

export function amountText({ times, lists }: Amount): string {
  return [`${times}`, ...lists].join(' × ');
}
