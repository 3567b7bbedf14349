import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { imageName, pipe, scriptHash, sh, workKey } from '../../lib';
import { PROTOCOL, PROTOCOL_LINE } from '../../lib/stages/protocol';

/** The shells on this machine that a container's `sh` may be. */
const shells = (['dash', 'bash', 'busybox'] as const).filter((name) => spawnSync(name, ['-c', ':']).error === undefined);
const commands = { dash: ['dash'], bash: ['bash', '--posix'], busybox: ['busybox', 'sh'] } as const;
let mount = '';

beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), 'protocol-'));
  mkdirSync(join(mount, 'run/.work/up'), { recursive: true });
});
afterEach(() => rmSync(mount, { recursive: true }));

interface Run {
  readonly script: string;
  readonly words?: string;
  readonly identify?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const out = () => join(mount, 'run/.work/s/out');

/** Runs the protocol as a container would, on a volume in a temporary folder. */
function run(shell: (typeof shells)[number], { script, words = '', identify, env = {} }: Run) {
  const [command, ...options] = commands[shell];
  const declared = `stage=s script=${scriptHash(script)} image=tools:1 scratch=1 ${words} mount=${mount} out:OUT_X`.replace(/ +/g, ' ');
  const args = [...options, '-c', PROTOCOL, declared, script, ...(identify === undefined ? [] : [identify])];
  const { status, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOSTNAME: 'pod', OUT_X: out(), ...env },
  });
  return { status, log: stderr };
}

const marker = () => readFileSync(`${out()}.done`, 'utf8');
const write = 'printf %s "$IN_V" >"$OUT_X"';

test('is at most 45 lines, names its version first, and holds no Argo tag of its own', () => {
  expect(PROTOCOL.split('\n').length).toBeLessThanOrEqual(45);
  expect(PROTOCOL.startsWith(PROTOCOL_LINE)).toBe(true);
  expect(PROTOCOL).not.toMatch(/\{\{|\}\}/);
});

