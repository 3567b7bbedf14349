import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { attempt, SHELLS } from '../support/attempt';

let mount = '';

beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), 'attempts-'));
  for (const folder of ['run/.work', 'tools']) mkdirSync(join(mount, folder), { recursive: true });
});
afterEach(() => rmSync(mount, { recursive: true }));

const output = () => join(mount, 'run/.work/out');
const marker = () => `${output()}.marker`;
const isFinished = () => existsSync(marker()) && /^made=/m.test(readFileSync(marker(), 'utf8'));

/** Puts lines of shell before each use of `tee`, by which the protocol writes. */
function beforeTee(lines: string): string {
  const real = execFileSync('sh', ['-c', 'command -v tee'], { encoding: 'utf8' }).trim();
  writeFileSync(join(mount, 'tools/tee'), `#!/bin/sh\n${lines}\nexec ${real} "$@"\n`, { mode: 0o755 });
  return join(mount, 'tools');
}

test.each(SHELLS)(
  'of two attempts at the same work the one that lost its claim waits, and finds the work done, under %s',
  async (shell) => {
    const work = { shell, mount, output: output(), script: 'sleep 2; echo x >"$OUT_X"' };
    const first = attempt({ ...work, name: 'a' });
    await wait(1000);
    const [one, two] = await Promise.all([first, attempt({ ...work, name: 'b' })]);
    expect([one.status, two.status]).toEqual([0, 0]);
    expect(one.log).toMatch(/waiting for it, at most \d+ s\n\[s\] done before, by b\//);
    expect(two.log).toContain('done: ');
  },
  60_000,
);

test.each(SHELLS)(
  'an attempt that loses its claim while the other is about to mark leaves nothing marked, under %s',
  async (shell) => {
    // The winner's second writing of the marker is its marking. It stands still before that until the loser has ended.
    const tools = beforeTee(`case $HOSTNAME$1 in winner*.marker) if [ -e ${mount}/claimed ]; then
    touch ${mount}/go; while [ ! -e ${mount}/ended ]; do sleep 0.1; done; fi; touch ${mount}/claimed ;; esac`);
    const work = { shell, mount, output: output(), tools };
    const loses = attempt({ ...work, name: 'loser', script: `while [ ! -e ${mount}/go ]; do sleep 0.1; done; echo a >"$OUT_X"` });
    while (!existsSync(marker())) await wait(20);
    const winner = { ...work, name: 'winner', script: 'echo b >"$OUT_X"' };
    const wins = attempt(winner);
    const loser = await loses;
    writeFileSync(join(mount, 'ended'), '');
    const refused = { status: 69, log: expect.stringContaining('another run writes here') };
    expect([loser, await wins]).toEqual([refused, refused]);
    expect(isFinished()).toBe(false);
    expect((await attempt({ ...winner, name: 'again' })).status).toBe(0);
    expect([isFinished(), readFileSync(output(), 'utf8')]).toEqual([true, 'b\n']);
  },
  60_000,
);

// ossfs refuses for a second to write what another node has just removed.
test.each(SHELLS)(
  'a claim that cannot be written for a moment is written again, under %s',
  async (shell) => {
    const tools = beforeTee(`[ -e ${mount}/once ] || { touch ${mount}/once; exit 1; }`);
    const { status } = await attempt({ shell, mount, output: output(), tools, name: 'a', script: 'echo x >"$OUT_X"' });
    expect([status, isFinished()]).toEqual([0, true]);
  },
  60_000,
);
