import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, type CallEnd, call, recordsOf, SHELLS, type ShellName } from '../support/call';
import { newVolume, removeVolume } from '../support/tree';

let mount = '';
beforeEach(() => {
  mount = newVolume();
});
afterEach(() => removeVolume(mount));

const at = (name: string): string => `${mount}/run/${name}`;

/** An item of a map: it writes its text under its name, or fails. */
const item = (shell: ShellName, name: string, text: string, run = 'run-1', NODE = name): Promise<CallEnd> =>
  call({
    shell,
    mount,
    run,
    options: ['--value=IN_V', '--output=OUT_ROW'],
    env: { NODE, IN_V: text, OUT_ROW: at(`rows/${name}`) },
    script: 'if [ "$IN_V" = bad ]; then fail 65 "the data are bad"; fi; printf %s "$IN_V" >"$OUT_ROW"',
  });

const set = (
  shell: ShellName,
  kind: 'inputs' | 'settled' | 'succeeded',
  names: readonly string[],
  more: Partial<Call> = {},
): Call => ({
  shell,
  mount,
  options: [`--${kind}=IN_ROWS`, '--publish=OUT_T'],
  script: `
    while IFS= read -r row; do cat "$row"; echo; done <"$IN_ROWS" >"$OUT_T"
    if [ "\${FAILED_IN_ROWS-}" ]; then sed 's/$/ failed/' "$FAILED_IN_ROWS" >>"$OUT_T"; fi
    echo end >>"$OUT_T"`,
  ...more,
  lists: {
    IN_ROWS: names.map((name) => `${at(`rows/${name}`)}/row${kind === 'inputs' ? '' : `//${name}`}`).join('\n'),
  },
  env: { OUT_T: at('table'), ...more.env },
});

const table = (): string => readFileSync(at('table'), 'utf8');
const HOSTILE = ["it's", '"a b"', '$(touch pwned)', '-rf', '*', '\\n', '基因', 'a;b', '%s'];

describe.each(SHELLS)('under %s', (shell) => {
  test('a set is read in its order, and is in the work key member by member', async () => {
    for (const name of ['b', 'a', 'c']) await item(shell, name, `text of ${name}`);
    expect(await call(set(shell, 'inputs', ['b', 'a', 'c']))).toMatchObject({ status: 0 });
    expect(table()).toBe('text of b\ntext of a\ntext of c\nend\n');
    expect(recordsOf(mount, 'table')[0]).toMatch(/(\nIN_ROWS=[0-9a-f]{64} row 9 [abc]){3}\n/);
  });

  test('names of any kind are read, in all kinds of a set', async () => {
    for (const name of HOSTILE) expect(await item(shell, name, `<${name}>`)).toMatchObject({ status: 0 });
    for (const kind of ['inputs', 'settled', 'succeeded'] as const) {
      const { status } = await call(set(shell, kind, HOSTILE, { env: { OUT_T: at(kind) } }));
      expect([status, readFileSync(at(kind), 'utf8')]).toEqual([
        0,
        `${HOSTILE.map((name) => `<${name}>`).join('\n')}\nend\n`,
      ]);
    }
  });

  test('a set of which a member was not made is red, and is no table', async () => {
    await item(shell, 'a', 'a');
    expect((await item(shell, 'b', 'bad')).status).toBe(65);
    expect(await call(set(shell, 'inputs', ['a', 'b']))).toMatchObject({
      status: 75,
      log: expect.stringContaining('rows/b'),
    });
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['none', ['a', 'b c'], []],
    ['some', ['a', 'b c'], ['d', "it's"]],
    ['all', [], ['d', "it's"]],
  ])(
    'of a settled set %s of the items failed: the table tells each, and the stage is red where one did',
    async (_, good, bad) => {
      for (const name of good) await item(shell, name, `<${name}>`);
      for (const name of bad) await item(shell, name, 'bad');
      for (const time of ['first', 'again']) {
        const { status, log } = await call(set(shell, 'settled', [...good, ...bad]));
        expect([time, status, log]).toEqual([
          time,
          bad.length === 0 ? 0 : 65,
          bad.length === 0
            ? expect.anything()
            : expect.stringContaining(`${bad.length} failed, ${good.length} did not`),
        ]);
        for (const name of bad) expect(log).toContain(name);
        expect(table()).toBe(
          [...good.map((name) => `<${name}>`), ...bad.map((name) => `${name} failed`), 'end', ''].join('\n'),
        );
      }
      for (const name of [...good, ...bad]) expect((await item(shell, name, `<${name}>`, 'run-2')).status).toBe(0);
      expect(await call(set(shell, 'settled', [...good, ...bad], { run: 'run-2' }))).toMatchObject({ status: 0 });
      expect(table()).toBe(`${[...good, ...bad].map((name) => `<${name}>\n`).join('')}end\n`);
    },
  );

  test('what succeeded of a set is read without those that failed, who are named, and is other work with them', async () => {
    await item(shell, 'a', 'A');
    await item(shell, 'b', 'bad');
    const some = (run: string): Promise<CallEnd> => call(set(shell, 'succeeded', ['a', 'b'], { run }));
    expect(await some('run-1')).toMatchObject({ status: 0 });
    expect(table()).toBe('A\nb failed\nend\n');
    expect((await some('run-1')).log).toContain('this run did it before');

    await item(shell, 'a', 'A', 'run-2');
    await item(shell, 'b', 'bad', 'run-2');
    expect((await some('run-2')).log).toContain('done before');
    await item(shell, 'a', 'A', 'run-3');
    await item(shell, 'b', 'B', 'run-3');
    expect((await some('run-3')).log).not.toContain('done before');
    expect(table()).toBe('A\nB\nend\n');
  });

  test('of a set of which nothing succeeded nobody goes on', async () => {
    await item(shell, 'a', 'bad');
    for (const names of [['a'], []])
      expect(await call(set(shell, 'succeeded', names))).toMatchObject({
        status: 65,
        log: expect.stringContaining('IN_ROWS has no member: none of its items succeeded'),
      });
  });

  test('an item that failed and was retried in the same run is no failed one any more', async () => {
    const path = join(mount, 'broken');
    const flaky = (): Promise<CallEnd> =>
      call({
        shell,
        mount,
        options: ['--output=OUT_ROW'],
        env: { OUT_ROW: at('rows/a') },
        script: `if mkdir ${path} 2>/dev/null; then exit 3; fi; printf x >"$OUT_ROW"`,
      });
    expect((await flaky()).status).toBe(3);
    expect((await call(set(shell, 'settled', ['a']))).status).toBe(65);
    expect((await flaky()).status).toBe(0);
    expect((await call(set(shell, 'settled', ['a']))).status).toBe(0);
    expect(table()).toBe('x\nend\n');
  });

  test.each(['inputs', 'settled'] as const)('an empty list of %s is an empty file', async (kind) => {
    expect(await call(set(shell, kind, []))).toMatchObject({ status: 0 });
    expect(table()).toBe('end\n');
  });

  test.each(['inputs', 'settled', 'succeeded'] as const)('a name that is twice in %s is refused', async (kind) => {
    await item(shell, 'a', 'a');
    expect(await call(set(shell, kind, ['a', 'a']))).toMatchObject({
      status: 65,
      log: expect.stringMatching(/rows\/a.*twice/),
    });
  });

  test('a name with two slashes or a line break in it is refused by whoever would make it', async () => {
    for (const name of ['a//b', 'a\nb', '..', '../x'])
      expect([69, name]).toContain((await item(shell, name, 'x')).status);
    expect((await call(set(shell, 'settled', ['a\nb']))).status).toBe(69);
  });

  test('two items of one name, one after the other: the second is red, and its text is nobody’s', async () => {
    expect((await item(shell, 'a', 'one')).status).toBe(0);
    expect(await item(shell, 'a', 'two')).toMatchObject({
      status: 69,
      log: expect.stringContaining('two items of this run have one name'),
    });
    expect((await call(set(shell, 'inputs', ['a']))).status).toBe(0);
    expect(table()).toBe('one\nend\n');
  });

  test('two items of one name at once: one at least is red, and a reader too where both were done', async () => {
    for (const run of ['run-1', 'run-2', 'run-3']) {
      const ends = await Promise.all([item(shell, 'a', 'one', run), item(shell, 'a', 'two', run)]);
      const statuses = ends.map(({ status }) => status);
      expect(statuses).toContain(69);
      const read = await call(set(shell, 'inputs', ['a'], { run }));
      expect(read.status === 0 ? statuses : [read.status]).toContain(read.status === 0 ? 0 : 69);
    }
  });

  test('two pods of one item are one work', async () => {
    const ends = await Promise.all([item(shell, 'a', 'one'), item(shell, 'a', 'one')]);
    expect(ends.map(({ status }) => status)).toEqual([0, 0]);
    expect((await call(set(shell, 'inputs', ['a']))).status).toBe(0);
  });

  test('an item that is in a list twice is red, where nobody gathers it too', async () => {
    expect((await item(shell, 'a', 'one', 'run-1', 'first')).status).toBe(0);
    expect(await item(shell, 'a', 'one', 'run-1', 'second')).toMatchObject({
      status: 69,
      log: expect.stringContaining('two items of this run have one name'),
    });
    const ends = await Promise.all(['first', 'second'].map((node) => item(shell, 'b', 'one', 'run-1', node)));
    expect(ends.map(({ status }) => status)).toContain(69);
  });

  test('what is shared under a cacheKey many items may ask for', async () => {
    const shared = (node: string): Promise<CallEnd> =>
      call({
        shell,
        mount,
        options: ['--cache-key=index-1', '--output=OUT_ROW'],
        env: { NODE: node, OUT_ROW: at('index') },
        script: 'printf x >"$OUT_ROW"',
      });
    expect((await Promise.all(['first', 'second'].map(shared))).map(({ status }) => status)).toEqual([0, 0]);
    expect((await shared('third')).log).toContain('this run did it before');
  });

  test('two stages of a run that publish one name are told', async () => {
    const publishes = (first: string, text: string): Promise<CallEnd> =>
      call({
        shell,
        mount,
        options: ['--value=IN_V', '--output=OUT_A', '--publish=OUT_B'],
        env: { IN_V: text, OUT_A: at(first), OUT_B: at('x.bam') },
        script: 'echo 1 >"$OUT_A"; printf %s "$IN_V" >"$OUT_B"',
      });
    expect((await publishes('one', 'aaaa')).status).toBe(0);
    expect(await publishes('two', 'bbbb')).toMatchObject({
      status: 69,
      log: expect.stringContaining('of this run publish'),
    });
    expect(readFileSync(at('x.bam'), 'utf8')).toBe('aaaa');
  });

  test('a member whose files somebody removed is told, and is made again by a new run', async () => {
    await item(shell, 'a', 'one');
    rmSync(join(mount, '.work'), { recursive: true });
    expect((await call(set(shell, 'inputs', ['a']))).status).toBe(75);
    expect((await item(shell, 'a', 'one', 'run-2')).status).toBe(0);
    expect((await call(set(shell, 'inputs', ['a'], { run: 'run-2' }))).status).toBe(0);
  });

  test('a volume that is gone is tried again', async () => {
    writeFileSync(join(mount, 'gone'), '');
    const gone = set(shell, 'inputs', ['a'], {
      mount: join(mount, 'gone'),
      env: { IN_ROWS: join(mount, 'gone/run/a/row'), OUT_T: join(mount, 'gone/run/t') },
    });
    expect(await call(gone)).toMatchObject({ status: 75, log: expect.stringContaining('gone is gone') });
  });
});
