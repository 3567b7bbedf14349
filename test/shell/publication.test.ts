import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, type CallEnd, call, SHELLS, type ShellName } from '../support/call';
import { caughtUp, isBucket, isSampled } from '../support/fault-place';
import { type Nodes, newNodes } from '../support/nodes';
import {
  copier,
  madeTexts,
  maker,
  noteOf,
  type Publisher,
  paused,
  publishedText,
  readBy,
  textIn,
} from '../support/publishing';
import { type Fault, shims } from '../support/shims';

// On a folder of this machine, and by e2e/faults.sh on two mounts of a bucket: one for each of two nodes.
jest.setTimeout(isBucket ? 3_600_000 : 600_000);

let nodes: Nodes;
let mount = '';
beforeEach(() => {
  nodes = newNodes();
  mount = nodes.mount;
});
afterEach(() => nodes.close());

/** REPEAT=20 kills at each point, and lets runs meet, so often. */
const TIMES = Array.from({ length: Number(process.env['REPEAT'] ?? 1) }, (_, at) => at + 101);
/** A bucket is slow: dash alone. */
const TRIED: readonly ShellName[] = isBucket ? ['dash'] : SHELLS;
/**
 * What a volume is, whether it has hard links or does as if not, and the call that puts a file under its public name.
 */
const VOLUMES = isBucket
  ? ([['that two nodes mount', true, 'touch -c -r *']] as const)
  : ([
      ['with hard links', true, 'mv -f -- *'],
      ['without hard links', false, 'touch -c -r *'],
    ] as const);
const PLACES = VOLUMES[0][2];

const publisher = (shell: ShellName, run: string, text: string, more: Partial<Publisher> = {}): Publisher => ({
  shell,
  mount,
  run,
  text,
  ...more,
});
const onSecond = (): Partial<Publisher> => ({ node: nodes.second });
/** A run's next pod is on the other node. */
const onOther = (one: Publisher): Publisher => ({
  ...one,
  node: one.node === nodes.second ? nodes.mount : nodes.second,
});

/** Whoever is red says that another run took its name. */
function mustTell(ends: readonly CallEnd[]): void {
  for (const { status, log } of ends) {
    if (status !== 0)
      expect([status, log]).toEqual([69, expect.stringMatching(/run \S+ published other work as \S+ while this run/)]);
  }
}

/** The name is whole on every node, and belongs to one of these runs. */
function mustBeWhole(runs: readonly Publisher[], ends: readonly CallEnd[]): void {
  const whole = new RegExp(`^(${runs.map(({ text }) => `${text} ${text}`).join('|')})$`);
  for (const node of new Set([nodes.mount, nodes.second]))
    expect([publishedText(node), ...ends.map(({ log }) => log)]).toEqual([
      expect.stringMatching(whole),
      ...ends.map(() => expect.anything()),
    ]);
}

/**
 * Whoever is red says that its name was taken; whoever is green is right; the name is whole and belongs to one that is
 * green.
 */
async function mustBeRight(runs: readonly Publisher[], ends: readonly CallEnd[]): Promise<void> {
  const green = runs.filter((_, at) => ends[at]?.status === 0);
  mustTell(ends);
  await caughtUp();
  mustBeWhole(green, ends);
  for (const one of green) expect(await readBy(onOther(one))).toBe(`${one.text}${one.text}`);
}

function mustBeOneTextEach(): void {
  expect(madeTexts(mount).filter((text) => !/^[a-z]\w{3}$/.test(text))).toEqual([]);
}

