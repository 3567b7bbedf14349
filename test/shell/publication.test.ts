import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, type CallEnd, call, SHELLS, type ShellName } from '../support/call';
import { madeTexts, maker, type Publisher, paused, publishedText, readBy } from '../support/publishing';
import { type Fault, shims } from '../support/shims';
import { newVolume, removeVolume } from '../support/tree';

let mount = '';
beforeEach(() => {
  mount = newVolume();
});
afterEach(() => removeVolume(mount));

/** REPEAT=20 kills at each point so often. */
const TIMES = Array.from({ length: Number(process.env['REPEAT'] ?? 1) }, (_, at) => at + 1);
const VOLUMES = [
  ['with hard links', true],
  ['without hard links', false],
] as const;

const publisher = (shell: ShellName, run: string, text: string, more: Partial<Publisher> = {}): Publisher => ({
  shell,
  mount,
  run,
  text,
  ...more,
});

/** Whoever is red says that its name was taken; whoever is green is right; the name is whole and belongs to one that is green. */
async function mustBeRight(runs: readonly Publisher[], ends: readonly CallEnd[]): Promise<void> {
  const green = runs.filter((_, at) => ends[at]?.status === 0);
  for (const { status, log } of ends) {
    if (status !== 0)
      expect([status, log]).toEqual([69, expect.stringMatching(/run \S+ published other work as \S+ while this run/)]);
  }
  expect([publishedText(mount), ...ends.map(({ log }) => log)]).toEqual([
    expect.stringMatching(new RegExp(`^(${green.map(({ text }) => `${text} ${text}`).join('|')})$`)),
    ...ends.map(() => expect.anything()),
  ]);
  for (const one of green) expect(await readBy(one)).toBe(`${one.text}${one.text}`);
  expect(madeTexts(mount).filter((text) => !/^[a-z]\w{3}$/.test(text))).toEqual([]);
}

