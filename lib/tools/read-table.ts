import type { Construct } from 'constructs';
import { RunTimeList } from '../argo/run-time-list';
import { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER, TEXT_OR_VALUE } from '../constructs/kinds';
import { parsedJson } from '../constructs/known-texts';
import { mustBe, recordOf, TEXT } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { TABLE, tableRules } from '../samplesheet/awk';
import { tableParameter } from '../samplesheet/read-table';
import { type Columns, EXTRA, TABLE_RULES, type Table, type TableColumn, type TableRow } from '../samplesheet/table';
import type { ShellPart } from '../shell/reference';
import { pipe, sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import type { DataFile, Folder } from '../storage/file';

/** The rows of a parameter, as they are written. */
const TEXTS = recordOf(TEXT);

/** What a stage that reads a sheet needs: an image with POSIX awk, and no more. */
export const READER = { cpu: 1, memory: '256Mi', scratch: '1Mi' } as const;

/** A sheet as a reader takes it: a NUL ends a line for some awks; as the byte 255 it is refused by all. */
export function readInto(sheet: ShellPart, reader: Shell): Shell {
  return pipe(sh`tr '\000' '\377' <${sheet}`, reader);
}

interface Ends {
  readonly inputs: { readonly table: ShellVariable };
  readonly outputs: { readonly rows: ShellVariable };
}

/** @see tableReader */
export interface TableReaderProps<T extends Table<Columns>> extends StageDefaults {
  /** The CSV or TSV: `volume.file(workflow.parameters.table)`, or what another stage made. */
  readonly table: DataFile;
  /** What it holds. */
  readonly rules: T;
  /** The run's folder. */
  readonly folder: Folder;
}

/**
 * Reads a table when the workflow runs, by the rules of `parseTable` and with its messages: all that is wrong is in the
 * log, and the stage ends with 65. It needs an image with POSIX awk, and no more.
 *
 * `stage.text('rows')` is the list for {@link rowsIn}. A table of more than 300 rows or 128 KiB of JSON is refused, and
 * a row of more than 16 KiB.
 */
export function tableReader<T extends Table<Columns>>(scope: Construct, id: string, props: TableReaderProps<T>) {
  const { table, rules, folder, ...settings } = checked(scope, id, props, {
    table: FILE,
    rules: TABLE_RULES,
    folder: FOLDER,
  });
  const script = ({ inputs, outputs }: Ends): Shell =>
    readInto(inputs.table, sh`check_table ${inputs.table} ${outputs.rows} ${tableRules(rules)}`);
  return new GenomicsStage(scope, id, {
    title: 'Check the table',
    ...READER,
    ...settings,
    inputs: { table },
    outputs: { rows: folder.intermediate(id, '.json') },
    uses: [TABLE],
    script,
    stub: script,
  });
}

/**
 * The rows of a list that `tableReader` or `tableParameter` gives, to map over: a value for each column of the rules,
 * under its name. An optional column is an empty text where a row has none.
 */
export function rowsIn<T extends Table<Columns>>(rows: string | Value, rules: T): RunTimeList<TableColumn<T>> {
  mustBe('rowsIn', rows, TEXT_OR_VALUE, 'rows');
  mustBe('rowsIn', rules, TABLE_RULES, 'rules');
  mustKeepRules(Value.of(rows).known, rules);
  const names: readonly string[] = [...rules.names, ...(rules.extra === 'keep' ? [EXTRA] : [])];
  const words = Object.entries(rules.columns).flatMap(([name, column]) => (column.words ? [[name, column.words]] : []));
  // The names are the keys of the type's columns.
  return new RunTimeList(Value.of(rows), names as unknown as readonly TableColumn<T>[], Object.fromEntries(words));
}

/** The default of a parameter is looked at as a table is; columns that it lacks are told where a map reads it. */
function mustKeepRules(json: string | undefined, rules: Table<Columns>): void {
  const list = parsedJson(json);
  const isWhole = (row: unknown): boolean =>
    TEXTS(row, '') === undefined && rules.names.every((name) => name in Object(row));
  if (Array.isArray(list) && list.every(isWhole))
    tableParameter(
      list.map((row) => ruled(row, rules)),
      rules,
    );
}

/** A row as the rules have it: what is kept beside is JSON there; what they do not name is none of theirs. */
function ruled(row: Readonly<Record<string, string>>, { names, extra }: Table<Columns>): TableRow<Table<Columns>> {
  const cells = Object.fromEntries(names.map((name) => [name, row[name] ?? '']));
  const kept = extra === 'keep' ? row[EXTRA] : undefined;
  // What is no object of texts there is told by whom it is handed to.
  return { ...cells, ...(kept === undefined ? {} : { [EXTRA]: parsedJson(kept) ?? kept }) } as TableRow<Table<Columns>>;
}
