import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { attempt, instead as replacedBy, SHELLS, beforeTee as teeReplacedBy } from '../support/attempt';

// A volume that answers a question with an error for a moment, or for long, is no missing file and no other run.
let mount = '';
let tools = '';

beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), 'faulty-'));
  tools = join(mount, 'tools');
  for (const folder of ['run/.work', 'tools']) mkdirSync(join(mount, folder), { recursive: true });
  instead('sleep', 'case $1 in 2|10) set -- 0.1 ;; esac');
});
afterEach(() => rmSync(mount, { recursive: true }));

const file = (name: string): string => join(mount, 'run/.work', name);
const marker = (name: string): string =>
  existsSync(`${file(name)}.marker`) ? readFileSync(`${file(name)}.marker`, 'utf8') : '';
const isFinished = (name: string): boolean => /^made=/m.test(marker(name));
const instead = (program: string, lines: string): string => replacedBy(tools, program, lines);
const beforeTee = (lines: string): string => teeReplacedBy(tools, lines);
const done = { status: 0, log: expect.stringContaining('[s] done: ') };
const says = (status: number, words: string) => ({ status, log: expect.stringContaining(words) });
/** Shell that waits for a file of this name; not beyond the test. */
const until = (name: string): string => `while [ ! -e ${mount}/${name} ] && [ -e ${tools} ]; do sleep 0.05; done`;
const say = (name: string): void => writeFileSync(join(mount, name), '');
const error = (program: string, errno = 'Input/output error'): string =>
  `{ echo "${program}: $*: ${errno}" >&2; exit 1; }`;
/** Every second call for a file of this name fails. */
const everySecond = (program: string, name: string): string =>
  instead(
    program,
    `case $* in *${name}) if rmdir ${mount}/turn 2>/dev/null; then :; else mkdir ${mount}/turn; ${error(program)}; fi ;; esac`,
  );

