import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, call, recordsOf, SHELLS, type ShellName } from '../support/call';
import { newVolume, removeVolume } from '../support/tree';

let mount = '';
beforeEach(() => {
  mount = newVolume();
});
afterEach(() => removeVolume(mount));

const at = (name: string): string => join(mount, 'run', name);

const stage = (shell: ShellName, more: Partial<Call>): Call => ({
  shell,
  mount,
  script: 'printf a >"$OUT_X"; echo worked',
  ...more,
  options: [...(more.options ?? []), '--output=OUT_X'],
  env: { ...more.env, OUT_X: at('x.txt') },
});

const record = (): string => recordsOf(mount, 'x.txt')[0] ?? '';

describe.each(SHELLS)('under %s', (shell) => {
  test('a variable’s text is a line of the work key: another text is other work', async () => {
    const told = (value: string): Call =>
      stage(shell, { options: ['--value=OMP_SCHEDULE'], env: { OMP_SCHEDULE: value } });
    expect(await call(told('static'))).toMatchObject({ status: 0, log: expect.stringContaining('worked') });
    expect(record()).toContain('\nOMP_SCHEDULE=static\n');
    expect((await call({ ...told('static'), run: 'run-2' })).log).not.toContain('worked');
    expect((await call({ ...told('guided'), run: 'run-3' })).log).toContain('worked');
  });

  test('a Secret that is not there is told by its name, with the status that is not tried again', async () => {
    const { status, log } = await call(stage(shell, { options: ['--secret=LICENCE,sentieon/licence'] }));
    expect([status, log]).toEqual([69, '[s] Secret sentieon of this namespace has no key licence\n']);
  });

  test('what a Secret holds is neither in the work key nor in the log, however often the script says it', async () => {
    const { status, log } = await call(
      stage(shell, {
        options: ['--secret=LICENCE,sentieon/licence', '--secret=EMPTY,sentieon/none'],
        env: { LICENCE: 's3*[c]\\r$t', EMPTY: '' },
        script: `printf 'a %s b %s\\n' "$LICENCE" "$LICENCE"; printf %s "$LICENCE" >"$OUT_X"`,
      }),
    );
    expect([status, log]).toEqual([0, expect.stringContaining('a [redacted] b [redacted]\n')]);
    expect(`${log}${record()}`).not.toContain('s3*');
    expect(record()).toContain('\noutput x 10 x.txt\n');
  });

  test('a Secret with a line break at its end, as an editor leaves one, is not in the log either', async () => {
    const { status, log } = await call(
      stage(shell, {
        options: ['--secret=LICENCE,sentieon/licence'],
        env: { LICENCE: 'hunter2\n' },
        script: `echo "with $LICENCE"; printf x >"$OUT_X"`,
      }),
    );
    expect([status, log]).toEqual([0, expect.stringContaining('with [redacted]\n')]);
    expect(`${log}${record()}`).not.toContain('hunter2');
  });

  test('a Secret that is another is the same work', async () => {
    const told = (value: string): Call => stage(shell, { options: ['--secret=LICENCE,s/k'], env: { LICENCE: value } });
    await call(told('old'));
    expect((await call({ ...told('new'), run: 'run-2' })).log).toContain('done before');
  });

  test.each([
    ['Secret', 'sentieon'],
    ['ConfigMap', 'settings'],
  ])('a %s that is mounted and not there is refused', async (kind, name) => {
    mkdirSync(at('empty'), { recursive: true });
    const { status, log } = await call(stage(shell, { options: [`--mount=${at('empty')},${kind}/${name}`] }));
    expect([status, log]).toEqual([
      69,
      `[s] ${kind} ${name}, mounted at ${at('empty')}, is not there, or has no key\n`,
    ]);
  });

  test('a Secret whose only key begins with a dot is there; what the kubelet puts beside it is no key', async () => {
    const folder = at('netrc');
    const data = join(folder, '..2026_11_29');
    mkdirSync(data, { recursive: true });
    symlinkSync('..2026_11_29', join(folder, '..data'));
    const mounted = stage(shell, { options: [`--mount=${folder},Secret/ncbi`] });
    expect(await call(mounted)).toMatchObject({ status: 69, log: expect.stringContaining('has no key') });
    writeFileSync(join(data, '.netrc'), 'x');
    symlinkSync('..data/.netrc', join(folder, '.netrc'));
    expect(await call(mounted)).toMatchObject({ status: 0 });
  });

  test('a claim and a ConfigMap are in the work key by their names, and a Secret is not', async () => {
    mkdirSync(at('there'), { recursive: true });
    writeFileSync(join(at('there'), 'key'), 'a');
    const told = (database: string, settings: string, licence: string): Call =>
      stage(shell, {
        options: [
          `--mount=/opt/db,claim/${database}`,
          `--mount=${at('there')},ConfigMap/${settings}`,
          `--mount=${at('there')},Secret/${licence}`,
        ],
      });
    await call(told('db/2024', 'a', 'one'));
    expect(record()).toContain(`\n/opt/db=claim/db/2024\n${at('there')}=ConfigMap/a\n`);
    expect(record()).not.toContain('Secret');
    const says = async (run: string, one: Call): Promise<string> => (await call({ ...one, run })).log;
    expect(await says('run-2', told('db/2024', 'a', 'other'))).not.toContain('worked');
    expect(await says('run-3', told('db/2025', 'a', 'one'))).toContain('worked');
    expect(await says('run-4', told('db/2024', 'b', 'one'))).toContain('worked');
  });
});
