import type { Construct } from 'constructs';
import type { Loop } from '../argo/loop';
import { camel, parameterName } from '../argo/names';
import { RunTimeList } from '../argo/run-time-list';
import type { Step } from '../argo/step';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { either, listOfKind, mustBe, recordOf } from '../kinds';
import { DataFile } from '../storage/file';
import { FILE, TEXT_OR_VALUE } from './kinds';
import { areAlike } from './stage-volumes';

/** A row of a list that is known at synth: texts by column. */
export type Row = Readonly<Record<string, string | Value>>;

/** What a map can run over. */
export type MapOver = readonly (string | Value)[] | readonly Row[] | readonly DataFile[] | RunTimeList<string>;

/** What the body of a map over `T` receives: a value, one for each column, or a file. */
export type MapItem<T extends MapOver> =
  T extends RunTimeList<infer C>
    ? [C] extends [never]
      ? Value
      : { readonly [K in C]: Value }
    : T extends readonly DataFile[]
      ? DataFile
      : T extends readonly (string | Value)[]
        ? Value
        : T extends readonly (infer R)[]
          ? { readonly [K in keyof R]: Value }
          : never;

const ROW = recordOf(TEXT_OR_VALUE);
const OVER = listOfKind(either('a text, a value, a row of them, or a file', TEXT_OR_VALUE, FILE, ROW));

interface Items {
  readonly loop: Loop;
  readonly item: Value | DataFile | Readonly<Record<string, Value>>;
  readonly producers: readonly Step[];
}

/** What Argo loops over, and the handle of one element. */
export function itemsOf(map: Construct, id: string, over: MapOver): Items {
  const words = over instanceof RunTimeList ? over.words : {};
  const handle = (key?: string): Value => {
    const known = key === undefined ? undefined : words[key];
    const part = { kind: 'item', map, mapId: camel(id), ...(key !== undefined && { key }) } as const;
    return Value.part({ ...part, ...(known && { words: known }) });
  };
  if (over instanceof RunTimeList) {
    return {
      loop: { kind: 'list', list: over.json, isTable: over.columns.length > 0 },
      item: over.columns.length === 0 ? handle() : row(map, over.columns, handle),
      producers: [],
    };
  }
  mustBe(map, over, OVER, 'over');
  const [first] = over;
  if (first === undefined)
    throw wrongList(
      map,
      'no items',
      'at least one item',
      'leave the map out, or pass a run-time list, which may be empty',
    );
  if (over.some((item) => kindOf(item) !== kindOf(first)))
    throw wrongList(map, 'texts, rows and files together', 'items of one kind', 'map over each kind by itself');
  if (first instanceof DataFile) {
    const files = over.filter((item) => item instanceof DataFile);
    const producers = files.flatMap(({ producer }) => producer ?? []);
    if (files.some(({ isGiven }) => isGiven !== first.isGiven)) {
      throw wrongList(map, 'files of stages beside files of none', 'files of one kind', 'map over each kind by itself');
    }
    if (files.some((file) => !areAlike(file, first))) {
      throw wrongList(
        map,
        'files that differ in volume or secondary files',
        'files that are alike',
        'map over each kind by itself',
      );
    }
    return {
      loop: { kind: 'items', items: files.map(({ path, name, stem }) => ({ path, name, stem })) },
      item: first.as(handle),
      producers,
    };
  }
  if (typeof first === 'string' || first instanceof Value) {
    const texts = over.filter((item) => typeof item === 'string' || item instanceof Value);
    return { loop: { kind: 'items', items: texts.map((text) => Value.of(text)) }, item: handle(), producers: [] };
  }
  const columns = Object.keys(first);
  const rows = over.filter((item): item is Row => kindOf(item) === 'row');
  const ragged = rows.find(
    (one) => Object.keys(one).length !== columns.length || columns.some((column) => one[column] === undefined),
  );
  if (ragged !== undefined)
    throw wrongList(
      map,
      `a row with ${Object.keys(ragged).join(', ')}`,
      `columns ${columns.join(', ')}`,
      'complete the row',
    );
  const items = rows.map((one) => Object.fromEntries(columns.map((column) => [column, Value.of(one[column] ?? '')])));
  return { loop: { kind: 'items', items }, item: row(map, columns, handle), producers: [] };
}

function row(
  map: Construct,
  columns: readonly string[],
  handle: (key: string) => Value,
): Readonly<Record<string, Value>> {
  return Object.freeze(Object.fromEntries(columns.map((column) => [column, handle(parameterName(map, column))])));
}

function kindOf(item: string | Value | Row | DataFile): 'file' | 'text' | 'row' {
  if (item instanceof DataFile) return 'file';
  return typeof item === 'string' || item instanceof Value ? 'text' : 'row';
}

function wrongList(map: Construct, got: string, expected: string, fix: string): GenomicsError {
  return new GenomicsError('invalid-value', map, { what: 'a map cannot run over this list', got, expected, fix });
}
