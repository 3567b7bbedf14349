import type { Value } from '../argo/value';

/** A list that is known only at run time: JSON in a value. Made by {@link listOf} and {@link tableOf}. */
export class RunTimeList<Column extends string> {
  /** @internal */
  constructor(
    readonly json: Value,
    readonly columns: readonly Column[],
  ) {
    Object.freeze(this);
  }
}

/** A value that holds a JSON list of strings: `["a","b"]`. */
export function listOf(json: Value): RunTimeList<never> {
  return new RunTimeList(json, []);
}

/**
 * A value that holds a JSON list of objects of strings, with these columns: `[{"sample":"a","fastq_1":"…"}]`. A column
 * may hold a list again, over which a map within can run: its value is JSON.
 */
export function tableOf<const Column extends string>(json: Value, columns: readonly Column[]): RunTimeList<Column> {
  return new RunTimeList(json, columns);
}
