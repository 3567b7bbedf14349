import { shellFile } from '../shell/shell-file';
import { INVISIBLE } from './characters';
import type { Kind } from './column';
import { LANE_RULES } from './cross-line-rules';
import { JOIN, MOST_BYTES, MOST_ROW_BYTES, MOST_ROWS } from './limits';
import { LONG_SHEET } from './parameters';
import { RULES, type Rule } from './rules';
import { LONG_SAMPLE } from './sample-sheet';
import { DEFAULTS, LANE_FIELDS, PLATFORMS, SAMPLE_FIELDS, type SampleTable } from './sample-table';
import type { Columns, Table } from './table';

/** `check_table`, `read_sheet`: read a table when the workflow runs, by what {@link tableRules} gives. */
export const TABLE = shellFile(__dirname, 'table.sh');

/** `check_sheet`: reads a sample sheet so, by what {@link sheetRules} gives. Uses {@link TABLE}. */
export const SHEET = shellFile(__dirname, 'sheet.sh');

/** A text of awk, broken into lines, behind a space where there is one. */
function text(value: string): string {
  const lines = value.match(/.{1,70}(?<= |$)|.{1,70}/g) ?? [''];
  const escaped = (line: string): string =>
    line.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll("'", '\\047').replaceAll('\t', '\\t');
  return lines.map((line) => `"${escaped(line)}"`).join(' \\\n    ');
}

/** A statement of awk: a call with texts, each in lines of its own where one line would be too long. */
function call(name: string, ...texts: readonly string[]): string {
  const written = texts.map(text);
  const line = `${name}(${written.join(', ')})`;
  return line.length > 100 || line.includes('\n') ? `${name}(${written.join(', \\\n    ')})` : line;
}

function ruleCalls(rules: Readonly<Record<string, Rule>>): readonly string[] {
  return Object.entries(rules).map(([key, { what, expected, fix }]) => call('rule', key, what, expected, fix));
}

/** A key for each text, by a word and, where the word is taken by another, a number behind a mark. */
class Keys {
  readonly #known = new Map<string, string>();

  constructor(private readonly mark: string) {}

  of(word: string, content: string): { readonly key: string; readonly isNew: boolean } {
    const known = this.#known.get(content);
    if (known !== undefined) return { key: known, isNew: false };
    const taken = new Set(this.#known.values());
    let key = word;
    for (let number = 2; taken.has(key); number += 1) key = `${word}${this.mark}${number}`;
    this.#known.set(content, key);
    return { key, isNew: true };
  }
}

/** Columns, and the kinds of their values: each kind and rule once. */
function columnCalls({ columns, unique, extra }: Table<Columns>): readonly string[] {
  const kinds = new Keys('-');
  const rules = new Keys('.');
  const known: Readonly<Record<string, Rule>> = RULES;
  for (const [key, rule] of Object.entries(known)) rules.of(key, JSON.stringify(rule));
  const calls: string[] = [];
  const kindOf = ({ name, checks }: Pick<Kind<string | number>, 'name' | 'checks'>): string => {
    const { key, isNew } = kinds.of(name, JSON.stringify(checks));
    if (!isNew) return key;
    for (const { test, by, rule } of checks) {
      const named = rules.of(key, JSON.stringify(rule));
      if (named.isNew) calls.push(...ruleCalls({ [named.key]: rule }));
      calls.push(call('test', key, test, by, named.key));
    }
    return key;
  };
  for (const [name, { kind, isRequired, otherwise }] of Object.entries(columns))
    calls.push(call('column', name, kindOf(kind), ...(isRequired ? [kind.meaning] : ['', otherwise])));
  return [...calls, ...unique.map((names) => call('unique', names.join(' '))), `extra = ${text(extra)}`];
}

function program(...statements: readonly string[]): string {
  const limits = [
    `most_rows = ${MOST_ROWS}`,
    `most_bytes = ${MOST_BYTES}`,
    `most_row_bytes = ${MOST_ROW_BYTES}`,
    `join = ${text(JOIN)}`,
    `invisible = ${text(INVISIBLE.flat().join(' '))}`,
  ];
  return `BEGIN {\n  ${[...statements, ...limits].join('\n  ')}\n}\n`;
}

/**
 * What the rules of a table tell `check_table`, as an awk program: they are stated once, in TypeScript. A property
 * holds the two readers together.
 */
export function tableRules(table: Table<Columns>): string {
  return program(...ruleCalls(RULES), ...columnCalls(table));
}

/** What the rules of a sample sheet tell `check_sheet`. */
export function sheetRules(rules: SampleTable<Columns, Columns>): string {
  const { longRow, longTable, twice, ...general } = RULES;
  const fields = rules.itemFields(rules.table.names);
  const always = rules.itemFields([]);
  const fieldCalls = (of: 'sample' | 'lane', fixed: readonly string[]): readonly string[] => [
    ...fixed.map((name) => call('field', of, name, 'always')),
    ...fields[of].map((name) => call('field', of, name, ...(always[of].includes(name) ? ['always'] : []))),
  ];
  return program(
    ...ruleCalls({ ...general, ...LANE_RULES, longSample: LONG_SAMPLE, longSheet: LONG_SHEET }),
    ...columnCalls(rules.table),
    ...rules.ofSample.map((name) => call('shared', name)),
    ...fieldCalls(
      'sample',
      SAMPLE_FIELDS.filter((name) => name !== 'lanes'),
    ),
    ...fieldCalls('lane', LANE_FIELDS),
    `default_platform = ${text(DEFAULTS.platform)}`,
    ...Object.entries(PLATFORMS).map(([word, platform]) => `platform_of[${text(word)}] = ${text(platform)}`),
  );
}
