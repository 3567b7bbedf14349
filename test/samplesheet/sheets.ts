import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenomicsError, type Table } from '../../lib';
import { SHEET, sheetRules, TABLE, tableRules } from '../../lib/samplesheet/awk';
import { bytesOf } from '../../lib/samplesheet/characters';
import { oneSubmission } from '../../lib/samplesheet/parameters';
import { Problems } from '../../lib/samplesheet/problems';
import { checkedLines, oneTable } from '../../lib/samplesheet/read-table';
import { sheetOf } from '../../lib/samplesheet/sample-sheet';
import { SAMPLE_SHEET, type SampleTable } from '../../lib/samplesheet/sample-table';
import type { Columns } from '../../lib/samplesheet/table';

/** What becomes of a sheet: its parameters, or the lines that say what is wrong. */
export type Verdict = Readonly<Record<'samples' | 'sampleNames', string>> | { readonly messages: string };

/** What becomes of a table. */
export type TableVerdict = { readonly rows: string } | { readonly messages: string };

type Text = string | Uint8Array;
type AnyRules = SampleTable<Columns, Columns>;

function verdict<T>(read: () => T): T | { readonly messages: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof GenomicsError && error.code === 'invalid-sheet') return { messages: error.message };
    throw error;
  }
}

/** The sheet at synth, as one submission. */
export function bySynth(text: Text, rules: AnyRules = SAMPLE_SHEET): Verdict {
  return verdict(() => {
    const { samples, sampleNames } = oneSubmission(sheetOf(bytesOf(text), 'cohort.csv', rules));
    return { samples, sampleNames };
  });
}

/** The table at synth, as one parameter. */
export function tableBySynth(text: Text, rules: Table<Columns>): TableVerdict {
  return verdict(() => {
    const problems = new Problems('cohort.csv');
    const rows = oneTable(checkedLines(bytesOf(text), 'cohort.csv', rules), rules, problems);
    problems.settle();
    return { rows };
  });
}

const AWKS = { mawk: 'mawk', gawk: 'gawk', busybox: 'busybox' } as const;
export type Awk = keyof typeof AWKS;

const whereIs = (command: string): string =>
  spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).stdout.trim();

/** The awks of this machine; one at least, `awk` itself being one of them. */
export const awks = (Object.keys(AWKS) as Awk[]).filter((name) => whereIs(AWKS[name]) !== '');

/** A sheet with what its reader gets of its rules. */
interface Case {
  readonly text: Text;
  readonly rules: string;
}

/** What a reader of a run says or writes of each: its shell files with an awk of choice, in one process for all. */
function byShell<Output extends string>(
  awk: Awk,
  cases: readonly Case[],
  call: string,
  outputs: readonly Output[],
): readonly (Readonly<Record<Output, string>> | { readonly messages: string })[] {
  const folder = mkdtempSync(join(tmpdir(), 'sheet-'));
  const at = (...names: readonly (string | number)[]): string => join(folder, ...names.map(String));
  try {
    mkdirSync(at('bin'));
    symlinkSync(whereIs(AWKS[awk]), at('bin/awk'));
    cases.forEach(({ text, rules }, number) => {
      mkdirSync(at(number));
      writeFileSync(
        at(number, 'sheet'),
        Buffer.from(text).map((byte) => byte || 255),
      );
      writeFileSync(at(number, 'rules'), rules);
    });
    const script = `${TABLE.text}
      ${SHEET.text}
      for OUT in ${cases.map((_, number) => at(number)).join(' ')}; do
        rules=$(cat "$OUT/rules")
        ${call} "$rules" <"$OUT/sheet" >"$OUT/log" 2>&1
        echo $? >"$OUT/status"
      done`;
    const { stderr } = spawnSync('sh', ['-c', script], {
      env: { PATH: `${at('bin')}:${process.env['PATH']}` },
      encoding: 'utf8',
    });
    if (stderr !== '') throw new Error(stderr);
    return cases.map((_, number) => {
      const read = (name: string): string => readFileSync(at(number, name), 'utf8').replace(/\n$/, '');
      const status = read('status');
      if (status === '65') return { messages: read('log') };
      if (status !== '0') throw new Error(`${awk} ended with ${status}: ${read('log')}`);
      return Object.fromEntries(outputs.map((name) => [name, read(name)])) as Record<Output, string>;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Sheets at run time: the stage's own command. */
export function allByAwk(awk: Awk, texts: readonly Text[], rules: AnyRules = SAMPLE_SHEET): readonly Verdict[] {
  const cases = texts.map((text) => ({ text, rules: sheetRules(rules) }));
  const call = 'check_sheet cohort.csv "$OUT/samples" "$OUT/sampleNames"';
  return byShell(awk, cases, call, ['samples', 'sampleNames']);
}

export function byAwk(awk: Awk, text: Text, rules: AnyRules = SAMPLE_SHEET): Verdict {
  const [only] = allByAwk(awk, [text], rules);
  if (only === undefined) throw new Error('nothing was read');
  return only;
}

/** Tables at run time. */
export function tablesByAwk(
  awk: Awk,
  tables: readonly { readonly text: Text; readonly rules: Table<Columns> }[],
): readonly TableVerdict[] {
  const cases = tables.map(({ text, rules }) => ({ text, rules: tableRules(rules) }));
  return byShell(awk, cases, 'check_table cohort.csv "$OUT/rows"', ['rows']);
}
