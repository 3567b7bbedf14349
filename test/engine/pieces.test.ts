import { boardLines } from '../../lib/run/command/board';
import { bytes, duration, table } from '../../lib/run/command/words';
import { Pool, type Size } from '../../lib/run/machine/pool';
import { secondsOf } from '../../lib/run/retry';
import { givenFiles, stubbed } from '../../lib/run/stub';
import type { Invocation } from '../../lib/run/template';

describe('the pool', () => {
  const ONE: Size = { cpus: 1, memory: 10 };

  function begun(whole: Size, sizes: readonly Size[]): { readonly pool: Pool; readonly began: number[] } {
    const pool = new Pool(whole);
    const began: number[] = [];
    for (const [at, size] of sizes.entries()) pool.add({ size, position: [at], begin: () => void began.push(at) });
    return { pool, began };
  }

  test('as many begin as CPUs and memory take, the next when one has ended', () => {
    const { pool, began } = begun({ cpus: 2, memory: 100 }, [ONE, ONE, ONE]);
    expect(began).toEqual([0, 1]);
    pool.free(ONE);
    expect(began).toEqual([0, 1, 2]);
    expect(begun({ cpus: 8, memory: 15 }, [ONE, ONE]).began).toEqual([0]);
  });

  test('one that asks for more than there is begins alone', () => {
    const { pool, began } = begun({ cpus: 2, memory: 100 }, [{ cpus: 16, memory: 999 }, ONE]);
    expect(began).toEqual([0]);
    pool.free({ cpus: 16, memory: 999 });
    expect(began).toEqual([0, 1]);
  });

  test('of what waits, the first by its place goes first', () => {
    const { pool, began } = begun({ cpus: 1, memory: 100 }, [ONE, ONE]);
    pool.add({ size: ONE, position: [0, 1], begin: () => void began.push(99) });
    pool.free(ONE);
    expect(began).toEqual([0, 99]);
  });

  test('tenths of a CPU add up', () => {
    const tenth: Size = { cpus: 0.1, memory: 0 };
    const { pool, began } = begun({ cpus: 0.3, memory: 1 }, [tenth, tenth, tenth]);
    for (const _ of began) pool.free(tenth);
    pool.add({ size: { cpus: 0.3, memory: 0 }, position: [9], begin: () => void began.push(9) });
    expect(began).toEqual([0, 1, 2, 9]);
  });
});

test('times, sizes and tables are written for people', () => {
  expect([0.44, 12, 200, 7500].map(duration)).toEqual(['0.4 s', '12 s', '3 min 20 s', '2 h 5 min']);
  expect([0, 900, 1536, 40 * 2 ** 20, 2 ** 31].map(bytes)).toEqual(['0 B', '900 B', '1.5 KiB', '40 MiB', '2.0 GiB']);
  expect(
    table([
      ['a', 'b'],
      ['long', '1'],
    ]),
  ).toEqual(['a     b', 'long  1']);
});

test('a stage has one line with a bar, and what runs and failed behind it', () => {
  const row = { stage: 'map', known: 4, running: 1, ended: 2, failed: 1 };
  expect(boardLines([row], 80)).toEqual([`map ${'█'.repeat(10)}${'░'.repeat(10)} 2/4 1 running, 1 failed`]);
  expect(boardLines([row], 10)[0]).toHaveLength(10);
});

test.each<[string, number]>([
  ['30s', 30],
  ['1h30m', 5400],
  ['90', 90],
  ['500ms', 0.5],
])('%s are %d seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

describe('a stub', () => {
  const stage = (...args: readonly string[]): Invocation => ({
    template: 's',
    task: 's',
    container: { command: ['sh', '/stage/stage.sh'], args: ['--volume=/data,/data/.work', ...args] },
    files: { '/tmp/IN_ALL.paths': 'given:/data/a\n/data/made/x\ngiven:/data/b' },
    outputs: [],
    volumes: [],
    securityContext: undefined,
  });
  const scriptOf = (one: Invocation): string => one.container.args?.at(-1) ?? '';

  test('makes each file that the stage declares, with its secondary files, folders and texts', () => {
    const script = scriptOf(
      stubbed(
        stage('--output=OUT_A,.bai,^.dict', '--publish=OUT_B,/', '--output=OUT_T', '--text=OUT_T', '--script', 'work'),
      ),
    );
    expect(script.split('\n')).toEqual([
      'echo stub >"$OUT_A"',
      'echo stub >"$OUT_A.bai"',
      'echo stub >"${OUT_A%.*}.dict"',
      'echo stub >"$OUT_B/stub"',
      'echo [] >"$OUT_T"',
    ]);
  });

  test('is the stage’s own where it has one, asks no server, and is never taken for the stage’s work', () => {
    const { container } = stubbed(
      stage(
        '--cache-key=index-1',
        '--scratch-mib=9000',
        '--output=OUT_A',
        '--identify',
        'ask',
        '--stub',
        'own',
        '--script',
        'work',
      ),
    );
    expect(container.args).toEqual([
      '--volume=/data,/data/.work',
      '--cache-key=index-1.stub',
      '--output=OUT_A',
      '--identify',
      'echo stub',
      '--script',
      'own',
    ]);
  });

  test('of a container that is no stage does nothing', () => {
    const { container } = stubbed({ ...stage(), container: { command: ['curl'], args: ['https://chat.example'] } });
    expect([container.command, container.args]).toEqual([['true'], []]);
  });

  test('knows the files that nobody makes', () => {
    const one = stage(
      '--given=IN_A,.bai',
      '--url=IN_U',
      '--url=IN_W',
      '--input=IN_B',
      '--inputs=IN_ALL,.tbi',
      '--script',
      '',
    );
    const env = {
      IN_A: '/data/x.bam',
      IN_U: '/y.fa',
      IN_W: 'https://h/z',
      IN_B: '/data/s/out',
      IN_ALL: '/tmp/IN_ALL.paths',
    };
    expect(givenFiles(one, env)).toEqual([
      { path: '/data/x.bam', suffixes: ['.bai'] },
      { path: '/data/y.fa', suffixes: [] },
      { path: '/data/a', suffixes: ['.tbi'] },
      { path: '/data/b', suffixes: ['.tbi'] },
    ]);
  });
});
