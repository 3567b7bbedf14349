import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { imageName, pipe, scriptHash, sh, tee, workKey } from '../../lib';
import { PROTOCOL, PROTOCOL_LINE } from '../../lib/stages/protocol';
import { ShellVariable } from '../../lib/stages/shell';
import { COMMANDS, instead, SHELLS, type ShellName } from '../support/attempt';

let mount = '';

beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), 'protocol-'));
  for (const folder of ['run/.work/up', '.tmp', 'tools']) mkdirSync(join(mount, folder), { recursive: true });
  // The protocol's own waits, 2 and 10 s, are cut short.
  instead(join(mount, 'tools'), 'sleep', 'case $1 in 2 | 10) set -- 0.1 ;; esac');
});
afterEach(() => rmSync(mount, { recursive: true }));

interface Run {
  readonly script: string;
  readonly words?: string;
  readonly identify?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const out = () => join(mount, 'run/.work/s/out');
/** A pod has a /tmp of its own. */
const scratch = () => join(mount, '.tmp');

/** Runs the protocol as a container would, on a volume in a temporary folder. */
function run(shell: ShellName, { script, words = '', identify, env = {} }: Run) {
  const [command, ...options] = COMMANDS[shell];
  const declared =
    `stage=s script=${scriptHash(script)} image=tools:1 scratch=1 ${words} mount=${mount} out:OUT_X`.replace(
      / +/g,
      ' ',
    );
  const texts = [PROTOCOL, declared, script, ...(identify === undefined ? [] : [identify])];
  const args = [
    ...options,
    '-c',
    ...texts.map((text) => (text === declared ? text : text.replaceAll('/tmp', scratch()))),
  ];
  const { status, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: `${join(mount, 'tools')}:${process.env['PATH']}`, HOSTNAME: 'pod', OUT_X: out(), ...env },
  });
  return { status, log: stderr };
}

const marker = () => readFileSync(`${out()}.marker`, 'utf8');
const isFinished = () => existsSync(`${out()}.marker`) && /^made=/m.test(marker());
const write = 'printf %s "$IN_V" >"$OUT_X"';

test('is at most 45 lines, names its version first, and holds no Argo tag of its own', () => {
  expect(PROTOCOL.split('\n').length).toBeLessThanOrEqual(45);
  expect(PROTOCOL.startsWith(PROTOCOL_LINE)).toBe(true);
  expect(PROTOCOL).not.toMatch(/\{\{|\}\}/);
});