describe.each(shells)('under %s', (shell) => {
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
    ['left with a cut marker', () => writeFileSync(`${out()}.done`, marker().slice(0, 40))],
    ['left with an empty marker', () => writeFileSync(`${out()}.done`, '')],
    ['left with a marker of another version', () => writeFileSync(`${out()}.done`, marker().replace('protocol=1', 'protocol=0'))],
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
    expect(existsSync(`${out()}.done`)).toBe(false);
  });

  test('work that fails takes the marker of what it overwrote along', () => {
    run(shell, { script: write, words: 'value:IN_V', env: { IN_V: 'a' } });
    run(shell, { script: `${write}; exit 1`, words: 'value:IN_V', env: { IN_V: 'b' } });
    expect(existsSync(`${out()}.done`)).toBe(false);
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
    const { status, log } = run(shell, { script: `${write}; echo worked`, words: 'value:IN_V', env: { IN_V: 'a', ...real } });
    expect(status).toBe(69);
    expect(log).toMatch(/^\[s\] (IN_V|OUT_X) .+/);
    expect(log).not.toContain('worked');
  });

  test.each(['ftp://h/x', 'file:///etc/passwd', '-O/x', ''])('the source %j is refused', (source) => {
    expect(run(shell, { script: write, words: 'url:IN_V', env: { IN_V: source } }).status).toBe(69);
  });

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
    writeFileSync(`${product}.done`, `protocol=1\nmade=p/1\nsize file=4,1\n`);
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
      writeFileSync(`${member}.done`, `made=p\nsize ${member.split('/').at(-1)}=2\n`);
    }
    const { status } = run(shell, {
      script: 'cat "$IN_L" >"$OUT_X"',
      words: `mount=${mount} list:IN_L`,
      env: { IN_L: members.join('\n') },
    });
    expect(status).toBe(0);
    expect(readFileSync(out(), 'utf8')).toBe(`${members.join('\n')}\n`);
  });

  test('an attempt whose claim was replaced does not mark: 75 for the same work, 69 for another run', () => {
    const claim = '"${OUT_X}.claim"';
    const same = `${write}; { echo other; tail -n +2 ${claim}; } >/tmp/claim.$$; cat /tmp/claim.$$ >${claim}; rm /tmp/claim.$$`;
    expect(run(shell, { script: same, words: 'value:IN_V', env: { IN_V: 'a' } }).status).toBe(75);
    expect(run(shell, { script: `${write}; echo other >${claim}`, words: 'value:IN_V', env: { IN_V: 'a' } }).status).toBe(69);
    expect(existsSync(`${out()}.done`)).toBe(false);
  });

  test('the query of a URL is in no log', () => {
    const { log } = run(shell, { script: `echo "https://h/x?Signature=secret"; ${write}`, words: 'value:IN_V', env: { IN_V: 'a' } });
    expect(log).toContain('https://h/x?[redacted]');
    expect(readFileSync(`${out()}.log`, 'utf8')).not.toContain('secret');
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

  test('an output that the script did not write this time is missing, not that of the last time', () => {
    const script = 'if [ "$IN_V" = a ]; then echo one >"$OUT_X"; fi';
    expect(run(shell, { script, words: 'value:IN_V', env: { IN_V: 'a' } }).status).toBe(0);
    expect(run(shell, { script, words: 'value:IN_V', env: { IN_V: 'b' } }).status).toBe(65);
  });

  test('an attempt that lost its claim to another run takes the markers along: it may have overwritten what they tell of', () => {
    const script = `${write}; echo other >"$OUT_X.claim"; echo marker >"$OUT_X.done"`;
    expect(run(shell, { script, words: 'value:IN_V', env: { IN_V: 'a' } }).status).toBe(69);
    expect(existsSync(`${out()}.done`)).toBe(false);
  });

  test('a product of another name is another product, also where size and maker are the same', () => {
    for (const name of ['r1', 'r2']) {
      writeFileSync(join(mount, 'run/.work/up', name), name);
      writeFileSync(join(mount, 'run/.work/up', `${name}.done`), 'made=p\nsize r1=2\nsize r2=2\n');
    }
    const read = (name: string) =>
      run(shell, { script: 'cat "$IN_F" >"$OUT_X"', words: `mount=${mount} made:IN_F`, env: { IN_F: join(mount, 'run/.work/up', name) } });
    expect([read('r1').status, read('r2').status]).toEqual([0, 0]);
    expect(readFileSync(out(), 'utf8')).toBe('r2');
  });

  test('a file that is listed twice is refused, and an empty list is an empty file', () => {
    const member = join(mount, 'run/.work/up/a');
    writeFileSync(member, 'xy');
    writeFileSync(`${member}.done`, 'made=p\nsize a=2\n');
    const list = (members: readonly string[]) =>
      run(shell, { script: 'wc -l <"$IN_L" >"$OUT_X"', words: `mount=${mount} list:IN_L`, env: { IN_L: members.join('\n') } });
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

  test.each(['https://user:secret@h/x', 'oss://bucket/../x', 'https://'])('the source %s is refused and not printed', (source) => {
    const { status, log } = run(shell, { script: write, words: 'url:IN_V', env: { IN_V: source } });
    expect(status).toBe(69);
    expect(log).not.toContain('secret');
  });

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
});

test('an image from a mirror is the same work', () => {
  expect(['a.b/c/d:1', 'localhost:5000/c/d:1', 'c/d:1', 'd:1'].map(imageName)).toEqual(['c/d:1', 'c/d:1', 'c/d:1', 'd:1']);
});

test('the shells were there', () => {
  expect(shells).toContain('bash');
  expect(statSync(execFileSync('sh', ['-c', 'command -v sh'], { encoding: 'utf8' }).trim()).isFile()).toBe(true);
});
