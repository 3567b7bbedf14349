import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { attempt, instead as replacedBy, SHELLS, beforeTee as teeReplacedBy } from '../support/attempt';

// What an attempt does that finds its claims lost, where that is less simple than in attempts.test.ts.
let mount = '';

beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), 'losers-'));
  for (const folder of ['run/.work', 'tools']) mkdirSync(join(mount, folder), { recursive: true });
});
afterEach(() => rmSync(mount, { recursive: true }));

const file = (name: string): string => join(mount, 'run/.work', name);
const marker = (name: string): string =>
  existsSync(`${file(name)}.marker`) ? readFileSync(`${file(name)}.marker`, 'utf8') : '';
const isFinished = (name: string): boolean => /^made=/m.test(marker(name));
const refused = { status: 69, log: expect.stringContaining('another run writes here') };
const done = { status: 0, log: expect.stringContaining('[s] done: ') };
/** Shell that waits for a file of this name, not beyond the test; and that makes it. */
const until = (name: string): string => `while [ ! -e ${mount}/${name} ] && [ -e ${mount}/tools ]; do sleep 0.1; done`;
const say = (name: string): string => `touch ${mount}/${name}`;
const said = async (name: string): Promise<void> => {
  while (!existsSync(join(mount, name))) await wait(20);
};

const beforeTee = (lines: string): string => teeReplacedBy(join(mount, 'tools'), lines);
const instead = (program: string, lines: string): string => replacedBy(join(mount, 'tools'), program, lines);

