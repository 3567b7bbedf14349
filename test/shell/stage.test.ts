import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, type CallEnd, call, namesOfCall, recordsOf, SHELLS, type ShellName, start } from '../support/call';
import { shims } from '../support/shims';
import { newVolume, removeVolume } from '../support/tree';

let mount = '';
beforeEach(() => {
  mount = newVolume();
});
afterEach(() => removeVolume(mount));

const at = (name: string): string => join(mount, 'run', name);

/** A stage that writes its text. */
const writes = (shell: ShellName, text = 'a', more: Partial<Call> = {}): Call => ({
  shell,
  mount,
  options: ['--value=IN_V', '--publish=OUT_X'],
  script: 'printf %s "$IN_V" >"$OUT_X"; echo worked',
  ...more,
  env: { IN_V: text, OUT_X: at('x.txt'), ...more.env },
});

/** A stage that copies what `writes` made. */
const copies = (shell: ShellName, more: Partial<Call> = {}): Call => ({
  shell,
  mount,
  options: ['--input=IN_F', '--output=OUT_Y'],
  script: 'cat "$IN_F" >"$OUT_Y"',
  ...more,
  env: { IN_F: `${at('x.txt')}/x`, OUT_Y: at('copy/y.txt'), ...more.env },
});

const publishedText = (): string => readFileSync(at('x.txt'), 'utf8');

/** What the only attempt of the call that makes a name has written under it. */
const madeText = (name: string): readonly string[] => {
  const { folder, names } = namesOfCall(mount, name);
  return names
    .filter((one) => existsSync(join(folder, one, name)))
    .map((one) => readFileSync(join(folder, one, name), 'utf8'));
};

