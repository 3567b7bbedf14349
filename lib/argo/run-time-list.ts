import { instanceOf, listOfKind, mustBe, TEXT } from '../kinds';
import { Value } from './value';

const VALUE = instanceOf('a value: a parameter, an item, or stage.text(…)', Value);

/** A list that is known only at run time: JSON in a value. Made by {@link listOf} and {@link tableOf}. */
export class RunTimeList<Column extends string> {
  /** @internal */
  constructor(
    readonly json: Value,
    readonly columns: readonly Column[],
    /** What a column can be, where that is known. */
    readonly words: Readonly<Record<string, readonly string[]>> = {},
  ) {
    Object.freeze(this);
  }
}

/** A value that holds a JSON list of strings: `["a","b"]`. */
export function listOf(json: Value): RunTimeList<never> {
  mustBe('listOf', json, VALUE, 'json');
  return new RunTimeList(json, []);
}

/**
 * A value that holds a JSON list of objects of strings, with these columns: `[{"sample":"a","fastq_1":"…"}]`. A column
 * may hold a list again, over which a map within can run: its value is JSON.
 */
export function tableOf<const Column extends string>(json: Value, columns: readonly Column[]): RunTimeList<Column> {
  mustBe('tableOf', json, VALUE, 'json');
  mustBe('tableOf', columns, listOfKind(TEXT), 'columns');
  return new RunTimeList(json, columns);
}
