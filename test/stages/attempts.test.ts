import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { attempt, beforeTee as replacedBy, SHELLS } from '../support/attempt';

let mount = '';

beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), 'attempts-'));
  for (const folder of ['run/.work', 'tools']) mkdirSync(join(mount, folder), { recursive: true });
});
afterEach(() => rmSync(mount, { recursive: true }));

const output = () => join(mount, 'run/.work/out');
const marker = () => `${output()}.marker`;
const isFinished = () => existsSync(marker()) && /^made=/m.test(readFileSync(marker(), 'utf8'));

const beforeTee = (lines: string): string => replacedBy(join(mount, 'tools'), lines);

test.each(SHELLS)(
  'of two attempts at the same work the one that lost its claim waits, and finds the work done, under %s',
  async (shell) => {
    const work = { shell, mount, outputs: [output()] as const, script: 'sleep 2; echo x >"$OUT_X"' };
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
    // The winner stands still before its marking until the loser has ended.
    const tools = beforeTee(`case $HOSTNAME$1$in in winner*.marker*made=*)
    touch ${mount}/go; while [ ! -e ${mount}/ended ]; do sleep 0.1; done ;; esac`);
    const work = { shell, mount, outputs: [output()] as const, tools };
    const loses = attempt({
      ...work,
      name: 'loser',
      script: `while [ ! -e ${mount}/go ]; do sleep 0.1; done; echo a >"$OUT_X"`,
    });
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

const whenMarking = (lines: string): string => beforeTee(`case $1$in in *.marker*made=*) ${lines} ;; esac`);

test.each(SHELLS)(
  'what a killed attempt marked is not taken for done where its claim was disputed, under %s',
  async (shell) => {
    const work = { shell, mount, outputs: [output()] as const, script: 'echo b >"$OUT_X"' };
    const dies = whenMarking(
      `touch ${mount}/go; while [ ! -e ${mount}/ended ]; do sleep 0.1; done; printf %s "$in" | "$real" "$@"; kill -9 "$(awk '{ print $4 }' /proc/$PPID/stat)" "$PPID"; exit`,
    );
    const loses = attempt({
      ...work,
      name: 'loser',
      script: `while [ ! -e ${mount}/go ]; do sleep 0.1; done; echo a >"$OUT_X"`,
    });
    while (!existsSync(marker())) await wait(20);
    const holds = attempt({ ...work, name: 'holder', tools: dies });
    await loses;
    writeFileSync(join(mount, 'ended'), '');
    expect([(await holds).status, isFinished()]).toEqual([null, true]);
    expect(await attempt({ ...work, name: 'again' })).toEqual({
      status: 0,
      log: expect.stringContaining('[s] done: '),
    });
    expect(readFileSync(output(), 'utf8')).toBe('b\n');
  },
  60_000,
);

test.each(SHELLS)(
  'an attempt whose file changes while it marks takes its marker back, under %s',
  async (shell) => {
    const tools = whenMarking(`: >${output()}`);
    const ended = await attempt({ shell, mount, outputs: [output()], tools, name: 'a', script: 'echo x >"$OUT_X"' });
    expect(ended).toEqual({ status: 75, log: expect.stringContaining('does not read back as it was written') });
    expect(isFinished()).toBe(false);
  },
  60_000,
);

test.each(SHELLS)(
  'other work that shares a later output alone is seen too, under %s',
  async (shell) => {
    const at = (name: string): string => join(mount, 'run/.work', name);
    const late = `while [ ! -e ${mount}/go ]; do sleep 0.1; done; echo a >"$OUT_X"; echo a >"$OUT_Y"`;
    const loses = attempt({ shell, mount, name: 'a', outputs: [at('a'), output()], script: late });
    while (!existsSync(marker())) await wait(20);
    const other = await attempt({
      shell,
      mount,
      name: 'b',
      outputs: [at('b'), output()],
      script: 'echo b >"$OUT_X"; echo b >"$OUT_Y"',
    });
    writeFileSync(join(mount, 'go'), '');
    expect([other.status, (await loses).status, isFinished()]).toEqual([0, 69, false]);
  },
  60_000,
);

// ossfs refuses for a second to write what another node has just removed.
test.each(SHELLS)(
  'a claim that cannot be written for a moment is written again, under %s',
  async (shell) => {
    const tools = beforeTee(`[ -e ${mount}/once ] || { touch ${mount}/once; exit 1; }`);
    const { status } = await attempt({
      shell,
      mount,
      outputs: [output()],
      tools,
      name: 'a',
      script: 'echo x >"$OUT_X"',
    });
    expect([status, isFinished()]).toEqual([0, true]);
  },
  60_000,
);