describe.each(SHELLS)('under %s', (shell) => {
  const work = {
    shell,
    get mount() {
      return mount;
    },
    get outputs() {
      return [file('x')] as const;
    },
    get tools() {
      return tools;
    },
  };
  const makes = (name: string) =>
    attempt({ ...work, name: 'maker', outputs: [file(name)], script: 'echo x >"$OUT_X"' });

  test('a marker that cannot be read once is read again: by a stage that comes again, by a consumer, by who must remove it', async () => {
    expect(await makes('f')).toEqual(done);
    const first = marker('f');
    everySecond('sed', 'f.marker');
    expect(await makes('f')).toEqual(says(0, 'done before'));
    const reads = { ...work, name: 'reader', input: { path: file('f') }, script: 'cat "$IN_F" >"$OUT_X"' };
    expect(await attempt(reads)).toEqual(done);
    expect(marker('f')).toBe(first);
    rmSync(join(tools, 'sed'));
    everySecond('sed', 'x.marker');
    rmSync(`${file('x')}.marker`);
    const loses = attempt({ ...work, name: 'loser', script: `${until('go')}; echo a >"$OUT_X"` });
    while (marker('x') === '') await wait(20);
    expect(await attempt({ ...work, name: 'holder', script: 'echo b >"$OUT_X"' })).toEqual(done);
    say('go');
    expect(await loses).toEqual(says(69, 'another run writes here'));
    expect(isFinished('x')).toBe(false);
  }, 60_000);

  test.each(['sed', 'stat'])(
    'finished work that cannot be looked at (%s) is neither done again nor taken for bad',
    async (program) => {
      expect(await makes('f')).toEqual(done);
      const first = marker('f');
      instead(program, `case $* in *f|*f.marker) ${error(program)} ;; esac`);
      expect(await makes('f')).toEqual(says(75, 'cannot be read'));
      const reads = { ...work, name: 'reader', input: { path: file('f') }, script: 'cat "$IN_F" >"$OUT_X"' };
      expect((await attempt(reads)).status).toBe(75);
      rmSync(join(tools, program));
      expect([marker('f'), await attempt(reads)]).toEqual([first, done]);
    },
    60_000,
  );

  test.each([
    ['Input/output error', 75, 'Input/output error'],
    ['No space left on device', 73, 'No space left on device'],
    ['Permission denied', 69, "Permission denied; synthesize with the volume's owner"],
  ])(
    'a claim that cannot be written, %s, ends with %i and removes nothing',
    async (errno, status, words) => {
      expect(await makes('x')).toEqual(done);
      beforeTee(`case $1 in *.marker) ${error('tee', errno)} ;; esac`);
      expect(await attempt({ ...work, name: 'other', script: 'echo other >"$OUT_X"' })).toEqual(says(status, words));
      expect([readFileSync(file('x'), 'utf8'), isFinished('x')]).toEqual(['x\n', true]);
    },
    60_000,
  );

  test('a claim that could not be read for long, and was never lost, ends as done', async () => {
    instead(
      'sed',
      `case "$*" in *x.marker) if [ -e ${mount}/wrote ] && [ ! -e ${mount}/waits ]; then ${error('sed')}; fi ;; esac`,
    );
    const ended = await attempt({
      ...work,
      name: 'a',
      script: `sleep 1; echo a >"$OUT_X"; touch ${mount}/wrote`,
      onLog: { word: 'waiting for it', file: join(mount, 'waits') },
    });
    expect(ended).toEqual(done);
  }, 60_000);

  test('a claim that somebody removed is waited for by nobody', async () => {
    const ended = await attempt({ ...work, name: 'a', script: 'echo a >"$OUT_X"; rm "$OUT_X.marker"' });
    expect(ended).toEqual(says(75, 'its claim was removed'));
    expect(ended.log).not.toContain('waiting');
  }, 60_000);

  test('while stale outputs are removed for long, the attempt before does not call them missing', async () => {
    instead('rm', `case $HOSTNAME$* in b*/x) "$real" "$@"; touch ${mount}/removed; sleep 3; exit ;; esac`);
    const both = {
      ...work,
      script: `case $HOSTNAME in a) ${until('removed')} ;; *) sleep 1; echo 1 >"$OUT_X" ;; esac`,
    };
    instead('sleep', 'case $1 in 10) set -- 1 ;; esac');
    const a = attempt({ ...both, name: 'a' });
    while (marker('x') === '') await wait(20);
    expect(await attempt({ ...both, name: 'b' })).toEqual(done);
    expect(await a).toEqual(says(0, 'done before, by b/'));
  }, 60_000);

  test('outputs that are missing are somebody else’s doing where the claim is lost soon after', async () => {
    const claim = `[ -e ${mount}/once ] || { touch ${mount}/once; sed 's,claim=a/.*,claim=b/1,' ${file('x')}.marker >${mount}/b; cp ${mount}/b ${file('x')}.marker; }`;
    instead('sleep', `case $1 in 10) ${claim}; set -- 0.1 ;; 2) set -- 0.1 ;; esac`);
    const ended = await attempt({ ...work, name: 'a', script: 'rm -f "$OUT_X"' });
    expect(ended).toEqual(says(75, 'another attempt took this work over'));
  }, 60_000);

  test('an input that is written again while it is read, with the same size, is read again', async () => {
    expect(await makes('f')).toEqual(done);
    const again = `cat "$IN_F" >"$OUT_X"; [ -e ${mount}/once ] || { touch ${mount}/once; sleep 1.1; echo x >"$IN_F"; }`;
    const reads = { ...work, name: 'reader', input: { path: file('f') }, script: again };
    expect(await attempt(reads)).toEqual(says(75, 'written again during the work'));
    expect(isFinished('x')).toBe(false);
    expect(await attempt(reads)).toEqual(done);
  }, 60_000);

  test('an input whose stage works on it again is named with who works', async () => {
    expect(await makes('f')).toEqual(done);
    const other = attempt({ ...work, name: 'other', outputs: [file('f')], script: `${until('go')}; echo y >"$OUT_X"` });
    while (!marker('f').includes('claim=other')) await wait(20);
    const read = await attempt({
      ...work,
      name: 'reader',
      input: { path: file('f') },
      script: 'cat "$IN_F" >"$OUT_X"',
    });
    expect(read).toEqual(says(69, 'is being made again, or was not finished, by other/'));
    say('go');
    expect(await other).toEqual(done);
  }, 60_000);

  test('where a stage has two volumes, the loss of either is tried again', async () => {
    const volume = `${mount}-inputs`;
    mkdirSync(join(volume, 'run/.work'), { recursive: true });
    expect(
      await attempt({
        ...work,
        name: 'maker',
        mount: volume,
        outputs: [join(volume, 'run/.work/f')],
        script: 'echo x >"$OUT_X"',
      }),
    ).toEqual(done);
    const input = { path: join(volume, 'run/.work/f'), mount: volume };
    for (const end of ['0', '1']) {
      const script = `cat "$IN_F" >"$OUT_X"; mv ${volume} ${volume}-gone; exit ${end}`;
      expect(await attempt({ ...work, name: 'reader', input, script })).toEqual(says(75, `${volume} is gone`));
      expect(isFinished('x')).toBe(false);
      await attempt({ ...work, name: 'back', script: `mv ${volume}-gone ${volume}; exit 1` });
    }
    rmSync(volume, { recursive: true });
  }, 60_000);

  test('an output that is a symbolic link, for instance to what ends with the pod, is none', async () => {
    const ended = await attempt({
      ...work,
      name: 'a',
      script: `echo x >${mount}/elsewhere; ln -s ${mount}/elsewhere "$OUT_X"`,
    });
    expect(ended).toEqual(says(65, 'x is missing or empty'));
    expect(existsSync(file('x'))).toBe(true);
  }, 60_000);

  test('what a script left running cannot hide how the script ended', async () => {
    const noisy = 'echo 1 >"$OUT_X"; ( n=0; while [ $n -lt 30000 ]; do printf .; n=$((n+1)); done ) & sleep 0.05';
    for (const name of ['a', 'b', 'c', 'd']) {
      expect(await attempt({ ...work, name, outputs: [file(name)], script: noisy })).toEqual(done);
    }
  }, 60_000);
});
