import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallEnd, call, recordsOf, SHELLS } from '../support/call';
import { maker, publishedText, readBy } from '../support/publishing';
import { type Fault, shims } from '../support/shims';
import { newVolume, removeVolume } from '../support/tree';

let mount = '';
beforeEach(() => {
  mount = newVolume();
});
afterEach(() => removeVolume(mount));

const VOLUME = '*/volume/*';
/** A mount that answers a call of a program with an error: at one call alone, or from that on. */
const errors = (from: number, isLasting: boolean, says = 'Input/output error'): Fault => ({
  at: VOLUME,
  does: 'fail',
  says,
  from,
  to: isLasting ? 1e6 : from,
});

describe.each(SHELLS)('under %s', (shell) => {
  const one = (run: string, text: string, faults?: Fault, hasLinks = true) => ({
    shell,
    mount,
    run,
    text,
    hasLinks,
    ...(faults === undefined ? {} : { faults }),
  });

  const isTried = ({ status, log }: CallEnd): void => {
    if (status !== 0) expect([status, log]).toEqual([75, expect.stringMatching(/^\[s\] .+/m)]);
  };

  // Dash tries each call; the others a part of them, which is another for each shell.
  const { first, step } = { dash: { first: 1, step: 1 }, bash: { first: 2, step: 4 }, busybox: { first: 3, step: 4 } }[
    shell
  ];

  test.each([
    ['once, with links', false, true],
    ['once, without links', false, false],
    ['from then on', true, true],
  ])(
    'an error of the mount %s ends in 75 or is no matter, and is never an answer',
    async (_, isLasting, hasLinks) => {
      const calls = async (): Promise<number> => {
        const counted = one('count', 'aaaa', { at: VOLUME, does: 'fail', from: 1e6 }, hasLinks);
        const { env } = maker(counted);
        await call({ ...maker(counted), env });
        return readFileSync(env['FAULT_COUNT'] ?? '', 'utf8')
          .trimEnd()
          .split('\n').length;
      };
      const count = await calls();
      expect(count).toBeGreaterThan(15);
      for (let at = first; at <= count; at += step) {
        const [text, run] = [`n${at + 100}`, `run-${at}`];
        const end = await call(maker(one(run, text, errors(at, isLasting), hasLinks)));
        isTried(end);
        const read = await readBy(one(run, text));
        expect(read).toBe(end.status === 0 ? `${text}${text}` : read === undefined ? undefined : `${text}${text}`);
        if (end.status === 0) expect(publishedText(mount)).toBe(`${text} ${text}`);
        const again = await call(maker(one(run, text, undefined, hasLinks)));
        expect([again.status, publishedText(mount)]).toEqual([0, `${text} ${text}`]);
      }
    },
    300_000,
  );

  test('an error of the mount while a run is skipped is no reason to do its work again', async () => {
    expect((await call(maker(one('run-0', 'same')))).status).toBe(0);
    for (let at = first; at < 30; at += step) {
      const { status, log } = await call(maker(one(`run-${at}`, 'same', errors(at, false))));
      expect([0, 75]).toContain(status);
      expect(log).not.toContain('worked');
    }
    expect(recordsOf(mount, 'x.bam')).toHaveLength(1);
  }, 120_000);

  test('an error of the mount while a set is gathered makes no member a failed one', async () => {
    expect((await call(maker(one('run-1', 'aaaa')))).status).toBe(0);
    const settled = (at: number) => {
      const { env } = shims(join(mount, '../tools'), errors(at, false));
      return call({
        shell,
        mount,
        run: 'run-1',
        options: ['--settled=IN_S,.bai', '--output=OUT_Y'],
        lists: { IN_S: `${join(mount, 'run/x.bam')}/bam//a` },
        env: { ...env, OUT_Y: join(mount, `run/set-${at}/y`) },
        script: 'if [ -s "$FAILED_IN_S" ]; then echo wrong; fi; cat "$IN_S" >"$OUT_Y"',
      });
    };
    for (let at = first; at < 16; at += step) {
      const { status, log } = await settled(at);
      expect([at, status, log]).toEqual([at, status === 0 ? 0 : 75, expect.not.stringContaining('wrong')]);
    }
  }, 120_000);

  test.each(['tee -- *.record', 'tee -- *.note', 'ln -- *', 'tee -- *.run', 'mkdir -p -- *.bam-????????????????/*'])(
    'a volume that is full at %s ends in 73, and the next attempt is right',
    async (at) => {
      const full = one('run-1', 'aaaa', { at, does: 'fail', says: 'x: No space left on device' });
      expect(await call(maker(full))).toMatchObject({
        status: 73,
        log: expect.stringMatching(/^\[s\] .*No space left/m),
      });
      expect((await call(maker(one('run-1', 'aaaa')))).status).toBe(0);
      expect(publishedText(mount)).toBe('aaaa aaaa');
    },
  );

  test('a folder that may not be written is told with the user', async () => {
    const refused = one('run-1', 'aaaa', {
      at: 'mkdir -p -- *',
      does: 'fail',
      says: 'cannot create: Permission denied',
    });
    expect(await call(maker(refused))).toMatchObject({
      status: 69,
      log: expect.stringContaining(`user ${process.getuid?.()} cannot write`),
    });
    expect(existsSync(join(mount, '.work'))).toBe(false);
  });
});
