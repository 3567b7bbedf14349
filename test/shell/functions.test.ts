import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHELLS, sourced } from '../support/call';
import { programFolder } from '../support/program';
import { newVolume, removeVolume } from '../support/tree';

let folder = '';
beforeEach(() => {
  folder = newVolume();
});
afterEach(() => removeVolume(folder));

test('the shells were there', () => {
  expect(SHELLS).toEqual(['dash', 'bash', 'busybox']);
});

test('every file of shell is clean: no name has one letter, a line has at most 120 characters', () => {
  const text = readFileSync(join(programFolder(), 'stage.sh'), 'utf8');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  expect(text).not.toMatch(/^\s*(local )?[a-z]=/m);
  const [code = ''] = text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-1);
  expect(code).toBe('main "$@"');
});

describe.each(SHELLS)('stage.sh, sourced under %s,', (shell) => {
  const stage = (lines: string, env: Readonly<Record<string, string>> = {}) =>
    sourced(shell, ['stage.sh'], `set_up; stage=s volumes=" ${folder},${folder}/.work"\n${lines}`, {
      TMPDIR: folder,
      ...env,
    });

  test('does nothing by itself', () => {
    expect(sourced(shell, ['stage.sh'], '')).toEqual({ status: 0, out: '', log: '' });
  });

  test('line_of gives the rest of the last line that begins so', () => {
    const text = 'key=a\nkey=b *\nother key=c';
    expect(stage('line_of "$T" key=', { T: text }).out).toBe('b *');
    expect(stage('line_of "$T" other=', { T: text })).toMatchObject({ status: 0, out: '' });
    expect(stage('line_of "$T" "k*="', { T: text }).out).toBe('');
  });

  test('digest is SHA-256 of the text as it is', () => {
    expect(stage('digest "$T"', { T: '-n %s\\n' }).out).toBe(
      execFileSync('sha256sum', { input: '-n %s\\n', encoding: 'utf8' }).slice(0, 64),
    );
  });

  test('text_of gives a variable’s text as it is', () => {
    const text = '$(id) `id` "x" \\n *';
    expect(stage('text_of IN_X', { IN_X: text }).out).toBe(text);
  });

  test('mount_failed tells an error of the mount from an answer', () => {
    const of = (text: string) => stage('mount_failed "$T"', { T: text }).status;
    expect(
      ['x: Input/output error', 'I/O error', 'Stale file handle', 'Transport endpoint is not connected'].map(of),
    ).toEqual([0, 0, 0, 0]);
    expect(['', 'No such file or directory', 'Permission denied'].map(of)).toEqual([1, 1, 1]);
  });

  test('list_folder gives names, nothing for a folder that is not there, and 75 for one that cannot be listed', () => {
    mkdirSync(join(folder, 'some'));
    writeFileSync(join(folder, 'some/a b'), '');
    expect(stage('list_folder "$TMPDIR"/some').out).toContain('\na b\n');
    expect(stage('list_folder "$TMPDIR"/none')).toMatchObject({ status: 0, out: '' });
    writeFileSync(join(folder, 'file'), '');
    expect(stage('ls() { echo "ls: Input/output error" >&2; return 2; }; list_folder "$TMPDIR"').status).toBe(75);
  });

  test('inspect gives sizes and times of a file and what belongs to it, and 65 for what is missing, empty or no file', () => {
    writeFileSync(join(folder, 'f'), 'abc');
    writeFileSync(join(folder, 'f.i'), 'x');
    const { out } = stage('inspect "$TMPDIR"/f .i; echo "$sizes $times"');
    expect(out).toMatch(/^3,1 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \+0000,\d{4}-.* \+0000\n$/);
    writeFileSync(join(folder, 'f.i'), '');
    mkdirSync(join(folder, 'd'));
    for (const name of ['f .i', 'g', 'd']) expect(stage(`inspect "$TMPDIR"/${name}`).status).toBe(65);
  });

  test('must_be_inside says which work folder a path has', () => {
    const inside = (path: string) => stage('must_be_inside IN_X "$P"; echo "$work"', { P: path });
    expect(inside(`${folder}/run/x`)).toMatchObject({ status: 0, out: `${folder}/.work\n` });
    expect(inside(`${folder}2/run/x`).status).toBe(69);
    expect(inside('https://h/x?sig=secret')).toMatchObject({ status: 69, log: expect.not.stringContaining('secret') });
  });

  test('must_be_inside tells of a slash that is not there only where a path with it would lie on a volume', () => {
    const told = (path: string) =>
      /the path on the volume is .*/.exec(
        stage('volumes=" /d,/d/.work /d2,/d2/.work"; must_be_inside IN_X "$P"', { P: path }).log,
      )?.[0];
    for (const path of ['/d2/ref//x', '/d2/ref/', '/d2/../x', '/d2', '/d2/.work/x', '/dref//x', '/d.work/x', '/dref/'])
      expect([path, told(path)]).toEqual([path, undefined]);
    expect(told('/dref/x')).toBe("the path on the volume is 'ref/x', expected '/ref/x'");
    expect(told('/d2ref/x')).toBe("the path on the volume is 'ref/x', expected '/ref/x'");
  });

  test('must_be_source takes URLs without a password', () => {
    const of = (url: string) => stage('must_be_source IN_X "$U"', { U: url }).status;
    expect(['https://h/data@v2/x', 'https://h/x?email=a@b.org', 'oss://bucket/a@b', 'http://h:80/x'].map(of)).toEqual([
      0, 0, 0, 0,
    ]);
    expect(['https://user:secret@h/x', 'https://', 'h/x', 'oss://b@c/x', 'oss://b/../x'].map(of)).toEqual(
      Array(5).fill(69),
    );
  });

  test('random_name gives 16 hexadecimal digits, another each time', () => {
    const { out } = stage('random_name; echo; random_name');
    const [one = '', two] = out.split('\n');
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(two).toMatch(/^[0-9a-f]{16}$/);
    expect(two).not.toBe(one);
  });

  test('free_mib gives a number', () => {
    expect(stage('free_mib "$TMPDIR"').out).toMatch(/^\d+\n$/);
  });

  test('read_head gives what stands above the first empty line, 1 for no file, 75 for an error of the mount', () => {
    writeFileSync(join(folder, 'r'), 'a\nb\n\nlog\n');
    expect(stage('read_head "$TMPDIR"/r; printf %s "$content"').out).toBe('a\nb');
    expect(stage('read_head "$TMPDIR"/none').status).toBe(1);
    expect(
      stage('sed() { echo "sed: read error: Input/output error" >&2; return 4; }; read_head "$TMPDIR"/r').status,
    ).toBe(75);
  });

  test('put writes a file whole, and fails where it cannot', () => {
    expect(stage('echo x | put "$TMPDIR"/p').status).toBe(0);
    expect(readFileSync(join(folder, 'p'), 'utf8')).toBe('x\n');
    expect(stage('echo x | put "$TMPDIR"/none/p').status).not.toBe(0);
  });

  test('cannot_write tells a full disk from anything else', () => {
    const of = (text: string) => stage('cannot_write f "$T"', { T: text }).status;
    expect(['tee: f: No space left on device', 'tee: Disk quota exceeded', 'tee: Input/output error'].map(of)).toEqual([
      73, 73, 75,
    ]);
  });

  test('a list that cannot take another line is told, and never shortened', () => {
    expect(stage('append /dev/full x').status).toBe(73);
    expect(stage('append "$TMPDIR"/list "a b"; append "$TMPDIR"/list c; cat "$TMPDIR"/list')).toMatchObject({
      status: 0,
      out: 'a b\nc\n',
    });
  });

  test('is_link_to knows names of one file, and nothing else', () => {
    writeFileSync(join(folder, 'a'), 'x');
    execFileSync('ln', [join(folder, 'a'), join(folder, 'b')]);
    writeFileSync(join(folder, 'c'), 'x');
    const of = (one: string, two: string) => stage(`is_link_to "$TMPDIR"/${one} "$TMPDIR"/${two}`).status;
    expect([of('a', 'b'), of('a', 'c'), of('a', 'none'), of('none', 'none')]).toEqual([0, 1, 1, 1]);
  });

  test('fail prefers a volume that is gone to any other cause', () => {
    expect(stage('fail 65 why')).toMatchObject({ status: 65, log: '[s] why\n' });
    expect(stage('volumes="/none,/none/.work"; fail 65 why')).toMatchObject({
      status: 75,
      log: '[s] why\n[s] /none is gone\n',
    });
  });
});

