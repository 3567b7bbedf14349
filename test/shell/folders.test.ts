import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Call, type CallEnd, call, namesOfCall, recordsOf, SHELLS, type ShellName } from '../support/call';
import { type Nodes, newNodes } from '../support/nodes';
import { paused } from '../support/publishing';
import { shims } from '../support/shims';

let mount = '';
let nodes: Nodes;
beforeEach(() => {
  nodes = newNodes();
  mount = nodes.mount;
});
afterEach(() => nodes.close());

const index = (): string => join(mount, 'run', 'star index');

/** A stage that fills a folder. */
const fills = (shell: ShellName, script: string, run = 'run-1', more: readonly string[] = []): Promise<CallEnd> =>
  call({ shell, mount, run, options: ['--publish=OUT_X,/', ...more], script, env: { OUT_X: index() } });

const FILES = 'mkdir "$OUT_X/sub"; echo genome >"$OUT_X/Genome"; echo "a b" >"$OUT_X/sub/a b,c.txt"';

/** A stage that reads it. */
const reads = (shell: ShellName, run = 'run-1', more: Partial<Call> = {}): Promise<CallEnd> =>
  call({
    shell,
    mount,
    run,
    options: ['--input=IN_D,/', '--publish=OUT_Y'],
    script: 'cat "$IN_D/Genome" "$IN_D/sub/a b,c.txt" >"$OUT_Y"',
    ...more,
    env: { IN_D: `${index()}/x`, OUT_Y: join(mount, 'run', 'y.txt'), ...more.env },
  });

/** The folder of the only attempt. */
function attempt(): string {
  const { folder, names } = namesOfCall(mount, 'star index');
  const [only = ''] = names.filter((name) => existsSync(join(folder, name, 'star index')));
  return join(folder, only, 'star index');
}