describe.each(SHELLS)('under %s', (shell) => {
  test('done work is published, and found again by this run and by another', async () => {
    expect(await call(writes(shell))).toMatchObject({ status: 0, log: expect.stringContaining('worked') });
    expect(publishedText()).toBe('a');
    const [record = ''] = recordsOf(mount, 'x.txt');
    expect(record).toMatch(/^protocol=2\nscript=sha256:[0-9a-f]{64}\nstage\.sh=\d+\nimage=tools:1\nIN_V=a\nkey=/);
    expect(record).toMatch(
      /\nrun=run-1\nmade=pod\noutput x 1 x\.txt\nfact stage=s\nfact image=tools:1\nfact wall_seconds=\d+\n.*\n\nworked\n$/s,
    );
    for (const [run, says] of [
      ['run-1', 'this run did it before'],
      ['run-2', 'done before'],
    ]) {
      const { status, log } = await call({ ...writes(shell), run: run ?? '' });
      expect([status, log]).toEqual([0, expect.stringContaining(says ?? '')]);
      expect(log).not.toContain('worked');
    }
    expect(recordsOf(mount, 'x.txt')).toHaveLength(1);
  });

  test('a script that fails with 1 and says nothing is told what ends so, and one that spoke is not', async () => {
    const ends = async (script: string): Promise<CallEnd> => call({ ...writes(shell), script });
    const hint = 'as grep ends where nothing matches';
    expect(await ends('grep -c x /dev/null >"$OUT_X"')).toMatchObject({
      status: 1,
      log: expect.stringContaining(hint),
    });
    expect(await ends('echo spoke; false')).toMatchObject({ status: 1, log: expect.not.stringContaining(hint) });
  });

  test.each<[string, Partial<Call>]>([
    ['a value', { env: { IN_V: 'b' } }],
    ['the script', { script: 'printf %s "$IN_V" >"$OUT_X"; echo worked;' }],
    ['the image', { options: ['--value=IN_V', '--publish=OUT_X', '--image=tools:2'] }],
    ['a file of functions', { options: ['--value=IN_V', '--publish=OUT_X', '--use=fetch.sh'] }],
  ])('%s that another run has otherwise is work to do, and takes the published name', async (_, change) => {
    await call(writes(shell));
    const other = await call({ ...writes(shell, change.env?.['IN_V'] ?? 'a', change), run: 'run-2' });
    expect(other).toMatchObject({ status: 0, log: expect.stringContaining('worked') });
    expect(recordsOf(mount, 'x.txt')).toHaveLength(2);
    expect(publishedText()).toBe(change.env?.['IN_V'] ?? 'a');
  });

  test.each<[string, (path: string) => void]>([
    ['removed', (path) => writeFileSync(path, '')],
    ['changed in size', (path) => writeFileSync(path, 'longer than before')],
  ])('what an attempt made and somebody %s is made again', async (_, harm) => {
    await call(writes(shell, 'value'));
    const { folder, names } = namesOfCall(mount, 'x.txt');
    const attempt = names.find((name) => /^run-1-[0-9a-f]{16}$/.test(name)) ?? '';
    harm(join(folder, attempt, 'x.txt'));
    expect(await call(writes(shell, 'value'))).toMatchObject({ status: 0, log: expect.stringContaining('worked') });
    expect(publishedText()).toBe('value');
    expect(await call(copies(shell))).toMatchObject({ status: 0 });
    expect(madeText('y.txt')).toEqual(['value']);
  });

  test('a published file that somebody removed or changed appears again without work', async () => {
    await call(writes(shell));
    writeFileSync(at('copy'), '');
    for (const harm of ['rm -f', 'cp --remove-destination /etc/hostname']) {
      await call({
        ...writes(shell),
        run: 'harm',
        script: `${harm} ${at('x.txt')}; printf 1 >"$OUT_X"`,
        env: { OUT_X: at('z') },
        options: ['--output=OUT_X'],
      });
      const { status, log } = await call({ ...writes(shell), run: 'run-2' });
      expect([status, log]).toEqual([0, expect.not.stringContaining('worked')]);
      expect(publishedText()).toBe('a');
    }
  });

  test.each<[string, Partial<Call>, number]>([
    ['a script that fails in the middle', { script: 'false; printf a >"$OUT_X"' }, 1],
    ['a script that says bad data', { script: 'printf a >"$OUT_X"; fail 65 "bad"' }, 65],
    ['an output that is missing', { script: ':' }, 65],
    ['an output that is empty', { script: ': >"$OUT_X"' }, 65],
    ['a script that is killed', { script: `printf a >"$OUT_X"; kill -9 $(exec sh -c 'echo $PPID')` }, 137],
    ['a full disk', { script: 'echo "write error: No space left on device" >&2; exit 1' }, 73],
    ['an error of the mount', { script: 'echo "x: Input/output error" >&2; exit 1' }, 75],
    ['an error of the mount in a line that is cut', { script: 'echo "x?a=b: Input/output error" >&2; exit 1' }, 75],
    ['a mount that is gone', { script: 'echo "x: Transport endpoint is not connected" >&2; exit 1' }, 75],
    ['too little scratch', { options: ['--value=IN_V', '--publish=OUT_X', '--scratch-mib=99999999'] }, 73],
  ])('%s is red, publishes nothing, and leaves nothing that counts', async (_, work, status) => {
    expect(await call(writes(shell, 'a', work))).toMatchObject({ status, log: expect.stringMatching(/^\[s\] .+/m) });
    expect(existsSync(at('x.txt'))).toBe(false);
    expect(recordsOf(mount, 'x.txt')).toEqual([]);
    expect(namesOfCall(mount, 'x.txt').names.filter((name) => name.endsWith('.run'))).toEqual([]);
    expect(await call(copies(shell))).toMatchObject({ status: 75, log: expect.stringContaining('has not made') });
    expect(await call(writes(shell))).toMatchObject({ status: 0, log: expect.stringContaining('worked') });
  });

  test('several outputs of one call cost one look at it', async () => {
    const two = { script: 'printf a >"$OUT_X"; printf b >"$OUT_Z"', env: { OUT_Z: at('z.txt') } };
    await call(writes(shell, 'a', { ...two, options: ['--value=IN_V', '--output=OUT_X', '--output=OUT_Z'] }));
    const { env, calls } = shims(join(mount, '../tools'), {
      at: `ls -a -- */x.txt-????????????????`,
      does: 'fail',
      from: 2,
    });
    const both = copies(shell, {
      options: ['--input=IN_F', '--input=IN_G', '--output=OUT_Y'],
      script: 'cat "$IN_F" "$IN_G" >"$OUT_Y"',
      env: { ...env, IN_G: `${at('x.txt')}/z` },
    });
    expect(await call(both)).toMatchObject({ status: 0 });
    expect(calls()).toHaveLength(1);
    expect(madeText('y.txt')).toEqual(['ab']);
  });

  test('another output of the same call is another input, also where both have equal sizes', async () => {
    const two = { script: 'printf a >"$OUT_X"; printf b >"$OUT_Z"', env: { OUT_Z: at('z.txt') } };
    await call(writes(shell, 'a', { ...two, options: ['--value=IN_V', '--output=OUT_X', '--output=OUT_Z'] }));
    await call(
      writes(shell, 'a', { ...two, run: 'run-2', options: ['--value=IN_V', '--output=OUT_X', '--output=OUT_Z'] }),
    );
    await call(copies(shell));
    const other = await call(copies(shell, { run: 'run-2', env: { IN_F: `${at('x.txt')}/z` } }));
    expect(other).toMatchObject({ status: 0, log: expect.not.stringContaining('done before') });
    expect([...madeText('y.txt')].sort()).toEqual(['a', 'b']);
  });

  test('a work key without the number of a shell file is refused: nobody could tell versions apart', async () => {
    const { status, log } = await call(writes(shell, 'a', { options: ['--publish=OUT_X', '--use=missing.sh'] }));
    expect([status, log]).toEqual([69, expect.stringContaining("missing.sh has no line '# results: N'")]);
  });

  test('an image that has no random numbers is refused before an attempt could share its folder', async () => {
    const tools = join(mount, '../no-od');
    mkdirSync(tools, { recursive: true });
    writeFileSync(join(tools, 'od'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
    const env = { PATH: `${tools}:${process.env['PATH']}` };
    expect(await call(writes(shell, 'a', { env }))).toMatchObject({
      status: 69,
      log: expect.stringContaining('no random number'),
    });
  });

  test('an unset variable is red', async () => {
    expect((await call(writes(shell, 'a', { script: 'echo "$NOT_SET" >"$OUT_X"' }))).status).not.toBe(0);
    expect(recordsOf(mount, 'x.txt')).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ['a template that Argo left', { IN_V: '{{=nope}}' }],
    ['a line break', { IN_V: 'a\nb' }],
    ['a line break at the end', { IN_V: 'a\n' }],
    ['a line break at the end of a path', { OUT_X: 'MOUNT/run/x\n' }],
    ['a folder whose name is too long', { OUT_X: `MOUNT/${'x'.repeat(201)}/x` }],
    ['a folder outside of the mount', { OUT_X: '/elsewhere/run/x' }],
    ['no folder', { OUT_X: 'MOUNT/x' }],
    ['the work folder', { OUT_X: 'MOUNT/.work/s/x' }],
    ['a parent folder', { OUT_X: 'MOUNT/run/../x' }],
    ['a name of two dots', { OUT_X: 'MOUNT/run/..' }],
    ['a name of one dot', { OUT_X: 'MOUNT/run/.' }],
    ['an empty component', { OUT_X: 'MOUNT//run/x' }],
    ['an empty name', { OUT_X: 'MOUNT/run/' }],
    ['a control character', { OUT_X: 'MOUNT/run/a\u0007' }],
    ['a name that is too long', { OUT_X: `MOUNT/run/${'x'.repeat(201)}` }],
    ['a long name in bytes', { OUT_X: `MOUNT/run/${'基'.repeat(70)}` }],
  ])('%s is refused before any work', async (_, values) => {
    const env = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value.replace('MOUNT', mount)]),
    );
    const { status, log } = await call(writes(shell, 'a', { env }));
    expect(status).toBe(69);
    expect(log).toMatch(/^\[s\] (IN_V|OUT_X) .+/);
    expect(log).not.toContain('worked');
    expect(existsSync(join(mount, '.work'))).toBe(false);
  });

  test.each(['x'.repeat(200), 'it\'s "a" $(name) `b` $$', '基因 α', '-rf', '*?[a]', '\\n%s', 'a;b&c|d'])(
    'a file may be called %j',
    async (name) => {
      const env = { OUT_X: at(name) };
      const script = 'printf %s "$IN_V" >"$OUT_X"; printf i >"$OUT_X".i';
      const options = ['--value=IN_V', '--publish=OUT_X,.i'];
      expect(await call(writes(shell, 'a', { env, script, options }))).toMatchObject({ status: 0 });
      expect(readFileSync(at(name), 'utf8')).toBe('a');
      const read = copies(shell, { options: ['--input=IN_F,.i', '--output=OUT_Y'], env: { IN_F: `${at(name)}/x` } });
      expect(await call(read)).toMatchObject({ status: 0 });
      expect(madeText('y.txt')).toEqual(['a']);
      expect(await call(writes(shell, 'a', { env, script, options, run: 'run-2' }))).toMatchObject({
        status: 0,
        log: expect.stringContaining('done before'),
      });
    },
  );

  test.each([
    "'; touch pwned; '",
    '$(touch pwned)',
    '`touch pwned`',
    '-n',
    '\\0101',
    '%s',
    '  a  ',
    '~',
    '*',
    '$$',
    '"',
  ])('the text %j arrives as it is', async (text) => {
    expect(await call(writes(shell, text))).toMatchObject({ status: 0 });
    expect(publishedText()).toBe(text);
    expect(recordsOf(mount, 'x.txt')[0]).toContain(`\nIN_V=${text}\n`);
    expect(await call({ ...writes(shell, text), run: 'run-2' })).toMatchObject({
      log: expect.stringContaining('done before'),
    });
  });

  test.each([
    'ftp://h/x',
    'file:///etc/passwd',
    '-O/x',
    '',
    'http:///h/x',
    'oss:///x',
    'https://?x',
    'https://u:p@h/x',
    'oss://b/../x',
  ])('the source %j is refused, and its query is in no message', async (source) => {
    const { status, log } = await call(
      writes(shell, `${source}?k=secret`, { options: ['--url=IN_V', '--publish=OUT_X'] }),
    );
    expect(status).toBe(69);
    expect(log).not.toContain('secret');
  });

  test('two outputs whose files would have one name are refused', async () => {
    for (const [one, two] of [
      ['x', 'x'],
      ['x.bam', 'x.bam.bai'],
    ]) {
      const { status, log } = await call(
        writes(shell, 'a', {
          options: ['--value=IN_V', '--output=OUT_X,.bai', '--output=OUT_Y'],
          env: { OUT_X: at(one ?? ''), OUT_Y: at(`other/${two}`) },
        }),
      );
      expect([status, log]).toEqual([69, expect.stringContaining('have the name')]);
    }
  });

  test('a product that is not what its record says is refused', async () => {
    await call(writes(shell));
    const { folder, names } = namesOfCall(mount, 'x.txt');
    const attempt = names.find((name) => /^run-1-[0-9a-f]{16}$/.test(name)) ?? '';
    writeFileSync(join(folder, attempt, 'x.txt'), 'other');
    expect(await call(copies(shell))).toMatchObject({
      status: 65,
      log: expect.stringContaining('5 bytes, its record says 1'),
    });
    writeFileSync(join(folder, attempt, 'x.txt'), 'a');
    expect(await call(copies(shell, { env: { IN_F: `${at('x.txt')}/y` } }))).toMatchObject({
      status: 69,
      log: expect.stringContaining("has no output 'y'"),
    });
    expect(await call(copies(shell, { run: 'run-2' }))).toMatchObject({
      status: 75,
      log: expect.stringContaining('has not made'),
    });
  });

  test('a source that changed is work to do for another run, and not for this one', async () => {
    const source = (run: string, etag: string): Call => ({
      ...writes(shell, 'https://h/x?sig=1'),
      options: ['--url=IN_V', '--publish=OUT_X'],
      script: `printf ${etag} >"$OUT_X"; echo worked`,
      identify: `echo "IN_V=https://h/x 5 $(cat ${join(mount, 'etag')})"`,
      run,
    });
    const identified = (run: string, etag: string): Call => {
      writeFileSync(join(mount, 'etag'), etag);
      return { ...source(run, 'x'), script: `cat ${join(mount, 'etag')} >"$OUT_X"; echo worked` };
    };
    expect(await call(identified('run-1', 'v1'))).toMatchObject({ status: 0, log: expect.stringContaining('worked') });
    expect(await call(identified('run-1', 'v2'))).toMatchObject({
      log: expect.stringContaining('this run did it before'),
    });
    expect(await call(identified('run-2', 'v1'))).toMatchObject({ log: expect.stringContaining('done before') });
    expect(await call(identified('run-3', 'v2'))).toMatchObject({ status: 0, log: expect.stringContaining('worked') });
    expect(publishedText()).toBe('v2');
    expect(await call({ ...identified('run-4', 'v2'), identify: 'exit 1' })).toMatchObject({
      status: 0,
      log: expect.stringMatching(/done again each time.*worked/s),
    });
  });

  test('what identify prints is never taken for a line of the record', async () => {
    const made = writes(shell, 'https://h/x', {
      options: ['--url=IN_V', '--publish=OUT_X'],
      script: 'printf a >"$OUT_X"',
      identify: 'echo key=0; echo run=other; echo "output x 9 z"',
    });
    expect(await call(made)).toMatchObject({ status: 0 });
    expect(await call(copies(shell))).toMatchObject({ status: 0 });
    const [record = ''] = recordsOf(mount, 'y.txt');
    expect(record).toMatch(/\nIN_F=[0-9a-f]{64} x 1 x\.txt\n/);
  });

  test('items that differ only in a query are two', async () => {
    const item = (query: string): Call =>
      writes(shell, `https://h/download?id=${query}`, {
        options: ['--url=IN_V', '--output=OUT_X'],
        identify: 'echo IN_V=1',
      });
    expect(await call(item('1'))).toMatchObject({ status: 0 });
    expect(await call(item('2'))).toMatchObject({
      status: 69,
      log: expect.stringContaining('two items of this run have one name'),
    });
  });

  test('a given file that changes while it is read is tried again', async () => {
    mkdirSync(join(mount, 'given'));
    const file = join(mount, 'given/f');
    const read = (script: string): Call => ({
      ...copies(shell),
      options: ['--given=IN_F,.i', '--output=OUT_Y'],
      env: { IN_F: file, OUT_Y: at('y.txt') },
      script,
    });
    for (const name of [file, `${file}.i`]) writeFileSync(name, 'same');
    for (const change of [`printf diff >${file}`, `touch ${file}.i`, `rm ${file}; printf same >${file}`]) {
      const { status, log } = await call(read(`cat "$IN_F" >"$OUT_Y"; ${change}`));
      expect([status, log]).toEqual([75, expect.stringContaining('was changed while')]);
    }
    expect(recordsOf(mount, 'y.txt')).toEqual([]);
    expect(await call(read('cat "$IN_F" >"$OUT_Y"'))).toMatchObject({ status: 0 });
  });

  test('a given file that was published must be what the note beside it says', async () => {
    await call(
      writes(shell, 'a', {
        options: ['--value=IN_V', '--publish=OUT_X,.i'],
        script: 'printf a >"$OUT_X"; printf b >"$OUT_X".i',
      }),
    );
    const read: Call = {
      ...copies(shell),
      options: ['--given=IN_F,.i', '--output=OUT_Y'],
      env: { IN_F: at('x.txt'), OUT_Y: at('y.txt') },
    };
    expect(await call(read)).toMatchObject({ status: 0 });
    writeFileSync(`${at('x.txt')}.new`, 'c');
    expect(
      await call({
        ...writes(shell),
        run: 'h',
        options: ['--output=OUT_X'],
        script: `mv ${at('x.txt')}.new ${at('x.txt')}.i; echo 1 >"$OUT_X"`,
        env: { OUT_X: at('h') },
      }),
    ).toMatchObject({ status: 0 });
    expect(await call({ ...read, run: 'run-2' })).toMatchObject({
      status: 65,
      log: expect.stringContaining('is not what was published'),
    });
  });

  test('a text for Argo lies in the scratch folder, of skipped work too', async () => {
    const texts = writes(shell, 'said', { options: ['--value=IN_V', '--output=OUT_X', '--text=OUT_X'] });
    for (const run of ['run-1', 'run-1', 'run-2']) {
      const { status, scratch } = await call({ ...texts, run });
      expect(status).toBe(0);
      expect(readFileSync(join(scratch, 'texts/OUT_X'), 'utf8')).toBe('said');
    }
  });

  test('two workflows with one cacheKey make the file once, whatever their scripts and images are', async () => {
    const shared = (run: string, script: string): Call =>
      writes(shell, 'a', { run, script, options: ['--cache-key=index-1', '--value=IN_V', '--output=OUT_X'] });
    expect(await call(shared('run-1', 'printf 1 >"$OUT_X"'))).toMatchObject({ log: expect.stringContaining('done:') });
    expect(await call(shared('run-2', 'printf 2 >"$OUT_X"'))).toMatchObject({
      log: expect.stringContaining('done before'),
    });
    expect(madeText('x.txt')).toEqual(['1']);
    expect(recordsOf(mount, 'x.txt')[0]).toMatch(/^protocol=2\ncache=index-1\nIN_V=a\n/);
    expect(await call(copies(shell, { run: 'run-2' }))).toMatchObject({ status: 0 });
    expect(existsSync(at('x.txt'))).toBe(false);
  });

  test('a fact that a script leaves is in the record, and the stage that reads its file finds it', async () => {
    await call(
      writes(shell, 'a', {
        script: 'echo reads=17 >"$TMPDIR"/facts; printf a >"$OUT_X"; echo fact reads=18',
        versions: 'echo tool=1.2',
      }),
    );
    expect(recordsOf(mount, 'x.txt')[0]).toMatch(/\nfact version_tool=1\.2\nfact reads=17\n.*\n\nfact reads=18\n$/s);
    await call(copies(shell, { script: 'fact "$IN_F" reads >"$OUT_Y"' }));
    expect(madeText('y.txt')).toEqual(['17']);
  });

  test('a record says which stage and image did the work; no script takes that or a fact of a function away', async () => {
    const script = `
      add_fact source "abc https://h/x"
      printf 'stage=forged\\nimage=forged\\n' >"$TMPDIR/facts"
      printf a >"$OUT_X"`;
    await call(writes(shell, 'a', { script }));
    const [record = ''] = recordsOf(mount, 'x.txt');
    expect(record).toMatch(/\nfact source=abc https:\/\/h\/x\nfact stage=s\nfact image=tools:1\n/);
    await call(copies(shell, { script: 'fact "$IN_F" stage >"$OUT_Y"' }));
    expect(madeText('y.txt')).toEqual(['s']);
  });

  test('what two stages share has the image of the one that made it in its record, and not in its key', async () => {
    const options = ['--cache-key=index-1', '--image=tools:7', '--value=IN_V', '--output=OUT_X'];
    await call(writes(shell, 'a', { options }));
    const [key, facts] = (recordsOf(mount, 'x.txt')[0] ?? '').split('\nkey=');
    expect([key, facts]).toEqual([
      expect.not.stringContaining('image'),
      expect.stringContaining('\nfact image=tools:7\n'),
    ]);
  });

  test('the versions of programs are what they say for --version, or in their usage', async () => {
    const tools = join(mount, '../tools');
    mkdirSync(tools, { recursive: true });
    const programs = {
      plain: 'echo plain 1.16.1; echo Using htslib 1.17',
      usage: 'case $# in 0) printf "\\nProgram: usage\\nVersion: 0.7-r1\\n" ;; *) echo what ;; esac >&2; exit 1',
      mute: 'exit 0',
      dated: 'echo dated version 2.0.7 for Linux 64-bit built Jan 21 2022',
      warned: 'echo "removed in Python 3.12;" >&2; echo warned, version 1.14',
      aside: 'echo v7.505 >&2',
      unended: 'printf "unended 1.2.3"; echo "removed in Python 3.12" >&2',
      java: 'echo "Picked up JAVA_TOOL_OPTIONS: -Xmx2.5g" >&2; echo java v2.27.5 >&2',
      empty: 'echo; printf "empty 4.5" >&2',
    };
    for (const [name, text] of Object.entries(programs))
      writeFileSync(join(tools, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    const one = writes(shell, 'a', {
      versions: 'versions_of plain usage mute dated warned aside unended java empty missing',
    });
    await call({ ...one, env: { ...one.env, PATH: `${tools}:${process.env['PATH']}` } });
    const versions = recordsOf(mount, 'x.txt')[0]?.match(/^fact version_.*$/gm);
    expect(versions).toEqual([
      'fact version_plain=1.16.1',
      'fact version_usage=0.7-r1',
      'fact version_dated=2.0.7',
      'fact version_warned=1.14',
      'fact version_aside=v7.505',
      'fact version_unended=1.2.3',
      'fact version_java=v2.27.5',
      'fact version_empty=4.5',
    ]);
  });

  test('the query of a URL is in no log, on a line of any kind', async () => {
    const { log } = await call(
      writes(shell, 'a', {
        script:
          'echo "https://h/x?Signature=secret"; echo "https://h/x?s=secret: No space left on device"; printf a >"$OUT_X"',
      }),
    );
    expect(log).toContain('https://h/x?[redacted]');
    expect(log).not.toContain('secret');
    expect(recordsOf(mount, 'x.txt')[0]).not.toContain('secret');
  });

  test('the query of a text stands in no record, and two that differ in it are two works', async () => {
    for (const [run, text] of [
      ['run-1', 'https://h/x?Signature=secret'],
      ['run-2', 'https://h/x?Signature=other'],
    ] as const)
      expect(await call(writes(shell, text, { run }))).toMatchObject({ log: expect.stringContaining('worked') });
    const records = recordsOf(mount, 'x.txt');
    expect(records.map((record) => /^IN_V=.*$/m.exec(record)?.[0])).toEqual(
      Array(2).fill('IN_V=https://h/x?[redacted]'),
    );
    expect(records.join()).not.toMatch(/secret|other/);
  });

  test('what a script leaves running does not keep the stage from its end', async () => {
    const began = Date.now();
    const one = start(writes(shell, 'a', { script: 'sleep 60 & exit 65' }));
    const status = await new Promise((resolve) => {
      const look = setInterval(() => {
        if (existsSync(`/proc/${one.pid}/stat`) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${one.pid}/stat`, 'utf8')))
          return;
        clearInterval(look);
        resolve('ended');
      }, 20);
    });
    expect(status).toBe('ended');
    expect(Date.now() - began).toBeLessThan(30_000);
    one.signal('SIGKILL');
    expect((await one.ended).status).toBe(65);
  });

  test('TERM ends the children and the attempt at once', async () => {
    const began = Date.now();
    const one = start(writes(shell, 'a', { script: `sleep 60 | cat & sleep 60; printf a >"$OUT_X"` }));
    while (!existsSync(join(mount, '.work')) || namesOfCall(mount, 'x.txt').names.length === 0) await tick();
    await new Promise((next) => setTimeout(next, 100));
    process.kill(one.pid, 'SIGTERM'); // to the first process alone, as a container's runtime does
    expect((await one.ended).status).toBe(143);
    expect(Date.now() - began).toBeLessThan(20_000);
    expect(recordsOf(mount, 'x.txt')).toEqual([]);
  });

  test('a script has a folder of its own to work in, and each attempt sees its files under the same path', async () => {
    const paths = (run: string): Call => ({
      ...writes(shell),
      run,
      script: `pwd >"$OUT_X"; echo "$OUT_X" >>"$OUT_X"; echo y >side; echo ${run}`,
    });
    const ends = [await call(paths('run-1')), await call(paths('run-2'))];
    const texts = madeText('x.txt').map((text) =>
      ends.reduce((one, { scratch }) => one.replaceAll(scratch, 'SCRATCH'), text),
    );
    expect(texts).toEqual(['SCRATCH\nSCRATCH/outputs/x.txt\n', 'SCRATCH\nSCRATCH/outputs/x.txt\n']);
  });

  test('no variable of a script reaches the runner', async () => {
    const script =
      'attempt=0 outputs= key= call=/ volumes=/nowhere status=0 RUN=x newline=; printf a >"$OUT_X"; put() { :; }';
    expect(await call(writes(shell, 'a', { script }))).toMatchObject({ status: 0 });
    expect(await call(copies(shell))).toMatchObject({ status: 0 });
  });
});

const tick = (): Promise<void> => new Promise((next) => setTimeout(next, 10));
