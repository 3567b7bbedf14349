import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GenomicsError, parseSampleSheet } from '../../lib';
import { RULES } from '../../lib/samplesheet/rules';
import { BAD_SHEETS, LONG_SHEETS } from './bad-sheets';
import { awks, byAwk, bySynth } from './sheets';

const all = [...BAD_SHEETS, ...LONG_SHEETS];
const said = [...BAD_SHEETS, ...LONG_SHEETS].flatMap(({ messages }) => messages);

test.each(BAD_SHEETS)('at synth, all that is wrong is said at once: $title', ({ text, messages }) => {
  expect(bySynth(text)).toEqual({ messages: messages.join('\n') });
});

describe.each(awks)('%s', (awk) => {
  test.each(all)('says the same when the workflow runs: $title', ({ text, messages }) => {
    expect(byAwk(awk, text)).toEqual({ messages: messages.join('\n') });
  });
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

test.each(Object.entries(RULES))('the table of bad sheets and the document have the rule %s', (_, { what, fix }) => {
  expect(said.some((message) => message.includes(`] ${what}, got `) && message.endsWith(`; ${fix}`))).toBe(true);
  expect(readFileSync(join(__dirname, '../../docs/sample-sheet.md'), 'utf8')).toContain(`| \`${what}\` |`);
});

// The stage protocol takes what stands between a question mark and an equals sign for a URL's query, and cuts the line there.
test('no message is cut in the log of a pod', () => {
  for (const message of said) expect(message).not.toMatch(/\?.*=/);
});
