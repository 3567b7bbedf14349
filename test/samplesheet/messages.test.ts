import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GenomicsError, parseSampleSheet } from '../../lib';
import { LANE_RULES } from '../../lib/samplesheet/cross-line-rules';
import { VALUE_RULES } from '../../lib/samplesheet/kinds';
import { LONG_SHEET } from '../../lib/samplesheet/parameters';
import { RULES } from '../../lib/samplesheet/rules';
import { LONG_SAMPLE } from '../../lib/samplesheet/sample-sheet';
import { SAMPLE_RULES } from '../../lib/samplesheet/sample-table';
import { BAD_SHEETS, LONG_SHEETS } from './bad-sheets';
import { BAD_TABLES, RUNS } from './bad-tables';
import { allByAwk, awks, bySynth, tableBySynth, tablesByAwk } from './sheets';

jest.setTimeout(60_000);

const all = [...BAD_SHEETS, ...LONG_SHEETS];
const said = [...all, ...BAD_TABLES].flatMap(({ messages }) => messages);
const documents = ['sample-sheet', 'tables']
  .map((name) => readFileSync(join(__dirname, `../../docs/${name}.md`), 'utf8'))
  .join('');
const rules = { ...RULES, ...VALUE_RULES, ...SAMPLE_RULES, ...LANE_RULES, LONG_SAMPLE, LONG_SHEET };

test.each(BAD_SHEETS)('at synth, all that is wrong is said at once: $title', ({ text, messages }) => {
  expect(bySynth(text)).toEqual({ messages: messages.join('\n') });
});

test.each(BAD_TABLES)(
  'of a table of somebody’s own, all that is wrong is said at once: $title',
  ({ text, messages }) => {
    expect(tableBySynth(text, RUNS)).toEqual({ messages: messages.join('\n') });
  },
);

test.each(awks)('%s says the same when the workflow runs', (awk) => {
  const texts = all.map(({ text }) => text);
  expect(allByAwk(awk, texts)).toEqual(all.map(({ messages }) => ({ messages: messages.join('\n') })));
  const tables = BAD_TABLES.map(({ text }) => ({ text, rules: RUNS }));
  expect(tablesByAwk(awk, tables)).toEqual(BAD_TABLES.map(({ messages }) => ({ messages: messages.join('\n') })));
});

test.each(LONG_SHEETS)(
  'a sheet for several submissions is good at synth, and refused as one: $title',
  ({ text, messages }) => {
    expect(() => parseSampleSheet(text, 'cohort.csv')).not.toThrow();
    expect(bySynth(text)).toEqual({ messages: messages.join('\n') });
  },
);

test('an error has each problem by itself, with its place', () => {
  const text = 'sample,fastq_1\na b,oss://b/a.bam\n';
  const thrown = (): GenomicsError => {
    try {
      parseSampleSheet(text, 'cohort.csv');
    } catch (error) {
      if (error instanceof GenomicsError) return error;
    }
    throw new Error('nothing was thrown');
  };
  const { code, problem, more } = thrown();
  expect([code, problem.got, more.map(({ where, got }) => [where, got])]).toEqual([
    'invalid-sheet',
    "'a b'",
    [['cohort.csv:2:fastq_1', "'oss://b/a.bam'"]],
  ]);
});

test.each(Object.entries(rules))('the tables of bad sheets and the documents have the rule %s', (_, { what, fix }) => {
  expect(said.some((message) => message.includes(`] ${what}, got `) && message.endsWith(`; ${fix}`))).toBe(true);
  expect(documents).toContain(`| \`${what}\` |`);
});

// The stage protocol takes what stands between a question mark and an equals sign for a URL's query, and cuts the line
// there.
test('no message is cut in the log of a pod', () => {
  for (const message of said) expect(message).not.toMatch(/\?.*=/);
});
