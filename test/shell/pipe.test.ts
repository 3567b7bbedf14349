import { fed, pipe, sh, tee } from '../../lib';
import { ShellVariable } from '../../lib/shell/shell';
import { Bench, CALLS } from '../support/functions';

const out = new ShellVariable('OUT_X', 'the output');

describe.each(CALLS)('pipes as they are written, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const run = (script: string) => bench.call(shell, [], script, { OUT_X: `${bench.folder}/out` });
  const failing = 'works() { false; echo on; }';

  test('a member that is a function ends at the first command that fails', () => {
    const ended = run(`${failing}\n${pipe(sh`works`, sh`cat`).text}\necho on`);
    expect([ended.status, ended.out]).toEqual([1, '']);
  });

  test('so does a feed', () => {
    const text = fed([{ fifo: '1.fq', members: [sh`works`, sh`cat`] }], sh`cat "$TMPDIR/1.fq"`).text;
    const ended = run(`${failing}\n${text}\necho on`);
    expect([ended.status, ended.out]).toEqual([1, '']);
  });

  test('so does a reader beside a tee, whatever becomes of those that it leaves', () => {
    const text = pipe(sh`seq 100000`, tee(out, sh`wc -l`, sh`works`)).text;
    const ended = run(`${failing}\n${text}\necho on`);
    expect([ended.status, ended.out]).toEqual([1, expect.not.stringContaining('on')]);
  });

  test('a feed whose reader never comes, and a member of several lines, end well', () => {
    const text = fed(
      [
        { fifo: '1.fq', members: [sh`echo one`] },
        { fifo: '2.fq', members: [sh`:`] },
      ],
      sh`
        cat "$TMPDIR/1.fq"
        echo two`,
      sh`tr a-z A-Z`,
    ).text;
    expect(run(`${text}\necho on`)).toEqual({ status: 0, out: 'ONE\nTWO\non\n', log: '' });
  });
});
