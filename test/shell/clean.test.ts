import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CallEnd, COMMANDS, call, namesOfCall, SHELLS, type ShellName } from '../support/call';
import { isBucket } from '../support/fault-place';
import { type Nodes, newNodes } from '../support/nodes';
import { programFolder } from '../support/program';
import { maker, type Publisher, paused, publishedText, readBy } from '../support/publishing';
import { shims } from '../support/shims';

// On a folder of this machine, and by e2e/faults.sh on two mounts of a bucket: one for each of two nodes.
jest.setTimeout(isBucket ? 600_000 : 60_000);

let nodes: Nodes;
let mount = '';
beforeEach(() => {
  nodes = newNodes();
  mount = nodes.mount;
});
afterEach(() => nodes.close());

/** What clean.sh does at the end of a run. */
function clean(shell: ShellName, run: string, env: Readonly<Record<string, string>> = {}) {
  const [command, ...flags] = COMMANDS[shell];
  const program = join(programFolder(), 'clean.sh');
  const { status, stderr } = spawnSync(command, [...flags, program, `--volume=${mount},${mount}/.work`], {
    env: { PATH: process.env['PATH'], TMPDIR: dirname(mount), RUN: run, ...env },
    encoding: 'utf8',
  });
  return { status, log: stderr };
}

const one = (shell: ShellName, run: string, text: string, more: Partial<Publisher> = {}): Publisher => ({
  shell,
  mount,
  run,
  text,
  ...more,
});

const removable = (publisher: Publisher) => {
  const made = maker(publisher);
  return { ...made, options: [...made.options, '--removable'] };
};

/** The attempts of the one call, by run. */
const attempts = (): readonly string[] =>
  namesOfCall(mount, 'x.bam').names.flatMap((name) => /^(.*)-[0-9a-f]{16}$/.exec(name)?.[1] ?? []);

describe.each(isBucket ? (['dash'] as const) : SHELLS)('under %s', (shell) => {
  test('does nothing where there is nothing', () => {
    expect(clean(shell, 'run-1')).toEqual({ status: 0, log: '' });
    mkdirSync(join(mount, '.work'));
    writeFileSync(join(mount, '.work/x.note'), 'made=…\n');
    expect(clean(shell, 'run-1')).toEqual({ status: 0, log: '' });
    expect(readdirSync(join(mount, '.work'))).toEqual(['x.note']);
  });

  test('removes what attempts of its run left without a record, and nothing else', async () => {
    const killed = (run: string): Promise<CallEnd> =>
      call(removable(one(shell, run, 'aaaa', { faults: { at: 'tee -- */outputs/x.bam', does: 'kill' } })));
    for (const run of ['run-1', 'run-1', 'run-2', 'run-11']) expect((await killed(run)).status).toBe(137);
    expect((await call(removable(one(shell, 'run-1', 'aaaa')))).status).toBe(0);
    expect(attempts()).toEqual(['run-1', 'run-1', 'run-1', 'run-11', 'run-2']);
    const { status, log } = clean(shell, 'run-1');
    expect([status, log.match(/removed/g)]).toEqual([0, ['removed', 'removed']]);
    expect(attempts()).toEqual(['run-1', 'run-11', 'run-2']);
    expect(await readBy(one(shell, 'run-1', 'aaaa'))).toBe('aaaaaaaa');
    expect(publishedText(mount)).toBe('aaaa aaaa');
    expect(clean(shell, 'run-1')).toEqual({ status: 0, log: '' });
  });

  // A run that ended long ago, whose node was lost and comes back.
  test.each([
    ['before it wrote', 'mkdir -p -- *.bam-????????????????/run-1-????????????????'],
    ['after its first output', 'tee -- */outputs/x.bam'],
    ['after all outputs', 'tee -- */outputs/x.bam.bai'],
  ])('a zombie that is removed %s publishes nothing when it wakes, and no record of it counts', async (_, at) => {
    expect((await call(removable(one(shell, 'run-2', 'bbbb')))).status).toBe(0);
    const end = await paused(
      removable(one(shell, 'run-1', 'aaaa', { node: nodes.second, faults: { at, does: 'stop' } })),
      async () => {
        expect(clean(shell, 'run-1').log).toContain('removed');
      },
    );
    expect([end.wasPaused, end.status === 0, end.log]).toEqual([true, false, expect.anything()]);
    expect(publishedText(mount)).toBe('bbbb bbbb');
    expect(await readBy(one(shell, 'run-2', 'bbbb'))).toBe('bbbbbbbb');
    expect(await readBy(one(shell, 'run-1', 'aaaa'))).toBeUndefined();
    expect((await call(removable(one(shell, 'run-3', 'aaaa')))).status).toBe(0);
    expect(await readBy(one(shell, 'run-3', 'aaaa'))).toBe('aaaaaaaa');
    expect(publishedText(mount)).toBe('aaaa aaaa');
  });

  test('a record that came while the attempt was being removed does not count', async () => {
    const at = 'tee -- *.record';
    const end = await paused(removable(one(shell, 'run-1', 'aaaa', { faults: { at, does: 'stop' } })), async () => {
      const { folder, names } = namesOfCall(mount, 'x.bam');
      const [attempt = ''] = names.filter((name) => /^run-1-[0-9a-f]{16}$/.test(name));
      writeFileSync(join(folder, `${attempt}.removed`), '');
    });
    expect([end.status, end.log]).toEqual([75, expect.stringContaining('was removed at the end of its run')]);
    expect(publishedText(mount)).toBe('nothing');
    const { log } = await call(removable(one(shell, 'run-2', 'aaaa')));
    expect(log).toContain('worked');
  });

  test('an attempt whose record comes between both looks stays', async () => {
    expect((await call(removable(one(shell, 'run-1', 'aaaa')))).status).toBe(0);
    const { folder, names } = namesOfCall(mount, 'x.bam');
    const [record = ''] = names.filter((name) => name.endsWith('.record'));
    const hidden = shims(join(mount, '../tools'), { at: 'nothing', does: 'fail' });
    writeFileSync(
      join(hidden.env['PATH']?.split(':')[0] ?? '', 'ls'),
      `#!/bin/sh\nif [ ! -e ${mount}/looked ] && [ "$3" = ${folder} ]; then\n` +
        `: >${mount}/looked\n/bin/ls "$@" | grep -v record\nelse exec /bin/ls "$@"; fi\n`,
      { mode: 0o755 },
    );
    expect(clean(shell, 'run-1', hidden.env)).toEqual({ status: 0, log: '' });
    expect(existsSync(join(mount, 'looked'))).toBe(true);
    expect([existsSync(join(folder, record)), namesOfCall(mount, 'x.bam').names]).toEqual([true, names]);
  });

  test('what cannot be removed is told, and ends no run red', () => {
    mkdirSync(join(mount, '.work/x.bam-0123456789abcdef/run-1-0123456789abcdef'), { recursive: true });
    const { env } = shims(join(mount, '../tools'), { at: 'tee -- *.removed', does: 'fail' });
    const { status, log } = clean(shell, 'run-1', env);
    expect([status, log]).toEqual([0, expect.stringMatching(/cannot be written[\s\S]*is not clean/)]);
  });
});
