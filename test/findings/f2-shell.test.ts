// The finding: `sh` let ordinary lines through that hide a failure or that cannot run, so that "failures count" was not
// true. Its row on arithmetic with references, and that on a pipe's member that ends early, are not the scanner's.
import { sh } from '../../lib';
import { COMMANDS, SHELLS, type ShellName } from '../support/call';
import { Bench } from '../support/functions';
import { complaint } from '../support/scanned';
import { refusal } from '../synth';

const bench = new Bench();
beforeAll(() => void bench.file('in', 'x\n'));
afterAll(() => bench.remove());

/** Whether a script comes to its end as if all were well, by the shell. */
function goesOn(script: string): Partial<Record<ShellName, boolean>> {
  const ends = SHELLS.map((shell) => {
    const { status, out } = bench.call(COMMANDS[shell], [], `${script}\necho on`);
    return [shell, status === 0 && out.endsWith('on\n')] as const;
  });
  return Object.fromEntries(ends);
}

function there<T>(table: Record<ShellName, T>): Partial<Record<ShellName, T>> {
  return Object.fromEntries(SHELLS.map((shell) => [shell, table[shell]]));
}

const NOWHERE = { dash: false, bash: false, busybox: false };
const EVERYWHERE = { dash: true, bash: true, busybox: true };

test.each<[string, string, string, Record<ShellName, boolean>]>([
  [
    'F2.1 &> lets dash go on beside a command that fails',
    "sh -c 'sleep 1; exit 3' &> log\ncat in >out",
    "'&>'",
    { ...NOWHERE, dash: true },
  ],
  ['F2.3 <(false) is lost where it is known', 'cat <(false)', "'<('", { ...EVERYWHERE, dash: false }],
  ['F2.4 ! as a statement never ends a script', '! grep -q x in', "'!' before a command", EVERYWHERE],
  [
    'F2.5 a function in a condition has no set -e',
    'work() { false; echo; }\nif work; then echo; fi',
    "'work', a function",
    EVERYWHERE,
  ],
  [
    'F2.6 pipefail is not known to every sh',
    'set -euo pipefail',
    "'set -euo pipefail'",
    { dash: false, bash: true, busybox: true },
  ],
  [
    'F2.7 a range in braces is one word to dash',
    'for c in chr{1..22}; do last=$c; done\n[ "$last" = chr22 ]',
    'a list in braces',
    { ...NOWHERE, bash: true },
  ],
  ['F2.8 [[ is of bash', '[[ -s in ]]', "'[['", { dash: false, bash: true, busybox: true }],
  ['F2.8 an array is of bash', 'a=(x y)', "'a=('", { ...NOWHERE, bash: true }],
  ['F2.8 declare is of bash', 'declare -A m', "'declare'", { ...NOWHERE, bash: true }],
  ['F2.8 source is of bash', 'source /dev/null', "'source'", { ...EVERYWHERE, dash: false }],
  ['F2.8 <<< is of bash, and no here-document', 'cat <<<x', "'<<<'", { ...NOWHERE, bash: true }],
  ['F2.9 an unclosed quote is read by no shell', "echo 'abc", "an unclosed '", NOWHERE],
  ['F2.9 an if without fi is read by no shell', 'if true; then echo', "'if' without 'fi'", NOWHERE],
  ['F2.10 &>> is refused as &> is', 'true &>> log', "'&>>'", { ...EVERYWHERE, busybox: false }],
  ['F2.11 >&file is no file to dash', 'true >& log', "'>&' before a file", { ...EVERYWHERE, dash: false }],
  ['F2.12 >( is refused as <( is', 'echo x > >(cat >out)', "'>('", { ...EVERYWHERE, dash: false }],
])('%s', (_, script, got, ends) => {
  const error = complaint(script);
  expect(error?.code).toBe('shell-syntax');
  expect(error?.problem.got).toContain(got);
  expect(error?.problem.got).toMatch(/ in line \d+: /);
  expect(goesOn(script)).toEqual(there(ends));
});

test('F2.13 what is like them and hides nothing is taken', () => {
  expect(complaint('tool >&2 2>&1 3>&-\nif ! grep -q x in; then echo; fi')).toBeUndefined();
});

test('F2.14 a set’s list as arguments is refused: it is split at the spaces of a name (F13)', () => {
  bench.file('my S1', 'x\n');
  bench.file('list', 'my S1\n');
  expect(refusal(() => sh`tool $(cat ${'list'})`).problem.got).toBe(
    "a '$(cat …)' without quotes in line 1: tool $(cat ${…})",
  );
  expect(goesOn('cat $(cat list)')).toEqual(there(NOWHERE));
});
