import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { parseSampleSheet, parseTable, type SharedVolume, sampleParameters, tableParameter } from '../../lib';
import { check } from '../../lib/check';
import { invocations } from '../../lib/run/invocations';
import type { Invocation } from '../../lib/run/template';
import { workflowTemplate } from '../support/manifests';
import { type Ended, type PodEnd, runPlain } from '../support/run';
import { volumeAt } from '../support/volumes';
import { cohortOfParameters, cohortOfSheet, ROWS, rowsOfTable } from './cohort';

jest.setTimeout(120_000);

const SHEET = [
  'sample,lane,fastq_1,fastq_2,library',
  'A,L1,oss://b/reads/A_L1_1.fq.gz,oss://b/reads/A_L1_2.fq.gz,lib1',
  'B,,https://h/B.fastq.gz?Expires=1&Signature=x%2By,,',
  'A,L2,oss://b/reads/A_L2_1.fq.gz,oss://b/reads/A_L2_2.fq.gz,lib2',
].join('\n');
const REPORT = [
  '["A", "B"]',
  'oss://b/reads/A_L1_1.fq.gz oss://b/reads/A_L1_2.fq.gz lib1 A_L1 paired',
  'oss://b/reads/A_L2_1.fq.gz oss://b/reads/A_L2_2.fq.gz lib2 A_L2 paired',
  'https://h/B.fastq.gz?Expires=1&Signature=x%2By  B B_1 single',
  '',
].join('\n');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync('/var/tmp/cohort-');
  mkdirSync(join(folder, 'bwa'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const onVolume = (path: string): string => join(folder, 'bwa', path);
const volume = (): SharedVolume => volumeAt(join(folder, 'bwa'));

function place(sheet: string): void {
  mkdirSync(dirname(onVolume('sheets/cohort.csv')), { recursive: true });
  writeFileSync(onVolume('sheets/cohort.csv'), sheet);
}

async function run(all: readonly Invocation[]): Promise<readonly Ended[]> {
  const ended: Ended[] = [];
  for (const one of all) ended.push(await runPlain(one, folder));
  return ended;
}

/** The first stage alone, before Argo knows what it wrote. */
const first = (workflow: WorkflowTemplate): Invocation => {
  const texts = { 'sample-sheet.samples': '[]', 'sample-sheet.sampleNames': '[]' };
  const [stage] = invocations(workflow, {}, texts);
  if (stage?.template !== 'sample-sheet') throw new Error('the sheet is not read first');
  return stage;
};

/** What Argo reads when the stage has ended. */
const textsOf = ({ texts }: PodEnd): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [
      ['samples', 'SAMPLES'],
      ['sampleNames', 'SAMPLE_NAMES'],
    ].map(([key, variable]) => [`sample-sheet.${key}`, texts[`OUT_${variable}`]?.trimEnd() ?? '']),
  );

test('a sheet in parameters: each sample maps over its lanes', async () => {
  const [given] = sampleParameters(parseSampleSheet(SHEET, 'cohort.csv'));
  const ended = await run(invocations(workflowTemplate(cohortOfParameters(volume())), { ...given }));
  expect(ended.filter(({ status }) => status !== 0)).toEqual([]);
  expect(ended.map(({ task }) => task)).toEqual([
    'each-sample(0).each-lane(0)',
    'each-sample(0).each-lane(1)',
    'each-sample(0).merge',
    'each-sample(1).each-lane(0)',
    'each-sample(1).merge',
    'report',
  ]);
  expect(readFileSync(onVolume('cohort/report.txt'), 'utf8')).toBe(REPORT);
});

test('a sheet at run time: the first stage reads it, and the rest is as with parameters', async () => {
  place(SHEET);
  const workflow = workflowTemplate(cohortOfSheet(volume()));
  const end = await runPlain(first(workflow), folder);
  expect(end.status).toBe(0);
  const [given] = sampleParameters(parseSampleSheet(SHEET, 'cohort.csv'));
  expect(textsOf(end)).toEqual({
    'sample-sheet.samples': given?.samples,
    'sample-sheet.sampleNames': given?.sampleNames,
  });
  const ended = await run(invocations(workflow, {}, textsOf(end)));
  expect(ended.filter(({ status }) => status !== 0)).toEqual([]);
  expect(ended[0]?.log).toContain('done before');
  expect(readFileSync(onVolume('cohort/report.txt'), 'utf8')).toBe(REPORT);
});

test('a bad sheet at run time ends with 65, and the log has all that is wrong', async () => {
  place('sample,fastq_1\na b,oss://b/reads/a.bam\n,https://h/x_1.fq.gz?a=b c\n');
  const { status, log } = await runPlain(first(workflowTemplate(cohortOfSheet(volume()))), folder);
  expect(status).toBe(65);
  const messages = log.split('\n').filter((line) => line.includes('cohort.csv:'));
  expect(messages.map((line) => /cohort.csv:(.*?)\]/.exec(line)?.[1])).toEqual([
    '2:sample',
    '2:fastq_1',
    '3:sample',
    '3:fastq_1',
  ]);
  for (const message of messages) expect(message).toMatch(/^\[.*\] .*, got '.*', expected .*; .*$/);
  expect(log).not.toContain('a=b');
  expect(log).toContain('failed with status 65');
});

test('a table of any columns at run time: its rows are those of a synth, and each stage has the columns', async () => {
  const text = 'sample\tstate\tnote\nA\tcase\t"say ""ä"", \\n <b> & c"\nB\t\t\n';
  mkdirSync(onVolume('sheets'), { recursive: true });
  writeFileSync(onVolume('sheets/rows.tsv'), text);
  const workflow = workflowTemplate(rowsOfTable(volume()));
  const [reader] = invocations(workflow, {}, { 'table.rows': '[]' });
  if (reader === undefined) throw new Error('no stage reads the table');
  const { status, texts } = await runPlain(reader, folder);
  expect(status).toBe(0);
  const rows = texts['OUT_ROWS']?.trimEnd() ?? '';
  expect(rows).toBe(tableParameter(parseTable(text, 'rows.tsv', ROWS), ROWS));
  const ended = await run(invocations(workflow, {}, { 'table.rows': rows }));
  expect(ended.map((one) => [one.task, one.status])).toEqual([
    ['table', 0],
    ['each-row(0)', 0],
    ['each-row(1)', 0],
  ]);
  expect(readFileSync(onVolume('rows/A.txt'), 'utf8')).toBe('A|case|say "ä", \\n <b> & c\n');
  expect(readFileSync(onVolume('rows/B.txt'), 'utf8')).toBe('B|control|\n');
});

test('the stages read lists by edges: the sheet first, then the samples, then the report', () => {
  const dag = workflowTemplate(cohortOfSheet()).spec.templates?.find(({ name }) => name === 'cohort')?.dag;
  expect(dag?.tasks?.map(({ name, depends, withParam }) => ({ name, depends, withParam }))).toEqual([
    { name: 'sample-sheet', depends: undefined, withParam: undefined },
    { name: 'each-sample', depends: 'sample-sheet', withParam: '{{tasks.sample-sheet.outputs.parameters.samples}}' },
    { name: 'report', depends: 'each-sample && sample-sheet', withParam: undefined },
  ]);
});

test.each([cohortOfParameters, cohortOfSheet])('the checks have nothing to say about %p', (manifests) => {
  expect(check(manifests())).toEqual([]);
});