describe.each(TRIED)('under %s', (shell) => {
  describe.each(VOLUMES)('on a volume %s', (_, hasLinks, places) => {
    const one = (run: string, text: string, more: Partial<Publisher> = {}): Publisher =>
      publisher(shell, run, text, { hasLinks, ...more });

    test('two runs of other data at once in one folder: readers are right, and the name is one run’s whole', async () => {
      for (const time of TIMES) {
        const runs = [one(`one-${time}`, `a${time}`), one(`two-${time}`, `b${time}`, onSecond())];
        await mustBeRight(runs, await Promise.all(runs.map((run) => call(maker(run)))));
      }
      mustBeOneTextEach();
    });

    test('two chains of other data at once in one folder: what a stage publishes behind a published file is right', async () => {
      for (const time of TIMES) {
        const runs = [one(`one-${time}`, `a${time}`), one(`two-${time}`, `b${time}`, onSecond())];
        const ends = await Promise.all(
          runs.map(async (run) => {
            const made = await call(maker(run));
            return made.status === 0 ? call(copier(onOther(run))) : made;
          }),
        );
        mustTell(ends);
        await caughtUp();
        mustBeWhole(runs, ends);
        const right = runs.filter((_, at) => ends[at]?.status === 0).map(({ text }) => `${text}${text}`);
        for (const node of [nodes.mount, nodes.second]) expect(right).toContain(textIn(join(node, 'run'), 'y.txt'));
      }
    });

    test('the same work three times at once is done, and the fourth redoes nothing', async () => {
      for (const time of TIMES) {
        const same = (number: number, more: Partial<Publisher> = {}): Publisher =>
          one(`run-${time}-${number}`, `s${time}`, more);
        const runs = [same(1), same(2, onSecond()), same(3)];
        const ends = await Promise.all(runs.map((run) => call(maker(run))));
        expect(ends.map(({ status, log }) => (status === 0 ? 0 : log))).toEqual([0, 0, 0]);
        await mustBeRight(runs, ends);
        const fourth = await call(maker(same(4, onSecond())));
        expect([fourth.status, fourth.log]).toEqual([0, expect.stringContaining('done before')]);
        expect(fourth.log).not.toContain('worked');
      }
    });

    test('a published name that another run took is taken back by a repetition, as a whole and without work', async () => {
      for (const [run, text, more] of [
        ['run-1', 'aaaa', {}],
        ['run-2', 'bbbb', onSecond()],
        ['run-3', 'aaaa', {}],
        ['run-1', 'aaaa', onSecond()],
      ] as const)
        await mustBeRight([one(run, text)], [await call(maker(one(run, text, more)))]);
      expect(madeTexts(mount)).toEqual(['aaaa', 'aaaa', 'bbbb', 'bbbb']);
    });

    test('the same attempt published by two runs at once stays whole', async () => {
      await call(maker(one('run-1', 'aaaa')));
      await call(maker(one('run-2', 'bbbb')));
      const again = [one('run-3', 'aaaa'), one('run-4', 'aaaa', onSecond()), one('run-5', 'aaaa')];
      await mustBeRight(again, await Promise.all(again.map((run) => call(maker(run)))));
      expect(madeTexts(mount)).toEqual(['aaaa', 'aaaa', 'bbbb', 'bbbb']);
    });

    const isFewer = process.env['REPEAT'] === undefined && (shell !== 'dash' || isSampled);
    const points = [
      ['start', 'mkdir -p -- *.bam-????????????????/*'],
      ['the first output', 'tee -- */outputs/x.bam'],
      ['the second output', 'tee -- */outputs/x.bam.bai'],
      ['the record', 'tee -- *.record'],
      ['the note', 'tee -- *.note'],
      ['the BAM is published', `${places} */run/x.bam`],
      ['the index is published', `${places} */run/x.bam.bai`],
      ['the run’s pointer', 'tee -- *.run'],
    ] as const;
    // Dash is killed at each; the others, and dash on a bucket, at every second. With REPEAT=20 all are at each.
    test.each(points.filter((_, at) => !isFewer || at % 2 === Number(hasLinks)))(
      'a kill after %s leaves nothing wrong for two runs of equal sizes that come at once',
      async (_, at) => {
        for (const time of TIMES) {
          const killed = one(`killed-${time}`, `k${time}`, { faults: { at, does: 'kill' } });
          expect((await call(maker(killed))).status).toBe(137);
          const read = await readBy(onOther(killed));
          expect(read === undefined || read === `${killed.text}${killed.text}`).toBe(true);
          const runs = [one(`one-${time}`, `a${time}`), one(`two-${time}`, `b${time}`, onSecond())];
          const ends = await Promise.all(runs.map((run) => call(maker(run))));
          await mustBeRight(runs, ends);
          const retried = one(killed.run, killed.text, onSecond());
          await mustBeRight([retried], [await call(maker(retried))]);
        }
        mustBeOneTextEach();
      },
    );

    test.each(points.slice(3, 7))(
      'a zombie that stood still after %s and wakes after another run published leaves the name whole',
      async (_, at) => {
        const other = one('run-2', 'bbbb');
        const zombie = one('run-1', 'aaaa', { ...onSecond(), faults: { at, does: 'stop' } });
        const ends: CallEnd[] = [];
        const end = await paused(maker(zombie), async () => {
          ends.push(await call(maker(other)));
        });
        expect(end.wasPaused).toBe(true);
        await mustBeRight([zombie, other], [end, ...ends]);
      },
    );

    test('a note that somebody is just writing, and is empty as yet, is not followed', async () => {
      const first = one('run-1', 'aaaa');
      const end = await paused(
        maker({ ...first, faults: { at: `${places} */run/x.bam.bai`, does: 'stop' } }),
        async () => writeFileSync(noteOf(mount), ''),
      );
      expect([end.wasPaused, end.log]).toEqual([true, expect.not.stringMatching(/cannot be written|'\/x\.bam'/)]);
      await mustBeRight([first], [await call(maker(first))]);
    });

    test('a zombie that wakes after its successor changes nothing that was read', async () => {
      const successor = one('run-1', 'aaaa');
      const zombie = one('run-1', 'aaaa', { ...onSecond(), faults: { at: 'tee -- */outputs/x.bam', does: 'stop' } });
      const end = await paused(maker(zombie), async () => {
        await mustBeRight([successor], [await call(maker(successor))]);
      });
      await mustBeRight([successor], [end]);
    });
  });

  test.each(['tee -- */outputs/x.bam.bai', 'tee -- *.record', `${PLACES} */run/x.bam`])(
    'what a run has once downloaded is what it uses, whatever a zombie of it brings that stood still at %s',
    async (at) => {
      const source = join(mount, '../source');
      const download = (faults?: Fault): Call => {
        const { env, ...one } = maker({
          ...publisher(shell, 'run-1', 'x'),
          ...(faults === undefined ? {} : { ...onSecond(), faults }),
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
      for (const node of [nodes.mount, nodes.second]) expect(publishedText(node)).toBe('v2\nv2\n v2\n');
    },
  );

  test('of two attempts that name themselves at once, readers and the published name have the same', async () => {
    const source = join(mount, '../source');
    const download = (run: string, faults?: Fault): Call => {
      const { env, ...one } = maker(publisher(shell, run, 'x', faults === undefined ? {} : { faults }));
      return {
        ...one,
        env: { ...env, IN_V: 'https://h/x' },
        options: ['--url=IN_V', '--publish=OUT_BAM,.bai'],
        identify: `cat ${source}`,
        script: `cat ${source} >"$OUT_BAM"; cat ${source} | put "$OUT_BAM".bai`,
      };
    };
    // Which of two is the first by name is chance: each time another pair.
    for (const run of ['run-1', 'run-2', 'run-3', 'run-4', 'run-5', 'run-6']) {
      writeFileSync(source, `first of ${run}\n`);
      const { status, wasPaused } = await paused(download(run, { at: 'tee -- *.run', does: 'stop' }), async () => {
        writeFileSync(source, `second of ${run}\n`);
        expect((await call(download(run))).status).toBe(0);
      });
      expect([status, wasPaused]).toEqual([0, true]);
      const read = (await readBy(publisher(shell, run, 'x'))) ?? '';
      expect(publishedText(mount).replaceAll(/\s+/g, ' ')).toBe(read.replaceAll(/\s+/g, ' '));
    }
  });

  (isBucket ? describe.skip : describe)('where links are', () => {
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
  });

  test.each<[string, (path: string) => void]>([
    ['a folder', (path) => mkdirSync(path, { recursive: true })],
    [
      'a link to a folder',
      (path) => {
        mkdirSync(join(mount, 'run'));
        symlinkSync(mount, path);
      },
    ],
  ])('%s of that name is told', async (_, make) => {
    make(join(mount, 'run/x.bam'));
    const { status, log } = await call(maker(publisher(shell, 'run-1', 'aaaa')));
    expect([status, log]).toEqual([69, expect.stringContaining('there is a folder of that name')]);
  });
});