describe.each(SHELLS)('under %s', (shell) => {
  const work = {
    shell,
    get mount() {
      return mount;
    },
  };

  test('work whose key begins like that of other work is other work', async () => {
    const script = `case $HOSTNAME in a) ${until('go')} ;; esac; echo "$HOSTNAME" >"$OUT_X"`;
    const outputs = [file('x')] as const;
    const loses = attempt({ ...work, name: 'a', outputs, script, identify: 'echo one' });
    while (marker('x') === '') await wait(20);
    expect(await attempt({ ...work, name: 'b', outputs, script, identify: 'echo one; echo two' })).toEqual(done);
    writeFileSync(join(mount, 'go'), '');
    expect(await loses).toEqual(refused);
    expect(isFinished('x')).toBe(false);
  }, 60_000);

  test('of several outputs each is looked at: one that the same work holds hides no other', async () => {
    const script = `case $HOSTNAME in a) ${until('go')} ;; a2) kill -9 $$; exit ;; esac; echo a >"$OUT_X"; echo a >"$OUT_Y"`;
    const first = { ...work, outputs: [file('x'), file('y')] as const, script };
    const loses = attempt({ ...first, name: 'a' });
    while (marker('y') === '') await wait(20);
    expect((await attempt({ ...first, name: 'a2' })).status).toBeNull();
    const other = { ...work, outputs: [file('z'), file('y')] as const, script: 'echo b >"$OUT_X"; echo b >"$OUT_Y"' };
    expect(await attempt({ ...other, name: 'b' })).toEqual(done);
    writeFileSync(join(mount, 'go'), '');
    expect(await loses).toEqual(refused);
    expect(isFinished('y')).toBe(false);
    expect(await attempt({ ...other, name: 'again' })).toEqual(done);
    expect(readFileSync(file('y'), 'utf8')).toBe('b\n');
  }, 60_000);

  test('of two attempts at the same work that crossed each other’s claims one ends it', async () => {
    // x of a, x of b, y of b, y of a.
    const tools = instead(
      'tee',
      `case $HOSTNAME$1 in a*/y.marker) ${until('b-y')} ;; b*/x.marker) ${until('a-x')} ;; esac
      "$real" "$@"; s=$?; ${say('"$HOSTNAME-$(basename "$1" .marker)"')}; exit "$s"`,
    );
    instead('sleep', 'case $1 in 10) set -- 1 ;; esac');
    const both = {
      ...work,
      tools,
      outputs: [file('x'), file('y')] as const,
      script: `${until('a-y')}; echo 1 >"$OUT_X"; echo 2 >"$OUT_Y"`,
    };
    const [a, b] = await Promise.all([attempt({ ...both, name: 'a' }), attempt({ ...both, name: 'b' })]);
    expect(b).toEqual(done);
    expect(a).toEqual({ status: 0, log: expect.stringContaining('done before, by b/') });
  }, 60_000);

  test('a loser that finds the other’s marker empty, while it is being written, looks again', async () => {
    const late = { ...work, outputs: [file('x')] as const };
    // The holder cuts its claim to mark it, when the loser has seen the claim for the first time.
    beforeTee(
      `case $HOSTNAME$1$in in holder*.marker*made=*) ${until('seen')}; : >"$1"; ${say('cut')}; sleep 1 ;; holder*.marker*) ${say('held')} ;; esac`,
    );
    const tools = instead(
      'sed',
      `case "$HOSTNAME$*" in loser*.marker) out=$("$real" "$@") || exit; printf '%s\\n' "$out"
      case $out in *claim=holder*) ${say('seen')}; ${until('cut')} ;; esac; exit ;; esac`,
    );
    const loses = attempt({ ...late, tools, name: 'loser', script: `${until('held')}; sleep 0.5; echo a >"$OUT_X"` });
    while (marker('x') === '') await wait(20);
    const holds = attempt({ ...late, tools, name: 'holder', script: 'echo b >"$OUT_X"' });
    // The holder may end well before the loser looks again; its marker is then gone.
    expect((await Promise.all([loses, holds]))[0]).toEqual(refused);
    expect(isFinished('x')).toBe(false);
  }, 60_000);

  test('a claim that cannot be read is read again: alone it is no other run’s, lost it is named', async () => {
    // Two readings fail once the script has ended.
    instead('sleep', 'case $1 in 2) set -- 0.3 ;; esac');
    const tools = instead(
      'sed',
      `case "$HOSTNAME$*" in a*.marker) if [ -e ${mount}/wrote ]; then for n in 1 2; do
      if mkdir ${mount}/failed-$n 2>/dev/null; then echo 'sed: read error: Input/output error' >&2; exit 4; fi; done; fi ;; esac`,
    );
    const one = { ...work, outputs: [file('x')] as const, tools };
    expect(await attempt({ ...one, name: 'a', script: `echo a >"$OUT_X"; ${say('wrote')}` })).toEqual(done);
    for (const name of ['wrote', 'failed-1', 'failed-2', 'run/.work/x.marker'])
      rmSync(join(mount, name), { recursive: true });
    const loses = attempt({ ...one, name: 'a', script: `${until('held')}; echo a >"$OUT_X"; ${say('wrote')}` });
    while (marker('x') === '') await wait(20);
    const holds = attempt({ ...one, name: 'b', script: `echo b >"$OUT_X"; ${say('held')}; ${until('ended')}` });
    expect(await loses).toEqual(refused);
    writeFileSync(join(mount, 'ended'), '');
    expect(await holds).toEqual(refused);
  }, 60_000);

  test('a marker that was empty for long is looked at again while the loser waits', async () => {
    instead('sleep', 'case $1 in 2|10) set -- 0.2 ;; esac');
    const tools = beforeTee(
      `case $HOSTNAME$1$in in b*.marker*made=*) : >"$1"; ${say('cut')}; ${until('waits')} ;; esac`,
    );
    const one = { ...work, outputs: [file('x')] as const, tools };
    const loses = attempt({
      ...one,
      name: 'a',
      script: `${until('cut')}; echo a >"$OUT_X"`,
      onLog: { word: 'waiting for it', file: join(mount, 'waits') },
    });
    while (marker('x') === '') await wait(20);
    const holds = attempt({ ...one, name: 'b', script: 'echo b >"$OUT_X"' });
    expect(await loses).toEqual({ ...refused, log: expect.stringContaining('waiting for it') });
    await holds;
    expect(isFinished('x')).toBe(false);
  }, 60_000);

  test('what an attempt removes before work is no output of whoever claims after it', async () => {
    writeFileSync(`${file('x')}.marker`, 'protocol=1\nclaim=old/1\n');
    instead('sleep', 'case $1 in 10) set -- 1 ;; esac');
    const tools = instead(
      'rm',
      `case $HOSTNAME$* in a*/x*) ${say('a-removes')}; sleep 1; "$real" "$@"; ${say('a-removed')}; exit ;; esac`,
    );
    const script = `case $HOSTNAME in b) echo 1 >"$OUT_X"; ${say('b-wrote')}; ${until('a-removed')} ;; *) sleep 3; echo 1 >"$OUT_X" ;; esac`;
    const both = { ...work, outputs: [file('x')] as const, tools, script };
    const a = attempt({ ...both, name: 'a' });
    await said('a-removes');
    const ended = await Promise.all([a, attempt({ ...both, name: 'b' })]);
    expect(ended.map(({ status }) => status)).toEqual([0, 0]);
  }, 60_000);

  test('of two attempts at the same work neither is refused, where one claims while the other marks', async () => {
    instead('sleep', 'case $1 in 10) set -- 1 ;; esac');
    // b claims after a has looked at its own claim, and before a reads back.
    const tools = beforeTee(
      `case $HOSTNAME$in in a*made=*) ${say('a-looked')}; ${until('b-x')} ;; esac
      printf %s "$in" | "$real" "$@"; s=$?
      case $HOSTNAME$1 in b*/x.marker) ${say('b-x')}; ${until('a-x')} ;; a*/x.marker) if [ -e ${mount}/a-looked ]; then ${say('a-x')}; fi ;;
      b*/y.marker) ${say('b-y')} ;; a*/y.marker) if [ -e ${mount}/a-looked ]; then ${until('b-y')}; fi ;; esac; exit "$s"`,
    );
    const script = 'case $HOSTNAME in b) sleep 1 ;; esac; echo 1 >"$OUT_X"; echo 2 >"$OUT_Y"';
    const both = { ...work, tools, outputs: [file('x'), file('y')] as const, script };
    const a = attempt({ ...both, name: 'a' });
    await said('a-looked');
    for (const { status } of await Promise.all([a, attempt({ ...both, name: 'b' })])) expect([0, 75]).toContain(status);
    expect(await attempt({ ...both, name: 'again' })).toMatchObject({ status: 0 });
  }, 60_000);

  test('a word that cannot be written at first is written again', async () => {
    const tools = beforeTee(
      `case $HOSTNAME$1 in loser*.disputed.*) [ -e ${mount}/once ] || { ${say('once')}; exit 1; } ;; esac`,
    );
    const script = `case $HOSTNAME in holder) ${say('held')}; ${until('ended')} ;; *) ${until('held')} ;; esac; echo "$IN_V" >"$OUT_X"`;
    const one = { ...work, outputs: [file('x')] as const, tools };
    const loses = attempt({ ...one, name: 'loser', script: script.replace('$IN_V', 'a') });
    while (marker('x') === '') await wait(20);
    const holds = attempt({ ...one, name: 'holder', script: script.replace('$IN_V', 'b') });
    await said('once');
    expect(await loses).toEqual(refused);
    writeFileSync(join(mount, 'ended'), '');
    expect(await holds).toEqual(refused);
  }, 60_000);

  test('a volume that is gone at the end is tried again, not taken for another run', async () => {
    const volume = join(mount, 'volume');
    symlinkSync(mount, volume);
    const script = `echo x >"$OUT_X"; rm ${volume}; echo 'cp: Transport endpoint is not connected' >&2; exit "$HOSTNAME"`;
    for (const name of ['0', '1']) {
      const lost = await attempt({ shell, mount: volume, name, outputs: [join(volume, 'run/.work/x')], script });
      expect(lost).toEqual({
        status: 75,
        log: expect.stringContaining(`.marker cannot be read\n[s] ${volume} is gone\n`),
      });
      symlinkSync(mount, volume);
    }
  }, 60_000);
});
