import { mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Call, type CallEnd, call, recordsOf, SHELLS, type ShellName } from '../support/call';
import { type Nodes, newNodes } from '../support/nodes';

let mount = '';
let nodes: Nodes;
beforeEach(() => {
  nodes = newNodes();
  mount = nodes.mount;
});
afterEach(() => nodes.close());

/** Puts a file on the volume that no stage made. */
function give(path: string, text: string): string {
  const file = join(mount, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const out = (): string => join(mount, 'run', 'out.txt');

/** A stage that reads what `option` declares. */
const reads = (shell: ShellName, option: string, script: string, more: Partial<Call> = {}): Promise<CallEnd> =>
  call({ shell, mount, options: [option, '--publish=OUT_X'], script, ...more, env: { OUT_X: out(), ...more.env } });

const made = (): string => readFileSync(out(), 'utf8');
const worked = ({ log }: CallEnd): boolean => !log.includes('done before');

describe.each(SHELLS)('under %s', (shell) => {
  test('of a folder whose path ends with a slash the refusal names that slash', async () => {
    give('db/hash.k2d', 'x');
    expect(await reads(shell, '--given=IN_D,/', 'echo >"$OUT_X"', { env: { IN_D: join(mount, 'db/') } })).toMatchObject(
      {
        status: 69,
        log: expect.stringContaining('a slash at its end'),
      },
    );
  });

  test('a path that was given without a slash before it is told as that', async () => {
    const { status, log } = await reads(shell, '--given=IN_D', 'echo >"$OUT_X"', { env: { IN_D: `${mount}sheets/a` } });
    expect([status, log]).toEqual([
      69,
      expect.stringContaining("the path on the volume is 'sheets/a', expected '/sheets/a'"),
    ]);
  });

  describe('a set of given files', () => {
    test('of which one is there twice is refused, by its path', async () => {
      const [first = ''] = files();
      expect(await set([first, first])).toMatchObject({ log: expect.stringContaining(`IN_S lists '${first}' twice`) });
    });

    const files = (): readonly string[] => ['a b.fa', "it's.fa"].map((name) => give(`seqs/${name}`, `>${name}\n`));
    const set = (paths: readonly string[], run = 'run-1', option = '--inputs=IN_S'): Promise<CallEnd> =>
      reads(shell, option, 'while IFS= read -r one; do cat "$one"; done <"$IN_S" >"$OUT_X"', {
        run,
        lists: { IN_S: paths.map((path) => `given:${path}\n`).join('') },
      });

    test('reaches the script as a list of their paths', async () => {
      expect(await set(files())).toMatchObject({ status: 0 });
      expect(made()).toBe(">a b.fa\n>it's.fa\n");
    });

    test('is in the work key, file by file, in its order', async () => {
      const [first = '', second = ''] = files();
      await set([first, second]);
      expect(worked(await set([first, second], 'run-2'))).toBe(false);
      expect(worked(await set([second, first], 'run-3'))).toBe(true);
      writeFileSync(first, '>another\n');
      expect(worked(await set([first, second], 'run-4'))).toBe(true);
      expect(recordsOf(mount, 'out.txt')).toHaveLength(3);
    });

    test('may be beside products of stages', async () => {
      await call({
        shell,
        mount,
        options: ['--output=OUT_Y'],
        script: 'echo made >"$OUT_Y"',
        env: { OUT_Y: join(mount, 'run/made.txt') },
      });
      const [first = ''] = files();
      const end = await reads(shell, '--inputs=IN_S', 'xargs -d "\\n" cat <"$IN_S" >"$OUT_X"', {
        lists: { IN_S: `${join(mount, 'run/made.txt')}/y\ngiven:${first}\n` },
      });
      expect(end).toMatchObject({ status: 0 });
      expect(made()).toBe('made\n>a b.fa\n');
    });

    test('with a file that is not there, or there twice, is red', async () => {
      const [first = ''] = files();
      expect(await set([first, join(mount, 'seqs/none.fa')])).toMatchObject({
        status: 65,
        log: expect.stringContaining('seqs/none.fa is missing or empty'),
      });
      expect(await set([first, first])).toMatchObject({ status: 65, log: expect.stringContaining('twice') });
      expect(await set(['/etc/passwd'])).toMatchObject({ status: 69 });
    });

    test('one of which is changed while the stage reads it is not believed', async () => {
      const [first = '', second = ''] = files();
      const end = await reads(shell, '--inputs=IN_S', `echo x >"$OUT_X"; echo more >>'${first}'`, {
        lists: { IN_S: `given:${second}\ngiven:${first}\n` },
      });
      expect(end).toMatchObject({ status: 75, log: expect.stringContaining('a b.fa was changed while') });
    });
  });

  describe('secondary files of a given file', () => {
    const bam = (): string => {
      give('bams/S1.dict', 'dict');
      give('bams/S1.bam.bai', 'index');
      return give('bams/S1.bam', 'bam');
    };
    const read = (run = 'run-1'): Promise<CallEnd> =>
      reads(shell, '--given=IN_B,.bai,^.dict', 'cat "$IN_B" "$IN_B.bai" "${IN_B%.bam}.dict" >"$OUT_X"', {
        run,
        env: { IN_B: join(mount, 'bams/S1.bam') },
      });

    test.each(['S1.bam.bai', 'S1.dict'])('%s must be there, is in the work key and must not change', async (name) => {
      bam();
      expect(await read()).toMatchObject({ status: 0 });
      expect(made()).toBe('bamindexdict');
      expect(worked(await read('run-2'))).toBe(false);
      writeFileSync(join(mount, 'bams', name), 'other');
      // A bucket's mount keeps whole seconds, and the sizes are equal.
      utimesSync(join(mount, 'bams', name), new Date(Date.UTC(2020)), new Date(Date.UTC(2020)));
      expect(worked(await read('run-3'))).toBe(true);
      unlinkSync(join(mount, 'bams', name));
      expect(await read('run-4')).toMatchObject({ status: 65, log: expect.stringContaining(`${name} is missing`) });
    });
  });

  describe('an optional file', () => {
    const read = (value: string, run = 'run-1'): Promise<CallEnd> =>
      reads(shell, '--optional=IN_B,.tbi', 'echo "bed ${IN_B:+$(cat "$IN_B")}" >"$OUT_X"', {
        run,
        env: { IN_B: value },
      });

    test('is nothing where its value is empty', async () => {
      expect(await read('')).toMatchObject({ status: 0 });
      expect(made()).toBe('bed \n');
    });

    test('is verified, and in the work key, where it has one', async () => {
      const bed = give('beds/a.bed', 'chr1');
      give('beds/a.bed.tbi', 'index');
      expect(worked(await read(''))).toBe(true);
      expect(await read(`given:${bed}`, 'run-2')).toMatchObject({ status: 0 });
      expect(made()).toBe('bed chr1\n');
      unlinkSync(`${bed}.tbi`);
      expect(await read(`given:${bed}`, 'run-3')).toMatchObject({ status: 65 });
    });
  });

  describe('a path in place of a URL', () => {
    const read = (value: string, run = 'run-1', option = '--url=IN_U', identify = 'echo x'): Promise<CallEnd> =>
      reads(shell, option, 'cat "$IN_U" >"$OUT_X"', { run, identify, env: { IN_U: value } });

    test('is a path where a later part of it has a colon, as that of a time', async () => {
      give('runs/10:30/a.fq', '@r\n');
      expect((await read('/runs/10:30/a.fq', 'run-1', '--url=IN_U', 'exit 1')).log).not.toContain('does not tell');
      expect(worked(await read('/runs/10:30/a.fq', 'run-2', '--url=IN_U', 'exit 1'))).toBe(false);
    });

    test('is that of a file from the root of the volume, which is in the work key', async () => {
      const file = give('reads/S 1.fq', '@r');
      expect(await read('/reads/S 1.fq')).toMatchObject({ status: 0 });
      expect(made()).toBe('@r');
      expect(worked(await read('/reads/S 1.fq', 'run-2'))).toBe(false);
      writeFileSync(file, '@another');
      expect(worked(await read('/reads/S 1.fq', 'run-3'))).toBe(true);
    });

    test.each(['/../etc/passwd', '/reads/../../x', '//etc/passwd', '/none/../x'])('%s is refused', async (path) => {
      expect(await read(path)).toMatchObject({ status: 69, log: expect.stringContaining("without '//', '..'") });
    });

    test('may be left out where the source may', async () => {
      expect(
        await reads(shell, '--optional-url=IN_U', 'echo "[$IN_U]" >"$OUT_X"', { env: { IN_U: '' } }),
      ).toMatchObject({
        status: 0,
      });
    });
  });

  describe('a file of an attempt', () => {
    /** Where a stage's attempt left its output. */
    const makeOne = async (): Promise<string> => {
      const script = 'echo made >"$OUT_Y"; echo index >"$OUT_Y.bai"';
      const env = { OUT_Y: join(mount, 'run/made.bam') };
      await call({ shell, mount, options: ['--output=OUT_Y,.bai'], script, env });
      const work = join(mount, '.work');
      const place = readdirSync(work).find((name) => name.startsWith('made.bam-') && !name.endsWith('.note')) ?? '';
      const attempt = readdirSync(join(work, place)).find((name) => !name.includes('.')) ?? '';
      return join(work, place, attempt, 'made.bam');
    };
    const read = (path: string, run = 'run-1'): Promise<CallEnd> =>
      reads(shell, '--given=IN_A,.bai', 'cat "$IN_A" "$IN_A.bai" >"$OUT_X"', { run, env: { IN_A: path } });

    test('is read where its record stands, and in the work key by path, size and time', async () => {
      const path = await makeOne();
      expect(await read(path)).toMatchObject({ status: 0 });
      expect(made()).toBe('made\nindex\n');
      expect(worked(await read(path, 'run-2'))).toBe(false);
      expect(recordsOf(mount, 'out.txt')[0]).toMatch(/\nIN_A=\/.*\/[.]work\/.*\/made[.]bam 5,6 /);
    });

    test('is refused without a record, and anywhere else in the work folder', async () => {
      const path = await makeOne();
      const refused = { status: 69, log: expect.stringContaining('expected a path below') };
      for (const wrong of [join(mount, '.work/x.bam'), join(dirname(dirname(path)), 'made.bam'), `${path}/deep`])
        expect(await read(wrong)).toMatchObject(refused);
      const attempts = dirname(dirname(path));
      for (const name of readdirSync(attempts)) if (name.endsWith('.record')) unlinkSync(join(attempts, name));
      expect(await read(path)).toMatchObject(refused);
    });
  });

  describe('a given folder', () => {
    const read = (run = 'run-1'): Promise<CallEnd> =>
      reads(shell, '--given=IN_D,/', 'cat "$IN_D/hash.k2d" "$IN_D/taxo/names.dmp" >"$OUT_X"', {
        run,
        env: { IN_D: join(mount, 'db/kraken') },
      });
    const database = (): void => {
      give('db/kraken/hash.k2d', 'hash');
      give('db/kraken/taxo/names.dmp', 'names');
    };

    test('is read where it lies, and in the work key by its files', async () => {
      database();
      expect(await read()).toMatchObject({ status: 0 });
      expect(made()).toBe('hashnames');
      expect(worked(await read('run-2'))).toBe(false);
      const [record = ''] = recordsOf(mount, 'out.txt');
      expect(record).toMatch(/\nIN_D=\/.*\/db\/kraken 2:9:[0-9a-f]{16} \d{4}-/);
    });

    test.each<[string, () => void]>([
      ['a file more', () => give('db/kraken/new', 'x')],
      ['a file less', () => unlinkSync(join(mount, 'db/kraken/hash.k2d'))],
      ['another size', () => give('db/kraken/taxo/names.dmp', 'other names')],
      ['another name', () => renameSync(join(mount, 'db/kraken/hash.k2d'), join(mount, 'db/kraken/hash2.k2d'))],
      ['another time', () => utimesSync(join(mount, 'db/kraken/hash.k2d'), 2e9, 2e9)],
    ])('that has %s is another', async (_, change) => {
      const list = (run: string): Promise<CallEnd> =>
        reads(shell, '--given=IN_D,/', 'ls -R "$IN_D" >"$OUT_X"', { run, env: { IN_D: join(mount, 'db/kraken') } });
      database();
      await list('run-1');
      change();
      expect(worked(await list('run-2'))).toBe(true);
    });

    test('that is missing or empty is red', async () => {
      expect(await read()).toMatchObject({ status: 65, log: expect.stringContaining('db/kraken is missing') });
      mkdirSync(join(mount, 'db/kraken'), { recursive: true });
      expect(await read()).toMatchObject({ status: 65, log: expect.stringContaining('missing or empty') });
    });
  });
});