describe.each(SHELLS)('under %s', (shell) => {
  test('finished work is marked, and skipped when it comes again', () => {
    const work = { script: `${write}; echo worked`, words: 'value:IN_V', env: { IN_V: 'a' } };
    expect(run(shell, work)).toMatchObject({ status: 0, log: expect.stringContaining('worked') });
    const first = marker();
    const again = run(shell, work);
    expect(again).toMatchObject({ status: 0, log: expect.stringContaining('done before, by pod/') });
    expect(again.log).not.toContain('worked');
    expect(marker()).toBe(first);
  });

  test.each([
    ['an input', { env: { IN_V: 'b' } }],
    ['the script', { script: `${write};` }],
  ])('%s that changed is work to do', (_, change) => {
    const work = { script: write, words: 'value:IN_V', env: { IN_V: 'a' } };
    run(shell, work);
    expect(run(shell, { ...work, ...change }).log).toContain('done: ');
  });

  test.each([
    ['deleted', () => rmSync(out())],
    ['cut', () => writeFileSync(out(), '')],
    ['changed in size', () => writeFileSync(out(), 'longer than before')],
    ['left with a cut marker', () => writeFileSync(`${out()}.marker`, marker().slice(0, 40))],
    ['left with an empty marker', () => writeFileSync(`${out()}.marker`, '')],
    [
      'left with a marker of another version',
      () => writeFileSync(`${out()}.marker`, marker().replace('protocol=1', 'protocol=0')),
    ],
  ])('an output that was %s is made again', (_, harm) => {
    const work = { script: write, words: 'value:IN_V', env: { IN_V: 'value' } };
    run(shell, work);
    harm();
    expect(run(shell, work).log).toContain('done: ');
    expect(readFileSync(out(), 'utf8')).toBe('value');
  });

  test.each([
    ['a script that fails in the middle', { script: `false; ${write}` }, 1],
    ['a script that says bad data', { script: 'exit 65' }, 65],
    ['an output that is missing', { script: ':' }, 65],
    ['an output that is empty', { script: ': >"$OUT_X"' }, 65],
    ['a script that is killed', { script: `kill -9 $(exec sh -c 'echo $PPID')` }, 137],
    ['a full scratch', { script: `echo "write error: No space left on device" >&2; exit 1` }, 73],
    ['an unset variable', { script: 'echo "$NOT_SET"' }, expect.any(Number)],
  ])('%s leaves no marker', (_, work, status) => {
    const { status: found } = run(shell, { words: 'value:IN_V', env: { IN_V: 'a' }, ...work });
    expect(found).toEqual(status);
    expect(found).not.toBe(0);
    expect(isFinished()).toBe(false);
  });

  test('work that fails takes the marker of what it overwrote along', () => {
    run(shell, { script: write, words: 'value:IN_V', env: { IN_V: 'a' } });
    run(shell, { script: `${write}; exit 1`, words: 'value:IN_V', env: { IN_V: 'b' } });
    expect(isFinished()).toBe(false);
  });

  test.each([
    ['a template that Argo left', { IN_V: '{{=nope}}' }],
    ['a line break', { IN_V: 'a\nb' }],
    ['a folder outside of the mount', { OUT_X: '/elsewhere/run/x' }],
    ['a folder that does not start with a slash', { OUT_X: 'MOUNTrun/x' }],
    ['an empty folder', { OUT_X: 'MOUNT/.work/s/x' }],
    ['no folder', { OUT_X: 'MOUNT/x' }],
    ['a parent folder', { OUT_X: 'MOUNT/run/../x' }],
    ['a name of two dots', { OUT_X: 'MOUNT/run/..' }],
    ['an empty component', { OUT_X: 'MOUNT//run/x' }],
  ])('%s is refused before any work', (_, env) => {
    const real = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace('MOUNT', mount)]));
    const { status, log } = run(shell, {
      script: `${write}; echo worked`,
      words: 'value:IN_V',
      env: { IN_V: 'a', ...real },
    });
    expect(status).toBe(69);
    expect(log).toMatch(/^\[s\] (IN_V|OUT_X) .+/);
    expect(log).not.toContain('worked');
  });

  test.each(['ftp://h/x', 'file:///etc/passwd', '-O/x', '', 'http:///h/x', 'oss:///x', 'https://?x'])(
    'the source %j is refused',
    (source) => {
      expect(run(shell, { script: write, words: 'url:IN_V', env: { IN_V: source } }).status).toBe(69);
    },
  );

  test('too little scratch is a cause of its own, found before work', () => {
    const { status, log } = run(shell, { script: write, words: 'scratch=999999999 value:IN_V', env: { IN_V: 'a' } });
    expect(status).toBe(73);
    expect(log).toContain('expected 999999999');
  });

  test('a product is verified against its marker', () => {
    const product = join(mount, 'run/.work/up/file');
    const read = { script: 'cat "$IN_F" >"$OUT_X"', words: `mount=${mount} made:IN_F,.idx`, env: { IN_F: product } };
    writeFileSync(product, 'data');
    writeFileSync(`${product}.idx`, 'i');
    expect(run(shell, read)).toMatchObject({ status: 65, log: expect.stringContaining('is not what its marker') });
    writeFileSync(`${product}.marker`, `protocol=1\nmade=p/1\nsize file=4,1\n`);
    expect(run(shell, read).status).toBe(0);
    expect(marker()).toContain('IN_F=run/.work/up/file 4,1 p/1\n');
    writeFileSync(product, 'other data');
    expect(run(shell, read)).toMatchObject({ status: 65, log: expect.stringContaining('(10,1 bytes) is not what') });
    rmSync(`${product}.idx`);
    expect(run(shell, read)).toMatchObject({ status: 65, log: expect.stringContaining('.idx is missing or empty') });
  });

  test('a list reaches the script as a file with a member a line', () => {
    const members = ['a b', 'c$(d)'].map((name) => join(mount, 'run/.work/up', name));
    for (const member of members) {
      writeFileSync(member, 'xy');
      writeFileSync(`${member}.marker`, `protocol=1\nmade=p\nsize ${member.split('/').at(-1)}=2\n`);
    }
    const { status } = run(shell, {
      script: 'cat "$IN_L" >"$OUT_X"',
      words: `mount=${mount} list:IN_L`,
      env: { IN_L: members.join('\n') },
    });
    expect(status).toBe(0);
    expect(readFileSync(out(), 'utf8')).toBe(`${members.join('\n')}\n`);
  });

  const replaced = (lines: string): string =>
    `${write}; { ${lines}; } >/tmp/$$; cat /tmp/$$ >"$OUT_X.marker"; rm /tmp/$$`;
  test.each([
    ['the same work goes on elsewhere', `sed '$d' "$OUT_X.marker"; echo claim=other`, 75, 'claim=other'],
    ['the same work was finished elsewhere', `sed '$d' "$OUT_X.marker"; echo made=other`, 75, 'made=other'],
    ['other work goes on there, which is told so', 'echo protocol=1; echo claim=pod/00ff', 69, 'claim=pod/00ff'],
    [
      'other work was finished there: this attempt may have written over it',
      'echo protocol=1; echo made=other',
      69,
      '',
    ],
  ])('an attempt does not mark where %s', (_, lines, status, left) => {
    expect(run(shell, { script: replaced(lines), words: 'value:IN_V', env: { IN_V: 'a' } }).status).toBe(status);
    expect(existsSync(`${out()}.marker`) ? marker().trim().split('\n').at(-1) : '').toBe(left);
    expect(existsSync(`${out()}.marker.disputed.00ff`)).toBe(left === 'claim=pod/00ff');
  });

  test('an attempt does not mark where its claim was removed, and is tried again', () => {
    const script = `${write}; rm "$OUT_X.marker"`;
    expect(run(shell, { script, words: 'value:IN_V', env: { IN_V: 'a' } }).status).toBe(75);
    expect(existsSync(`${out()}.marker`)).toBe(false);
  });

  test('a late attempt that fails says that it came late, and lets no other work count what it wrote', () => {
    const script = (lines: string) => `${replaced(lines)}; exit 1`;
    const other = { script: script('echo protocol=1; echo claim=other'), words: 'value:IN_V', env: { IN_V: 'a' } };
    expect(run(shell, other)).toMatchObject({ status: 69, log: expect.stringContaining('another run writes here') });
    expect(isFinished()).toBe(false);
    const same = { ...other, script: script(`sed '$d' "$OUT_X.marker"; echo claim=other`) };
    expect(run(shell, same)).toMatchObject({
      status: 75,
      log: expect.stringContaining('another attempt took this work over'),
    });
  });

  test.each([
    ['a product', `mount=MOUNT made:IN_F`],
    ['a file of a set', `mount=MOUNT list:IN_F`],
    ['a file that no stage made', `mount=MOUNT given:IN_F`],
  ])('%s that is replaced during the work leaves the result unmarked', (_, words) => {
    const product = join(mount, 'run/.work/up/file');
    writeFileSync(product, 'data');
    writeFileSync(`${product}.marker`, `protocol=1\nmade=p/1\nsize file=4\n`);
    const script = `cp "$P" "$OUT_X"; echo other >"$P"; printf 'protocol=1\\nmade=p/2\\nsize file=6\\n' >"$P.marker"`;
    const read = { script, words: words.replace('MOUNT', mount), env: { IN_F: product, P: product } };
    expect(run(shell, read)).toMatchObject({
      status: 69,
      log: expect.stringContaining('an input was replaced during the work'),
    });
    expect(isFinished()).toBe(false);
  });

  test('what a script leaves running does not keep the stage from its end', () => {
    const began = Date.now();
    expect(run(shell, { script: 'sleep 60 & exit 65', words: '' }).status).toBe(65);
    expect(Date.now() - began).toBeLessThan(50_000);
  });

  test.each(['Input/output error', 'I/O error', 'Transport endpoint is not connected', 'Stale file handle'])(
    '%s of a tool is tried again',
    (text) => {
      expect(run(shell, { script: `echo "write: ${text}" >&2; exit 1`, words: '' }).status).toBe(75);
    },
  );

  test('the log stands below the record, of work that failed too, and no line of it is taken for one of the record', () => {
    const script = `echo made=log; echo "size out=1"; echo; ${write}; exit "$IN_V"`;
    expect(run(shell, { script, words: 'value:IN_V', env: { IN_V: '3' } }).status).toBe(3);
    expect(marker()).toMatch(/\nclaim=pod\/[0-9a-f]{16}\n\nmade=log\nsize out=1\n$/);
    const read = {
      script: 'echo x >"$OUT_X"',
      words: `mount=${mount} made:IN_F`,
      env: { IN_F: out(), OUT_X: `${out()}2` },
    };
    expect(run(shell, read)).toMatchObject({ status: 69, log: expect.stringContaining('was not finished, by pod/') });
    expect(run(shell, { script, words: 'value:IN_V', env: { IN_V: '0' } }).status).toBe(0);
    expect(marker()).toMatch(/\nmade=pod\/[0-9a-f]{16}\nsize out=1\n\nmade=log\nsize out=1\n$/);
  });

  test('a fact that a script leaves is in the marker, and another stage reads it there', () => {
    run(shell, { script: 'echo reads=17 >/tmp/facts; echo x >"$OUT_X"; echo fact reads=18', words: '' });
    rmSync(join(scratch(), 'facts'));
    const read = {
      script: 'fact "$IN_F" reads >"$OUT_X"',
      words: `mount=${mount} made:IN_F`,
      env: { IN_F: out(), OUT_X: `${out()}2` },
    };
    expect(run(shell, read).status).toBe(0);
    expect(readFileSync(`${out()}2`, 'utf8')).toBe('17\n');
  });

  test('the query of a URL is in no log', () => {
    const { log } = run(shell, {
      script: `echo "https://h/x?Signature=secret"; ${write}`,
      words: 'value:IN_V',
      env: { IN_V: 'a' },
    });
    expect(log).toContain('https://h/x?[redacted]');
    expect(marker()).toContain('https://h/x?[redacted]');
    expect(marker()).not.toContain('secret');
  });

  test.each([
    ['all succeed', ['printf a', 'cat >"$OUT_X"'], 0],
    ['the first fails', ['false; echo not-reached', 'cat >"$OUT_X"'], 1],
    ['the first is killed and the last is content', ["sh -c 'kill -9 $$'", 'cat >"$OUT_X"; echo x >>"$OUT_X"'], 137],
    ['a kill counts more than a failure', ['exit 65', "cat >/dev/null; sh -c 'kill -9 $$'"], 137],
    ['a failure counts more than the broken pipe that it causes', ['yes', 'head -n 1 >"$OUT_X"; exit 65'], 65],
  ])('a pipe of which %s', (_, members, status) => {
    const [first = '', second = ''] = members;
    expect(run(shell, { script: pipe(sh.raw(first), sh.raw(second)).text, words: '' }).status).toBe(status);
  });

  const teed = ([first = '', ...others]: readonly string[]) => {
    const output = new ShellVariable('OUT_X', "output 'x'");
    return pipe(sh.raw('printf abc'), tee(output, sh.raw(first), ...others.map(sh.raw))).text;
  };
  test.each([
    ['all read', ['cat >/tmp/b', 'cat >/tmp/c'], 0],
    ['its only reader is content', ['cat >/tmp/b'], 0],
    ['the reader in the pipe fails', ['cat >/dev/null; exit 3', 'cat >/tmp/c'], 3],
    ['the reader beside the pipe fails', ['cat >/tmp/b', 'cat >/dev/null; exit 4'], 4],
    ['the reader beside the pipe is killed', ['cat >/tmp/b', "cat >/dev/null; sh -c 'kill -9 $$'"], 137],
  ] as const)('a tee of which %s', (_, readers, status) => {
    expect(run(shell, { script: teed(readers), words: '' }).status).toBe(status);
    if (status !== 0) return;
    const copies = readers.map((_, at) => join(scratch(), 'bc'.charAt(at)));
    for (const copy of [out(), ...copies]) expect(readFileSync(copy, 'utf8')).toBe('abc');
  });

  test('a tee that cannot write its output fails, whatever its readers say', () => {
    const script = `mkdir "$OUT_X"; ${teed(['cat >/dev/null', 'cat >/dev/null'])}`;
    expect(run(shell, { script, words: '' }).status).toBe(1);
  });

  test('pipes that run side by side do not take each other’s statuses', () => {
    const [good, bad] = [pipe(sh.raw('sleep 1; echo'), sh`cat`), pipe(sh`echo`, sh.raw('cat; exit 7'))];
    const script = `( pipes=1.; ${good.text} ) & a=$!; ( pipes=2.; ${bad.text} ) & b=$!; wait "$a"; ${write}; wait "$b"`;
    expect(run(shell, { script, words: 'value:IN_V', env: { IN_V: 'a' } }).status).toBe(7);
    expect(readFileSync(out(), 'utf8')).toBe('a');
  });

  test('tees that run side by side do not share a named pipe', () => {
    const side = (name: string) => {
      const output = new ShellVariable(name, 'an output');
      const text = pipe(
        sh.raw(`sleep 1; echo ${name}`),
        tee(output, sh.raw(`cat >/tmp/1${name}`), sh.raw(`cat >/tmp/2${name}`)),
      ).text;
      return `( pipes=${name}.; ${text} )`;
    };
    const env = { OUT_B: `${out()}2` };
    expect(
      run(shell, { script: `${side('OUT_X')} & a=$!; ${side('OUT_B')} & b=$!; wait "$a"; wait "$b"`, words: '', env })
        .status,
    ).toBe(0);
    const texts = ['1OUT_X', '2OUT_X', '1OUT_B', '2OUT_B'].map((name) => readFileSync(join(scratch(), name), 'utf8'));
    expect(texts).toEqual(['OUT_X\n', 'OUT_X\n', 'OUT_B\n', 'OUT_B\n']);
  });

  test('put writes a file whole, and fails where it cannot', () => {
    expect(run(shell, { script: 'echo x >/tmp/x; put "$OUT_X" </tmp/x', words: '' }).status).toBe(0);
    expect(readFileSync(out(), 'utf8')).toBe('x\n');
    expect(
      run(shell, { script: 'mkdir "$OUT_X"; echo x | put "$OUT_X"; echo x >"$OUT_X"/y', words: '' }).status,
    ).not.toBe(0);
  });

  test('an output that the script did not write this time is missing, not that of the last time', () => {
    const script = 'if [ "$IN_V" = a ]; then echo one >"$OUT_X"; fi';
    expect(run(shell, { script, words: 'value:IN_V', env: { IN_V: 'a' } }).status).toBe(0);
    writeFileSync(`${out()}.marker`, '');
    expect(run(shell, { script, words: 'value:IN_V', env: { IN_V: 'b' } }).status).toBe(65);
  });

  test('a product of another name is another product, also where size and maker are the same', () => {
    for (const name of ['r1', 'r2']) {
      writeFileSync(join(mount, 'run/.work/up', name), name);
      writeFileSync(join(mount, 'run/.work/up', `${name}.marker`), 'protocol=1\nmade=p\nsize r1=2\nsize r2=2\n');
    }
    const read = (name: string) =>
      run(shell, {
        script: 'cat "$IN_F" >"$OUT_X"',
        words: `mount=${mount} made:IN_F`,
        env: { IN_F: join(mount, 'run/.work/up', name) },
      });
    expect([read('r1').status, read('r2').status]).toEqual([0, 0]);
    expect(readFileSync(out(), 'utf8')).toBe('r2');
  });

  test('a file that is listed twice is refused, and an empty list is an empty file', () => {
    const member = join(mount, 'run/.work/up/a');
    writeFileSync(member, 'xy');
    writeFileSync(`${member}.marker`, 'protocol=1\nmade=p\nsize a=2\n');
    const list = (members: readonly string[]) =>
      run(shell, {
        script: 'wc -l <"$IN_L" >"$OUT_X"',
        words: `mount=${mount} list:IN_L`,
        env: { IN_L: members.join('\n') },
      });
    expect(list([member, member])).toMatchObject({ status: 65, log: expect.stringContaining('is listed twice') });
    expect(list([]).status).toBe(0);
    expect(readFileSync(out(), 'utf8').trim()).toBe('0');
  });

  test('a script may set traps, replace its shell, and use any variable', () => {
    for (const script of [`trap 'echo bye' EXIT; ${write}`, `${write}; exec true`, `me=x s=1 key=y; ${write}`]) {
      expect(run(shell, { script, words: 'value:IN_V', env: { IN_V: script } }).status).toBe(0);
    }
  });

  test('a kill stays a kill, also after a message about space', () => {
    const script = `echo "No space left on device" >&2; kill -9 $(exec sh -c 'echo $PPID')`;
    expect(run(shell, { script, words: '' }).status).toBe(137);
  });

  test.each(['given:IN_F', 'made:IN_F', 'list:IN_F'])(
    'a volume that is gone at the start, for %s, is tried again',
    (word) => {
      const gone = join(mount, 'gone');
      const words = `mount=${gone} ${word}`;
      const { status, log } = run(shell, {
        script: 'echo x >"$OUT_X"',
        words,
        env: { IN_F: `${gone}/run/.work/up/x` },
      });
      expect([status, log]).toEqual([75, expect.stringContaining(`${gone} is gone`)]);
    },
  );

  test('a directory is no output', () => {
    expect(run(shell, { script: 'mkdir "$OUT_X"', words: '' }).status).toBe(65);
  });

  test('where one of several URLs cannot be identified the work is never skipped', () => {
    const work = {
      script: 'echo x >"$OUT_X"',
      words: 'url:IN_U',
      env: { IN_U: 'https://h/x' },
      identify: 'ask() { return "$1"; }; ask 1; echo IN_U=other',
    };
    run(shell, work);
    expect(marker()).toContain('\nunknown=');
    expect(run(shell, work).log).toContain('done: ');
  });

  test.each([
    'https://user:secret@h/x',
    'http:///user:secret@h/x',
    'oss://bucket/../x',
    'https://',
    'h/x?Signature=secret',
    'oss://b@c/x',
  ])('the source %s is refused and not printed', (source) => {
    const { status, log } = run(shell, { script: write, words: 'url:IN_V', env: { IN_V: source } });
    expect(status).toBe(69);
    expect(log).not.toContain('secret');
  });

  test.each(['given:IN_F', 'made:IN_F', 'list:IN_F'])(
    'a presigned URL where a path belongs, in %s, is not printed',
    (word) => {
      const env = { IN_F: 'https://h/x?Expires=1&Signature=secret' };
      const { status, log } = run(shell, { script: 'echo x >"$OUT_X"', words: `mount=${mount} ${word}`, env });
      expect([status, log]).toEqual([
        69,
        expect.stringContaining("IN_F is 'https://h/x', expected a path in a folder below"),
      ]);
    },
  );

  test.each(['https://h/data@v2/x', 'https://h/x?email=a@b.org', 'oss://bucket/a@b'])(
    'the source %s is taken',
    (source) => {
      expect(run(shell, { script: write, words: 'url:IN_V', env: { IN_V: source } }).status).toBe(0);
    },
  );

  test('the work key is the one that TypeScript writes, for whatever values', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !/[\0\n]|\{\{/.test(value));
    fc.assert(
      fc.property(text, text, (a, b) => {
        run(shell, { script: 'echo x >"$OUT_X"', words: 'value:IN_A value:IN_B', env: { IN_A: a, IN_B: b } });
        const key = workKey({
          script: scriptHash('echo x >"$OUT_X"'),
          image: imageName('tools:1'),
          inputs: [
            ['IN_A', a],
            ['IN_B', b],
          ],
        });
        expect(marker().slice(0, marker().indexOf('\nmade='))).toBe(key);
      }),
      { numRuns: 25 },
    );
  });

  test('what identify prints is in the key, and where it fails the work is never skipped', () => {
    const work = { script: 'echo x >"$OUT_X"', words: 'url:IN_U', env: { IN_U: 'https://h/x?secret' } };
    run(shell, { ...work, identify: 'echo "IN_U=https://h/x 10 \\"tag\\""' });
    expect(marker()).toContain('\nIN_U=https://h/x 10 "tag"\n');
    const unknown = { ...work, identify: 'false' };
    run(shell, unknown);
    expect(run(shell, unknown).log).toContain('done: ');
    expect(marker()).not.toContain('secret');
  });

  test.each(['echo size 5; echo; echo etag 7', 'echo; echo etag 7'])(
    'an empty line of identify, as in %s, tells no identity',
    (identify) => {
      const work = { script: 'echo x >"$OUT_X"', words: 'url:IN_U', env: { IN_U: 'https://h/x' }, identify };
      expect(run(shell, work)).toMatchObject({ status: 0, log: expect.stringContaining('a source tells no identity') });
    },
  );

  test('a tee takes no status of other work that the script has beside it', () => {
    const script = `( sleep 1; exit 65 ) & job=$!; ${teed(['cat >/tmp/b', 'cat >/tmp/c'])}; wait "$job"`;
    expect(run(shell, { script, words: '' }).status).toBe(65);
  });

  test('an output is removed before new work also where another than the first has a marker', () => {
    const second = `${out()}2`;
    const work = { words: `value:IN_V mount=${mount} out:OUT_B`, env: { IN_V: '1', OUT_B: second } };
    const script = 'if [ "$IN_V" = 1 ]; then echo 1 >"$OUT_B"; fi; echo x >"$OUT_X"';
    expect(run(shell, { ...work, script }).status).toBe(0);
    // `out:OUT_X` stands last: the first output is OUT_B.
    rmSync(`${second}.marker`);
    const again = run(shell, { ...work, script, env: { ...work.env, IN_V: '2' } });
    expect(again).toMatchObject({ status: 65, log: expect.stringContaining('out2 is missing or empty') });
  });
});

test('an image from a mirror is the same work', () => {
  expect(['a.b/c/d:1', 'localhost:5000/c/d:1', 'c/d:1', 'd:1'].map(imageName)).toEqual([
    'c/d:1',
    'c/d:1',
    'c/d:1',
    'd:1',
  ]);
});

test('the shells were there', () => {
  expect(SHELLS).toContain('bash');
  expect(statSync(execFileSync('sh', ['-c', 'command -v sh'], { encoding: 'utf8' }).trim()).isFile()).toBe(true);
});

// A claim is an empty file while it is being written to a bucket.
test('an attempt whose claim is empty looks again, and then asks to be tried again', () => {
  const [shell = 'dash'] = SHELLS;
  const script = 'echo x >"$OUT_X"; : >"$OUT_X.marker"';
  expect(run(shell, { script, words: '' })).toMatchObject({
    status: 75,
    log: expect.stringContaining('another attempt took this work over'),
  });
}, 60_000);
