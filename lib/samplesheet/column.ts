import { mustBe, optional, WORD } from '../kinds';
import type { Rule } from './rules';

/**
 * What a value can be tested for. Regular expressions are such that JavaScript and POSIX awk read them alike: no
 * backslash, no `{n}`, no bracket within brackets. Lengths are of bytes.
 */
export type Test =
  /** It matches. */
  | 'like'
  /** It does not. */
  | 'unlike'
  /** It matches without its query and fragment: one file, whoever signed its address. */
  | 'address'
  /** It is one of these words; tabs lie between them. */
  | 'among'
  | 'longest'
  | 'length'
  | 'least'
  | 'most';

/** A test with what it compares with, and what is said of a value that fails it. */
export interface Check {
  readonly test: Test;
  readonly by: string;
  readonly rule: Rule;
}

/** What values of a column can be. Checks hold in their order: the first that fails is said. */
export interface Kind<Cell extends string | number> {
  /** A word for it, in what is emitted. */
  readonly name: string;
  /** What a missing value should have been. */
  readonly meaning: string;
  readonly checks: readonly Check[];
  /** The cell of a value that passed. */
  readonly cell: (text: string) => Cell;
}

/** What a row of a table has for a column. */
export type Cell = string | number | undefined;

/** A column of a table: the kind of its values, and whether each line must have one. Made by `column`; immutable. */
export class Column<out Value extends Cell> {
  /** @internal */
  constructor(
    readonly kind: Kind<string | number>,
    readonly isRequired: boolean,
    /** What an empty cell means. */
    readonly otherwise: string,
    readonly isUnique: boolean,
  ) {
    Object.freeze(this);
  }

  /** The sheet may lack the column, and a line a value: a row then has `undefined`, an item of a map an empty text. */
  optional(): Column<Value | undefined>;
  /** The sheet may lack the column, and a line a value: this one holds then. It must be of the column's kind. */
  optional(otherwise: Value): Column<Value>;
  optional(otherwise?: Cell): Column<Cell> {
    mustBe('table', otherwise, optional(WORD), 'the default');
    return new Column(this.kind, false, `${otherwise ?? ''}`, this.isUnique);
  }

  /** No value stands twice in the sheet; a URL counts without its query. For a column by which files are named. */
  unique(): Column<Value> {
    return new Column(this.kind, this.isRequired, this.otherwise, true);
  }

  /** @internal The words that a row can have for it; undefined where they are not counted. */
  get words(): readonly string[] | undefined {
    const words = this.kind.checks.find(({ test }) => test === 'among')?.by.split('\t');
    return words && (this.isRequired ? words : [...words, this.otherwise]);
  }

  /** @internal What a row has for a text that passed, which may be empty. */
  valueOf(text: string): Cell {
    const meant = text === '' ? this.otherwise : text;
    return meant === '' ? undefined : this.kind.cell(meant);
  }
}

/** An address without query and fragment. */
export function plainAddress(value: string): string {
  return value.replace(/[?#].*$/s, '');
}

const expressions = new Map<string, RegExp>();
function matches(value: string, pattern: string): boolean {
  const expression = expressions.get(pattern) ?? new RegExp(pattern);
  expressions.set(pattern, expression);
  return expression.test(value);
}

function holds(value: string, { test, by }: Check): boolean {
  switch (test) {
    case 'like':
      return matches(value, by);
    case 'unlike':
      return !matches(value, by);
    case 'address':
      return matches(plainAddress(value), by);
    case 'among':
      return by.split('\t').includes(value);
    case 'longest':
      return value.length <= Number(by);
    case 'length':
      return value.length === Number(by);
    case 'least':
      return Number(value) >= Number(by);
    case 'most':
      return Number(value) <= Number(by);
  }
}

/** What is wrong with a value, as bytes; nothing with one of its kind. */
export function faultOf(kind: Pick<Kind<string | number>, 'checks'>, bytes: string): Rule | undefined {
  return kind.checks.find((check) => !holds(bytes, check))?.rule;
}