describe.each(SHELLS)('under %s', (shell) => {
  describe.each(VOLUMES)('on a volume %s', (_, hasLinks) => {
    const one = (run: string, text: string, more: Partial<Publisher> = {}): Publisher =>
      publisher(shell, run, text, { hasLinks, ...more });

    test('two runs of other data at once in one folder: readers are right, and the name is one run’s whole', async () => {
      const runs = [one('run-1', 'aaaa'), one('run-2', 'bbbb')];
      const ends = await Promise.all(runs.map((run) => call(maker(run))));
      await mustBeRight(runs, ends);
    });

    test('the same work three times at once is done, and the fourth redoes nothing', async () => {
      const runs = ['run-1', 'run-2', 'run-3'].map((run) => one(run, 'same'));
      const ends = await Promise.all(runs.map((run) => call(maker(run))));
      expect(ends.map(({ status, log }) => (status === 0 ? 0 : log))).toEqual([0, 0, 0]);
      await mustBeRight(runs, ends);
      const fourth = await call(maker(one('run-4', 'same')));
      expect([fourth.status, fourth.log]).toEqual([0, expect.stringContaining('done before')]);
      expect(fourth.log).not.toContain('worked');
    });

    test('a published name that another run took is taken back by a repetition, as a whole and without work', async () => {
      for (const [run, text] of [
        ['run-1', 'aaaa'],
        ['run-2', 'bbbb'],
        ['run-3', 'aaaa'],
        ['run-1', 'aaaa'],
      ] as const)
        await mustBeRight([one(run, text)], [await call(maker(one(run, text)))]);
      expect(madeTexts(mount)).toEqual(['aaaa', 'aaaa', 'bbbb', 'bbbb']);
    });

    test('the same attempt published by two runs at once stays whole', async () => {
      await call(maker(one('run-1', 'aaaa')));
      await call(maker(one('run-2', 'bbbb')));
      const again = [one('run-3', 'aaaa'), one('run-4', 'aaaa'), one('run-5', 'aaaa')];
      await mustBeRight(again, await Promise.all(again.map((run) => call(maker(run)))));
      expect(madeTexts(mount)).toEqual(['aaaa', 'aaaa', 'bbbb', 'bbbb']);
    });

    const place = hasLinks ? 'mv -f -- *' : 'touch -c -r *';
    const isSampled = shell !== 'dash' && process.env['REPEAT'] === undefined;
    const points = [
      ['start', 'mkdir -p -- *.bam-????????????????/????????????????'],
      ['the first output', 'tee -- */outputs/x.bam'],
      ['the second output', 'tee -- */outputs/x.bam.bai'],
      ['the record', 'tee -- *.record'],
      ['the note', 'tee -- *.note'],
      ['the BAM is published', `${place} */run/x.bam`],
      ['the index is published', `${place} */run/x.bam.bai`],
      ['the run’s pointer', 'tee -- *.run'],
    ] as const;
    // Dash is killed at each; the others at every second, REPEAT=20 at each again.
    test.each(points.filter((_, at) => !isSampled || at % 2 === Number(hasLinks)))(
      'a kill after %s leaves nothing wrong for two runs of equal sizes that come at once',
      async (_, at) => {
        for (const time of TIMES) {
          const killed = one(`killed-${time}`, `k${time + 100}`, { faults: { at, does: 'kill' } });
          expect((await call(maker(killed))).status).toBe(137);
          const read = await readBy(killed);
          expect(read === undefined || read === `${killed.text}${killed.text}`).toBe(true);
          const runs = [one(`one-${time}`, `a${time + 100}`), one(`two-${time}`, `b${time + 100}`)];
          const ends = await Promise.all(runs.map((run) => call(maker(run))));
          await mustBeRight(runs, ends);
          const retried = one(killed.run, killed.text);
          await mustBeRight([retried], [await call(maker(retried))]);
        }
      },
    );

    test('a zombie that wakes after another run published leaves the name whole', async () => {
      const other = one('run-2', 'bbbb');
      const zombie = one('run-1', 'aaaa', { faults: { at: `${place} */run/x.bam`, does: 'stop' } });
      const ends: CallEnd[] = [];
      const end = await paused(maker(zombie), async () => {
        ends.push(await call(maker(other)));
      });
      expect(end.wasPaused).toBe(true);
      await mustBeRight([zombie, other], [end, ...ends]);
    });

    test('a zombie that wakes after its successor changes nothing that was read', async () => {
      const successor = one('run-1', 'aaaa');
      const zombie = one('run-1', 'aaaa', { faults: { at: 'tee -- */outputs/x.bam', does: 'stop' } });
      const end = await paused(maker(zombie), async () => {
        await mustBeRight([successor], [await call(maker(successor))]);
      });
      await mustBeRight([successor], [end]);
    });
  });

  test.each(['tee -- */outputs/x.bam.bai', 'tee -- *.record', 'mv -f -- */run/x.bam'])(
    'what a run has once downloaded is what it uses, whatever a zombie of it brings that stood still at %s',
    async (at) => {
      const source = join(mount, 'source');
      const download = (faults?: Fault): Call => {
        const { env, ...one } = maker({
          ...publisher(shell, 'run-1', 'x'),
          ...(faults === undefined ? {} : { faults }),
        });
        return {
          ...one,
          env: { ...env, IN_V: 'https://h/x' },
          options: ['--url=IN_V', '--publish=OUT_BAM,.bai'],
          identify: `cat ${source}`,
          script: `sed p ${source} >"$OUT_BAM"; cat ${source} | put "$OUT_BAM".bai`,
        };
      };
      writeFileSync(source, 'v1\n');
      const { status, wasPaused } = await paused(download({ at, does: 'stop' }), async () => {
        writeFileSync(source, 'v2\n');
        expect((await call(download())).status).toBe(0);
      });
      expect([0, 69]).toContain(status); // nobody waits for it any more
      expect(wasPaused).toBe(true);
      expect(await readBy(publisher(shell, 'run-1', 'x'))).toBe('v2\nv2\nv2\n');
      expect(publishedText(mount)).toBe('v2\nv2\n v2\n');
    },
  );

  test('a name that is there is never opened for writing where links are', async () => {
    await call(maker(publisher(shell, 'run-1', 'aaaa')));
    const before = statSync(join(mount, 'run/x.bam'));
    const watched = shims(join(mount, '../tools'), { at: 'tee -- */run/*', does: 'fail' });
    const second = maker(publisher(shell, 'run-2', 'bbbb'));
    expect(await call({ ...second, env: { ...second.env, ...watched.env } })).toMatchObject({ status: 0 });
    expect(watched.calls()).toEqual([]);
    expect(statSync(join(mount, 'run/x.bam')).ino).not.toBe(before.ino);
    expect(madeTexts(mount)).toEqual(['aaaa', 'aaaa', 'bbbb', 'bbbb']);
  });

  test('a link that an attempt of before left behind does not matter', async () => {
    const killed = publisher(shell, 'run-1', 'aaaa', { faults: { at: 'ln -- *', does: 'kill' } });
    expect((await call(maker(killed))).status).toBe(137);
    await mustBeRight([publisher(shell, 'run-1', 'aaaa')], [await call(maker(publisher(shell, 'run-1', 'aaaa')))]);
    expect(readFileSync(join(mount, 'run/x.bam'), 'utf8')).toBe('aaaa');
    expect(statSync(join(mount, 'run/x.bam')).nlink).toBeGreaterThan(1);
  });

  test('a folder of that name is told', async () => {
    mkdirSync(join(mount, 'run/x.bam'), { recursive: true });
    const { status, log } = await call(maker(publisher(shell, 'run-1', 'aaaa')));
    expect([status, log]).toEqual([69, expect.stringContaining('there is a folder of that name')]);
  });
});
