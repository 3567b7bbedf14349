import type { Value } from './value';

/** One element of a list that is known at synth: a text, or a row of named texts. */
export type LoopItem = Value | Readonly<Record<string, Value>>;

/** What a map runs over. */
export type Loop =
  /** Known at synth: Argo's `withItems`. */
  | { readonly kind: 'items'; readonly items: readonly LoopItem[] }
  /** A JSON list of strings, or of objects of strings, known at run time: Argo's `withParam`. */
  | { readonly kind: 'list'; readonly list: Value; readonly isTable: boolean };
