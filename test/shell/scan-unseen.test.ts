import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lines, sh } from '../../lib';
import { COMMANDS, SHELLS } from '../support/call';
import { Bench } from '../support/functions';

const bench = new Bench();
beforeAll(() => bench.tool('broken', 'echo broke >&2; exit 3'));
afterAll(() => bench.remove());

const piece = sh`
  broken
  true`;
const functions = sh`work() { broken; true; }`;

/** By the beginning of its line in the document, what is taken and hides that `broken` broke. */
const UNSEEN = {
  'a `$(…)` in an argument': [sh`echo "$(broken)"`, sh`[ "$(broken)" = '' ]`, sh`true >"$(broken)/dev/null"`],
  'a `$(…)` in the words of a loop or of `case`': [
    sh`for x in $(broken); do echo "$x"; done`,
    sh`case $(broken) in *) ;; esac`,
  ],
  'an error in a condition': [sh`if grep -q x missing; then echo; fi`, sh`while broken; do echo; done`],
  'a function of a file in `uses`, or of another piece of shell': [
    lines(functions, sh`if work; then echo; fi`),
    lines(functions, sh`work || fail 65 "why"`),
  ],
  'the commands of a piece of shell in a condition': [
    sh`
      if ${piece}
      then echo; fi`,
  ],
  'commands in a text': [sh`sh -c 'broken; true'`, sh`eval 'broken || true'`, sh`awk 'BEGIN { system("broken") }'`],
  '`find . -exec broken \\;`': [sh`find . -exec broken \;`],
  'an end that you say is well': [
    sh`trap 'exit 0' EXIT; broken`,
    sh`if broken; then echo; else exit 0; fi`,
    sh`work() { if broken; then echo; else return 0; fi; }; work`,
  ],
  'commands whose names the shell makes': [sh`command export x="$(broken)"`, sh`tool=export; $tool x="$(broken)"`],
  'what `sh.raw` takes': [sh.raw('broken || true')],
} as const;

/** The one line that is about a text, not about a failure. */
const READ = 'a backslash in a value that `echo` prints';

test('the document lists what is tried here, and nothing else', () => {
  const text = readFileSync(join(__dirname, '../../docs/writing-a-pipeline.md'), 'utf8');
  const [, list = ''] = /What the scanner does not see[^\n]*\n\n((?:- [^\n]*\n)+)/.exec(text) ?? [];
  const said = list.trim().split('\n');
  const tried = [...Object.keys(UNSEEN), READ];
  expect(said.filter((line) => !tried.some((one) => line.startsWith(`- ${one}`)))).toEqual([]);
  expect(tried.filter((one) => !said.some((line) => line.startsWith(`- ${one}`)))).toEqual([]);
});

describe.each(SHELLS)('not seen, and hidden by %s:', (shell) => {
  test.each(Object.entries(UNSEEN))('%s', (_, scripts) => {
    for (const { text } of scripts) {
      expect([text, bench.call(COMMANDS[shell], [], text).status]).toEqual([text, 0]);
    }
  });
});

test('a backslash in a value that `echo` prints is read by dash, and left by others', () => {
  const { text } = sh`x='a\tb'; echo "$x"`;
  const printed = SHELLS.map((shell) => [shell, bench.call(COMMANDS[shell], [], text).out]);
  expect(printed).toEqual(SHELLS.map((shell) => [shell, shell === 'dash' ? 'a\tb\n' : 'a\\tb\n']));
});