describe.each(SHELLS)('a pipe under %s,', (shell) => {
  const pipe = (...members: readonly string[]) =>
    sourced(
      shell,
      ['stage.sh'],
      `set -eu\nset +e\n${members.map((text, at) => `( member ${at + 1}; ${text} )`).join(' | ')}\njoined ${members
        .map((_, at) => at + 1)
        .join(' ')}`,
      { TMPDIR: folder },
    ).status;

  test.each<[string, readonly string[], number]>([
    ['all succeed', ['printf a', 'cat >/dev/null'], 0],
    ['the first fails', ['false; echo not-reached', 'cat >/dev/null'], 1],
    ['the middle one fails', ['echo', 'cat >/dev/null; exit 65', 'cat >/dev/null'], 65],
    ['the last fails', ['echo', 'cat; exit 7'], 7],
    ['the first is killed and the last is content', ["sh -c 'kill -9 $$'; exit", 'cat >/dev/null'], 137],
    ['a member itself is killed', ["kill -9 $(exec sh -c 'echo $PPID')", 'cat >/dev/null'], 137],
    ['a kill counts more than a failure', ['exit 65', "cat >/dev/null; kill -9 $(exec sh -c 'echo $PPID')"], 137],
    ['a failure counts more than the broken pipe that it causes', ['yes', 'head -n 1 >/dev/null; exit 65'], 65],
    ['a broken pipe alone counts', ['yes', 'head -n 1 >/dev/null'], 141],
  ])('a pipe of which %s', (_, members, status) => {
    expect(pipe(...members)).toBe(status);
  });

  test('pipes that run side by side do not take each other’s statuses', () => {
    const one = (name: string, text: string) =>
      `( pipes=${name}.; { set +e; ( member 1; ${text} ) | ( member 2; cat ); joined 1 2; } )`;
    const { status } = sourced(
      shell,
      ['stage.sh'],
      `${one('a', 'sleep 0.2')} & one=$!; ${one('b', 'exit 7')} & two=$!; wait "$one" || exit 1; wait "$two"`,
      { TMPDIR: folder },
    );
    expect(status).toBe(7);
  });
});
