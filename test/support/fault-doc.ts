import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observed } from './fault-case';
import type { Fault } from './fault-table';

const PATH = join(__dirname, '../../docs/faults.md');
const HEAD = '| fault | the seed | ours | what the user reads |\n|---|---|---|---|\n';
const END = '\n\n';

/** The rows of docs/faults.md by their first cell. */
export function documented(): ReadonlyMap<string, string> {
  const table = readFileSync(PATH, 'utf8').split(HEAD)[1]?.split(END)[0] ?? '';
  return new Map(
    table
      .split('\n')
      .filter((row) => row !== '')
      .map((row) => [row.split(' | ')[0]?.slice(2) ?? '', row]),
  );
}

export function rowOf({ name, reads }: Fault, seed: string, ours: Observed): string {
  return `| ${[name, seed, endOf(ours), reads ?? said(ours)].join(' | ')} |`;
}

/** With FAULTS_DOC=write the row is what was observed; the test then has nothing to compare with. */
export function writeRow(name: string, row: string, order: readonly string[]): void {
  const rows = new Map(documented()).set(name, row);
  const text = readFileSync(PATH, 'utf8');
  const [before = '', rest = ''] = text.split(HEAD);
  const table = order.flatMap((one) => rows.get(one) ?? []).join('\n');
  writeFileSync(PATH, `${before}${HEAD}${table}${rest.slice(rest.indexOf(END))}`);
}

export const isWriting = process.env['FAULTS_DOC'] === 'write';

function endOf({ first: { last, isDone }, isTriedAgain }: Observed): string {
  if (isDone) return 'Succeeded, the right BAM';
  return `\`${last.task.replace(/\(\d\)/, '')}\` ends with ${last.status}${isTriedAgain ? ', is tried again' : ''}`;
}

/**
 * The last line that a stage says itself, before the one that every failure has; where it says nothing else, the last
 * of its tools'.
 */
function said({ log, first: { isDone } }: Observed): string {
  if (isDone) return /\[bwaindex\] done before/.test(log) ? '`done before`' : '`done`';
  const lines = log
    .split('\n')
    .filter((line) => line !== '' && !/a source tells no identity|^\[(bwa_|main|infer_|bam_)/.test(line));
  const ends = /^\[\w+\] failed with status/;
  const own = lines.filter((line) => /^\[(bwa\w+|reader)\] /.test(line) && !ends.test(line)).at(-1);
  const end = lines.findIndex((line) => ends.test(line));
  const tool =
    end > 0 && !/^(checking|Killed|\d+ and \d+ reads)/.test(lines[end - 1] ?? '') ? lines[end - 1] : lines[end];
  const told = own ?? tool;
  return told === undefined ? 'nothing' : `\`${told.replaceAll('|', '\\|')}\``;
}