describe.each(SHELLS)('under %s', (shell) => {
  test('a folder is there for the script, is recorded by count and bytes, and is published with all its files', async () => {
    expect(await fills(shell, FILES)).toMatchObject({ status: 0 });
    const [record = ''] = recordsOf(mount, 'star index');
    expect(record).toMatch(/\noutput x 2:11:[0-9a-f]{16} star index\n/);
    expect(readFileSync(join(index(), 'Genome'), 'utf8')).toBe('genome\n');
    expect(readFileSync(join(index(), 'sub/a b,c.txt'), 'utf8')).toBe('a b\n');
  });

  test('work that made a folder is found again, by this run and another', async () => {
    await fills(shell, FILES);
    expect((await fills(shell, FILES)).log).toContain('this run did it before');
    expect((await fills(shell, FILES, 'run-2')).log).toContain('done before');
  });

  test('a reader gets the folder of the attempt, and its files are in the reader’s work key', async () => {
    await fills(shell, FILES);
    expect(await reads(shell)).toMatchObject({ status: 0 });
    expect(readFileSync(join(mount, 'run/y.txt'), 'utf8')).toBe('genome\na b\n');
    await fills(shell, `${FILES}; echo more >"$OUT_X/more"`, 'run-2');
    expect((await reads(shell, 'run-2')).log).not.toContain('done before');
  });

  test.each<[string, (folder: string) => void]>([
    ['lost a file', (folder) => rmSync(join(folder, 'Genome'))],
    ['got a file', (folder) => writeFileSync(join(folder, 'new'), 'x')],
    ['has a file of another size', (folder) => writeFileSync(join(folder, 'Genome'), 'longer than before')],
  ])('a folder that %s is not believed, and made again', async (_, harm) => {
    await fills(shell, FILES);
    harm(attempt());
    expect(await reads(shell)).toMatchObject({ status: 65, log: expect.stringContaining('its record says') });
    expect((await fills(shell, FILES, 'run-2')).log).not.toContain('done before');
    expect(await reads(shell, 'run-2')).toMatchObject({ status: 0 });
  });

  test.each<[string, string, string]>([
    ['is empty', 'true', 'is missing or empty'],
    ['is not there', 'rmdir "$OUT_X"', 'is missing or cannot be listed'],
    ['holds a symbolic link', `${FILES}; ln -s Genome "$OUT_X/link"`, 'link is a symbolic link'],
    ['holds a name with a line break', 'echo x >"$OUT_X/a\nb"', 'a control character'],
  ])('a folder that %s is red', async (_, script, message) => {
    expect(await fills(shell, script)).toMatchObject({ status: 65, log: expect.stringContaining(message) });
    expect(existsSync(index())).toBe(false);
  });

  test('a folder that another run published before is replaced, file by file', async () => {
    await fills(shell, `${FILES}; echo old >"$OUT_X/old"; echo old >"$OUT_X/sub/old"`);
    expect(readdirSync(join(index(), 'sub')).sort()).toEqual(['a b,c.txt', 'old']);
    await fills(shell, `${FILES}; echo other >"$OUT_X/Genome"`, 'run-2');
    expect(readdirSync(index()).sort()).toEqual(['Genome', 'sub']);
    expect(readdirSync(join(index(), 'sub'))).toEqual(['a b,c.txt']);
    expect(readFileSync(join(index(), 'Genome'), 'utf8')).toBe('other\n');
  });

  test('what somebody put into a published folder, or took from it, is mended by the next attempt', async () => {
    await fills(shell, FILES);
    writeFileSync(join(index(), 'foreign'), 'x');
    rmSync(join(index(), 'Genome'));
    expect(await fills(shell, FILES, 'run-2')).toMatchObject({
      status: 0,
      log: expect.stringContaining('done before'),
    });
    expect(readdirSync(index()).sort()).toEqual(['Genome', 'sub']);
  });

  test('a published folder that was changed is red for the pipeline that is given it', async () => {
    await fills(shell, FILES);
    const given = (run: string): Promise<CallEnd> =>
      reads(shell, run, { options: ['--given=IN_D,/', '--publish=OUT_Y'], env: { IN_D: index() } });
    expect(await given('run-2')).toMatchObject({ status: 0 });
    writeFileSync(join(index(), 'Genome'), 'other.\n');
    utimesSync(join(index(), 'Genome'), 2e9, 2e9); // s3fs keeps whole seconds: both writes may fall into one
    expect(await given('run-3')).toMatchObject({ status: 65, log: expect.stringContaining('not what was published') });
  });

  test('files that no stage published are not touched: the folder is refused', async () => {
    mkdirSync(join(index(), 'raw'), { recursive: true });
    writeFileSync(join(index(), 'raw/patient.fastq'), 'precious');
    const message = 'cannot be published: it holds raw/patient.fastq, which no stage published there';
    expect(await fills(shell, FILES)).toMatchObject({ status: 69, log: expect.stringContaining(message) });
    expect(readdirSync(index())).toEqual(['raw']);
    expect(readFileSync(join(index(), 'raw/patient.fastq'), 'utf8')).toBe('precious');
  });

  test('a link that somebody put into a published folder is removed, and nothing behind it', async () => {
    await fills(shell, FILES);
    mkdirSync(join(mount, 'other'));
    writeFileSync(join(mount, 'other/Genome'), 'precious');
    rmSync(join(index(), 'sub'), { recursive: true });
    symlinkSync(join(mount, 'other'), join(index(), 'sub'));
    symlinkSync(join(mount, 'other'), join(index(), 'more'));
    rmSync(join(index(), 'Genome'));
    symlinkSync(join(mount, 'other/Genome'), join(index(), 'Genome'));
    expect(await fills(shell, FILES, 'run-2')).toMatchObject({ status: 0 });
    expect(readdirSync(index()).sort()).toEqual(['Genome', 'sub']);
    expect(readdirSync(join(index(), 'sub'))).toEqual(['a b,c.txt']);
    expect(readFileSync(join(mount, 'other/Genome'), 'utf8')).toBe('precious');
    expect(readdirSync(join(mount, 'other'))).toEqual(['Genome']);
  });

  test('a name may be a file’s in one run and a folder’s in another', async () => {
    const folder = 'mkdir -p "$OUT_X/a/deep"; echo x >"$OUT_X/a/deep/b"';
    expect(await fills(shell, folder)).toMatchObject({ status: 0 });
    expect(await fills(shell, 'echo file >"$OUT_X/a"', 'run-2')).toMatchObject({ status: 0 });
    expect(readFileSync(join(index(), 'a'), 'utf8')).toBe('file\n');
    expect(await fills(shell, folder, 'run-3')).toMatchObject({ status: 0 });
    expect(readFileSync(join(index(), 'a/deep/b'), 'utf8')).toBe('x\n');
  });

  test.each<[string, string, string]>([
    ['a file where this run has a folder', FILES, 'echo file >"$OUT_X/sub"'],
    ['a folder where this run has a file', 'echo file >"$OUT_X/sub"', FILES],
  ])('another run publishes %s: this attempt is tried again, and ends well', async (_, mine, other) => {
    const at = 'mkdir -p -- */run/star index';
    const { env } = shims(join(mount, '../tools'), { at, does: 'stop' });
    const stage = (run: string, script: string): Call => ({
      ...{ shell, mount, run, options: ['--publish=OUT_X,/'], script, env: { OUT_X: index() } },
    });
    const end = await paused({ ...stage('run-1', mine), env: { ...env, OUT_X: index() } }, async () => {
      expect(await call(stage('run-2', other))).toMatchObject({ status: 0 });
    });
    expect(end).toMatchObject({ wasPaused: true, status: 75, log: expect.stringContaining('of that name') });
    expect(await call(stage('run-1', mine))).toMatchObject({ status: 0 });
    expect(existsSync(join(index(), 'sub/a b,c.txt'))).toBe(mine === FILES);
  });

  test('folders without a file are no obstacle to a file of their name', async () => {
    mkdirSync(join(index(), 'Genome/empty'), { recursive: true });
    expect(await fills(shell, FILES)).toMatchObject({ status: 0 });
    expect(readFileSync(join(index(), 'Genome'), 'utf8')).toBe('genome\n');
  });

  test('of a folder that is given, a file of the same size with an older time than the newest is another', async () => {
    mkdirSync(index(), { recursive: true });
    writeFileSync(join(index(), 'newest'), 'newest');
    const put = (text: string, year: number): void => {
      writeFileSync(join(index(), 'old'), text);
      utimesSync(join(index(), 'old'), new Date(Date.UTC(year)), new Date(Date.UTC(year)));
    };
    const read = (run: string): Promise<CallEnd> =>
      reads(shell, run, {
        options: ['--given=IN_D,/', '--publish=OUT_Y'],
        env: { IN_D: index() },
        script: 'cat "$IN_D/old" >"$OUT_Y"',
      });
    put('AAAA', 2020);
    await read('run-1');
    put('CCCC', 2021);
    expect((await read('run-2')).log).not.toContain('done before');
    expect(readFileSync(join(mount, 'run/y.txt'), 'utf8')).toBe('CCCC');
  });

  test('the note of a folder is one line, however many files it has', async () => {
    await fills(shell, FILES);
    const work = join(mount, '.work');
    const [note = ''] = readdirSync(work).filter((name) => name.endsWith('.note'));
    expect(readFileSync(join(work, note), 'utf8').match(/^is .*/gm)).toEqual([
      expect.stringMatching(/^is star index 2:11:[0-9a-f]{16} \d{4}-.*:[0-9a-f]{16}$/),
    ]);
  });

  test('a file stands under the name: refused', async () => {
    mkdirSync(join(mount, 'run'));
    writeFileSync(index(), 'a file');
    const { status, log } = await fills(shell, FILES);
    expect([status, log]).toEqual([69, expect.stringContaining('cannot be made: there is a file of that name')]);
    expect(readFileSync(index(), 'utf8')).toBe('a file');
  });
});
