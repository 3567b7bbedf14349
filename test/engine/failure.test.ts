import { readFileSync } from 'node:fs';
import { failureLines } from '../../lib/run/command/failure';
import type { PodReport } from '../../lib/run/machine/machine';

/** The line that stands below the name of what failed. */
function headline(...log: readonly string[]): string {
  const report = {
    attempt: { invocation: { task: 'genome', template: 'genome' } },
    end: { status: 65, log: `${log.join('\n')}\n`, logFile: '/log' },
    message: 'Error (exit code 65)',
  };
  const [, , line = ''] = failureLines(report as PodReport);
  return line;
}

const UNKNOWN = 'a source is not there, or does not tell what it holds';
const COUNTS = 'what this run did not make counts as failed';
const READ = '[genome] IN_FASTA is /data/ref/genome.fa';
const STATUS = '[genome] failed with status 65';

test.each<[string, readonly string[], string]>([
  ['a refusal before the script', [READ, '[genome] /data/mask.bed is missing or empty'], '/data/mask.bed is missing'],
  ['what the script refuses', [READ, 'a tool spoke', '[genome] it is no FASTA', STATUS], 'it is no FASTA'],
  ['the same, where a tool spoke on', [READ, '[genome] it is no FASTA', '[E::x] truncated', STATUS], 'it is no FASTA'],
  ['a tool’s last word, where the stage has none', [READ, 'Traceback', 'ValueError: x', STATUS], '  ValueError: x'],
  ['a status without a word', [READ, '[genome] failed with status 1 and without a word, as grep'], 'without a word'],
  [
    'members that failed',
    [READ, '[genome] 2 failed, 3 did not; see', `[genome] ${COUNTS}: after`],
    '2 failed, 3 did not',
  ],
  [
    'a tool’s word about a source',
    [READ, `[genome] ${UNKNOWN}: the work`, 'curl: (22) 404', STATUS],
    '  curl: (22) 404',
  ],
  ['what no stage wrote', ['exec: no such file'], '  exec: no such file'],
  [
    'the last word of a tool that tells the time',
    [
      '[2026-12-01 08:00:01.100] [jointLog] [info] it begins',
      '[2026-12-01 08:00:02.300] [jointLog] [error] no',
      STATUS,
    ],
    '[error] no',
  ],
  ['the last word, whatever stands in brackets', ['[08:00:01] reading', '[M::mem] read', 'killed'], '  killed'],
  ['a word with a place and no more', ['[/data/a.csv:1:2] reading', '[/data/a.csv:9:2] it ends'], '] it ends'],
])('%s is the headline of a failure', (_, log, expected) => {
  expect(headline(...log)).toContain(expected);
});

test.each([UNKNOWN, COUNTS])('stage.sh says “%s”', (text) => {
  expect(readFileSync('lib/shell/stage.sh', 'utf8')).toContain(text);
});

test('of what is wrong with a sheet the first stands in the headline, with how many there are more', () => {
  const unknown = "[/data/a.csv:1:1] the column is not known, got 'Sample', expected one of sample; rename it";
  const missing = '[/data/a.csv:1:sample] the column is missing, got none, expected at least sample; add it';
  expect(headline(READ, unknown, missing, STATUS)).toBe(`  ${unknown} (and 1 more)`);
  expect(headline(READ, unknown, STATUS)).toBe(`  ${unknown}`);
});
