import { GenomicsError } from '../errors';
import { instanceOf, listOfKind, mustBe, oneOf, optional, recordOf, shape, TEXT } from '../kinds';
import { bytesOf } from './characters';
import { type Cell, Column, faultOf } from './column';

/** The columns of a table by their names, in their order. */
export type Columns = Readonly<Record<string, Column<Cell>>>;

/** What becomes of columns that the rules do not name. */
export type ExtraColumns = 'refuse' | 'ignore' | 'keep';

/** @see table */
export interface TableOptions<Name extends string, Extra extends ExtraColumns> {
  /**
   * Columns that the rules do not name: refused, since one may be misspelt; left out; or kept, as one more field
   * `extra` of each row. @default 'refuse'
   */
  readonly extra?: Extra;
  /** Columns whose values together stand in one line only, as `['sample', 'lane']`. @default none */
  readonly key?: readonly Name[];
}

/**
 * The rules of a table: its columns, in their order, and what holds across lines. Made by {@link table}; immutable. At
 * synth {@link parseTable} reads by it, when the workflow runs `tableReader`.
 */
export class Table<out C extends Columns, out Extra extends ExtraColumns = ExtraColumns> {
  /** @internal */
  constructor(
    readonly columns: C,
    readonly extra: Extra,
    /** Columns whose values together are unique. */
    readonly unique: readonly (readonly string[])[],
  ) {
    Object.freeze(this);
  }

  /** @internal What a table of any columns has. */
  get names(): readonly string[] {
    return Object.keys(this.columns);
  }
}

/** The kinds of rules, and of what makes them. */
export const TABLE_RULES = instanceOf('rules of a table: table({ … })', Table);
export const COLUMNS = recordOf(instanceOf('a column: column.text(), or another of its kinds', Column));
export const EXTRA_COLUMNS = optional(oneOf('refuse', 'ignore', 'keep'));
const OPTIONS = shape({ extra: EXTRA_COLUMNS, key: optional(listOfKind(TEXT)) });

/** The row of a table: `TableRow<typeof SHEET>`. */
export type TableRow<T> =
  T extends Table<infer C, infer Extra>
    ? { readonly [K in keyof C]: C[K] extends Column<infer Value> ? Value : never } & (Extra extends 'keep'
        ? { readonly extra: Readonly<Record<string, string>> }
        : unknown)
    : never;

/** What a map over the rows of a table has for each. */
export type TableColumn<T> =
  T extends Table<infer C, infer Extra> ? (keyof C & string) | (Extra extends 'keep' ? 'extra' : never) : never;

/** The name of the field that holds what other columns hold. */
export const EXTRA = 'extra';

/**
 * Says once what a CSV or TSV holds: `table({ sample: column.name().unique(), age: column.integer({ min: 0
 * }).optional() })`. It is read by these rules at synth and when the workflow runs, with the same messages, and its
 * rows have these fields, typed, down to the stage.
 *
 * @throws GenomicsError where a name cannot be a parameter's, or a default is not of its column's kind
 */
export function table<const C extends Columns, const Extra extends ExtraColumns = 'refuse'>(
  columns: C,
  options: TableOptions<keyof C & string, Extra> = {},
): Table<C, Extra> {
  mustBe('table', columns, COLUMNS, 'columns');
  mustBe('table', options, OPTIONS, 'options');
  const extra = options.extra ?? 'refuse';
  const names = Object.keys(columns);
  if (names.length === 0) throw unusable('invalid-value', 'a table has no column', 'none', 'at least one');
  const named = names.find((name) => !/^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(name));
  if (named !== undefined)
    throw unusable('invalid-name', 'a column cannot be called so', `'${named}'`, 'letters, digits and underscores');
  if (extra === 'keep' && names.includes(EXTRA))
    throw unusable('duplicate-name', 'a column is called as what holds the others', `'${EXTRA}'`, 'another name');
  for (const [name, { otherwise, kind }] of Object.entries(columns)) {
    if (otherwise !== '' && faultOf(kind, bytesOf(otherwise)) !== undefined)
      throw unusable('invalid-value', `the default of ${name} is not of its kind`, `'${otherwise}'`, kind.meaning);
  }
  const stranger = options.key?.find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw unusable('invalid-value', 'the key names no column', `'${stranger}'`, `some of ${names.join(', ')}`);
  const unique = [
    ...names.filter((name) => columns[name]?.isUnique).map((name) => [name]),
    ...(options.key === undefined || options.key.length === 0 ? [] : [options.key]),
  ];
  return new Table(Object.freeze({ ...columns }), extra as Extra, Object.freeze(unique));
}

function unusable(
  code: 'invalid-value' | 'invalid-name' | 'duplicate-name',
  what: string,
  got: string,
  expected: string,
) {
  return new GenomicsError(code, 'table', { what, got, expected, fix: 'change it in the rules of the table' });
}
