import { nearest } from '../values/nearest';
import { oddCharacter, shown } from './characters';
import { faultOf, plainAddress } from './column';
import { type SheetLine, sheetLines } from './csv';
import type { Report } from './problems';
import { RULES } from './rules';
import type { Columns, Table } from './table';

/** Values of a line by column, as bytes; empty where the sheet has none. */
export type Cells = Readonly<Record<string, string>>;

/** A line whose values were checked one by one. */
export interface TableLine {
  readonly line: number;
  readonly cells: Cells;
  /** What the line has in columns that the rules do not name, where these are kept. */
  readonly extra: readonly (readonly [name: string, value: string])[];
  /** Columns whose values are wrong by themselves, and say nothing of other lines. */
  readonly faulty: ReadonlySet<string>;
}

/** What a sheet has. */
export interface SheetContent {
  /** Columns of the rules that it has. */
  readonly present: readonly string[];
  readonly lines: readonly TableLine[];
}

/** Where columns stand: those of the rules, of one that stands twice the first; and those that are kept beside. */
interface Header {
  readonly width: number;
  readonly places: ReadonlyMap<string, number>;
  readonly extra: ReadonlyMap<string, number>;
}

/** Reads a sheet by the rules of its columns, line by line; what holds across lines is not looked at. */
export function readLines(bytes: string, rules: Table<Columns>, report: Report): SheetContent {
  const [first, ...others] = sheetLines(bytes);
  const header = first === undefined ? undefined : headerOf(first, rules, report);
  if (first === undefined) report(RULES.empty, 1, '', 'nothing');
  if (first === undefined || header === undefined) return { present: [], lines: [] };
  if (others.length === 0) report(RULES.empty, first.line, '', 'column names alone');
  const lines = others.flatMap((other) => lineOf(other, header, rules, report) ?? []);
  return { present: [...header.places.keys()], lines };
}

/** The columns, and what is wrong with them. Lines are checked even so, by the columns that are known. */
function headerOf(first: SheetLine, rules: Table<Columns>, report: Report): Header | undefined {
  const { line, raw } = first;
  if (raw.includes('\xff')) report(RULES.binary, line, '', 'bytes of UTF-16, or of no text');
  else if (raw.includes('\r')) report(RULES.returns, line, '', 'one within the first line');
  else if (/^"?sep=."?$/.test(raw)) report(RULES.separatorLine, line, '', shown(raw));
  else if (raw.includes(';') && !/[,\t]/.test(raw)) report(RULES.semicolons, line, '', shown(raw));
  else if ('broken' in first) report(RULES.quotes, line, `${first.broken}`, `value ${first.broken} of the header`);
  else return columnsOf(line, first.values, rules, report);
  return undefined;
}

function columnsOf(line: number, values: readonly string[], rules: Table<Columns>, report: Report): Header {
  const places = new Map<string, number>();
  const extra = new Map<string, number>();
  values.forEach((value, at) => {
    const isKnown = Object.hasOwn(rules.columns, value);
    const odd = isKnown ? undefined : oddCharacter(value);
    if (!isKnown && rules.extra === 'ignore') return;
    if (value === '') report(RULES.nameless, line, `${at + 1}`, shown(value));
    else if (places.has(value) || extra.has(value)) report(RULES.repeatedColumn, line, `${at + 1}`, shown(value));
    else if (isKnown) places.set(value, at);
    else if (odd !== undefined) report(RULES[odd], line, `${at + 1}`, shown(value));
    else if (rules.extra === 'keep') extra.set(value, at);
    else {
      const meant = nearest(value, rules.names, values);
      const rule = meant === undefined ? RULES.unknownColumn : RULES.misspeltColumn;
      report(rule, line, `${at + 1}`, shown(value), meant ?? rules.names.join(', '));
    }
  });
  const required = rules.names.filter((name) => rules.columns[name]?.isRequired);
  for (const name of required)
    if (!places.has(name)) report(RULES.missingColumn, line, name, 'none', required.join(', '));
  return { width: values.length, places, extra };
}

function lineOf(other: SheetLine, header: Header, rules: Table<Columns>, report: Report): TableLine | undefined {
  const { line, raw } = other;
  if ('broken' in other) {
    report(RULES.quotes, line, `${other.broken}`, `value ${other.broken}`);
    return undefined;
  }
  const { values } = other;
  if (values.every((value) => value === '')) {
    report(RULES.blank, line, '', shown(raw));
    return undefined;
  }
  if (values.length !== header.width) {
    report(RULES.fields, line, '', `${values.length}`, `${header.width}`);
    return undefined;
  }
  const at = (place: number | undefined): string => values[place ?? -1] ?? '';
  const cells = Object.fromEntries(rules.names.map((name) => [name, at(header.places.get(name))]));
  const known = new Map([...header.places.keys()].map((name) => [name, name]));
  const faulty = checkCells(line, cells, rules, known, report);
  const extra = [...header.extra].map(([name, place]) => {
    const odd = oddCharacter(at(place));
    if (odd !== undefined) report(RULES[odd], line, `${place + 1}`, shown(at(place)));
    return [name, at(place)] as const;
  });
  return { line, cells, extra, faulty };
}

/**
 * Checks the values of a line, each by itself, and gives the columns that are wrong. A column that the sheet does not
 * have was said at its header.
 */
export function checkCells(
  line: number,
  cells: Cells,
  rules: Table<Columns>,
  present: Pick<ReadonlyMap<string, unknown>, 'has'>,
  report: Report,
): ReadonlySet<string> {
  const faulty = new Set<string>();
  for (const [name, { kind, isRequired }] of Object.entries(rules.columns)) {
    const value = cells[name] ?? '';
    if (value === '') {
      if (isRequired && present.has(name)) report(RULES.missing, line, name, "''", kind.meaning);
      continue;
    }
    const odd = oddCharacter(value);
    const rule = odd === undefined ? faultOf(kind, value) : RULES[odd];
    if (rule === undefined) continue;
    faulty.add(name);
    report(rule, line, name, shown(value));
  }
  return faulty;
}

/** Checks that what is unique stands once. A URL counts without its query. */
export function checkUnique(lines: readonly TableLine[], rules: Table<Columns>, report: Report): void {
  const known = new Map<string, number>();
  for (const { line, cells, faulty } of lines) {
    for (const names of rules.unique) {
      const values = names.map((name) => cells[name] ?? '');
      if (values.includes('') || names.some((name) => faulty.has(name))) continue;
      const key = [...names, ...names.map((name, at) => bare(rules, name, values[at] ?? ''))].join('\t');
      const first = known.get(key);
      if (first === undefined) known.set(key, line);
      else report(RULES.twice, line, names.join('+'), values.map(shown).join(' with '), `line ${first}`);
    }
  }
}

function bare(rules: Table<Columns>, name: string, value: string): string {
  return rules.columns[name]?.kind.checks.some(({ test }) => test === 'address') ? plainAddress(value) : value;
}
