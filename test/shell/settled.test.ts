import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, CALLS } from '../support/functions';

/** What the stage protocol knows of markers and files. */
const PROTOCOL = `
at() { m=\${1%/*}/\${1##*/}.marker; }
sizes() (
  all=''
  path=$1
  shift
  for suffix in '' "$@"; do
    [ ! -e "$path$suffix.broken" ] || exit 75
    [ -s "$path$suffix" ] || exit 65
    all=$all,$(stat -c %s "$path$suffix")
  done
  echo "\${all#,} time"
)`;

describe.each(CALLS)('a settled set, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const list = (name: string): readonly string[] =>
    readFileSync(join(bench.scratch, name), 'utf8').split('\n').slice(0, -1);
  /** Calls `settled` for members that lie in `<name>/<name>.txt`. */
  const settled = (...names: readonly string[]) =>
    bench.call(shell, ['shell/settled.sh'], `${PROTOCOL}\nset -f\nsettled IN_ROWS .idx`, {
      IN_ROWS: `${bench.folder}/\t/\t.txt`,
      IN_ROWS_NAMES: names.map((name) => `=${name}`).join('\t'),
    });
  const member = (name: string, content: string, size: string, key = 'script=1'): string => {
    mkdirSync(join(bench.folder, name), { recursive: true });
    bench.file(`${name}/${name}.txt.idx`, 'index');
    bench.file(`${name}/${name}.txt.marker`, `protocol=1\n${key}\nmade=x/1\nsize ${name}.txt=${size}\n\nlog\n`);
    return bench.file(`${name}/${name}.txt`, content);
  };
  const good = member('a', 'content', '7,5');
  const spaced = member('b c', 'content', '7,5');
  member('cut', 'conten', '7,5');
  member('unfinished', 'content', '7,5');
  bench.file('unfinished/unfinished.txt.marker', 'protocol=1\nclaim=x/1\n\nsize unfinished.txt=7,5\n');

  test('lists who succeeded, and names who did not', () => {
    const { status, out } = settled('a', 'cut', 'b c', 'none', 'unfinished', '..', '*');
    expect(status).toBe(0);
    expect(out.replace(/ \d+ \d+$/gm, ' KEY')).toBe(
      ['a KEY', 'cut failed', 'b c KEY', 'none failed', 'unfinished failed', '.. failed', '* failed', 'ends', '']
        .map((line) => (line === '' ? '' : `IN_ROWS ${line}`))
        .join('\n'),
    );
    expect(list('IN_ROWS')).toEqual([good, spaced]);
    expect(list('IN_ROWS.failed')).toEqual(['cut', 'none', 'unfinished', '..', '*']);
    expect(list('IN_ROWS.wrong')).toEqual([]);
  });

  test('a member’s line is of its work, not of who made it', () => {
    const line = settled('a').out;
    member('a', 'content', '7,5', 'script=2');
    expect(settled('a').out).not.toBe(line);
    member('a', 'content', '7,5');
    bench.file('a/a.txt.marker', 'protocol=1\nscript=1\nmade=other/2\nsize a.txt=7,5\n');
    expect(settled('a').out).toBe(line);
  });

  test('a name that is there twice, and too many names, are wrong', () => {
    settled('a', 'b c', 'a');
    expect(list('IN_ROWS.wrong')).toEqual(["'a' is listed twice"]);
    settled(...Array.from({ length: 2 }, (__, at) => `${at}`.repeat(10_240)));
    expect(list('IN_ROWS.wrong')[0]).toMatch(/^the names of IN_ROWS take 20483 bytes, expected at most 20480;/);
  });

  test('a mount that errs lists nothing', () => {
    member('torn', 'content', '7,5');
    bench.file('torn/torn.txt.broken', '');
    expect(settled('a', 'torn')).toMatchObject({ status: 75 });
    expect(() => list('IN_ROWS')).toThrow('ENOENT');
  });

  test('a reader ends before its work without lists, and behind it where a member failed', () => {
    const ended = (script: string) => bench.call(shell, ['shell/settled.sh'], `${script} "$TMPDIR/set"`, {});
    expect(ended('must_be_settled').status).toBe(75);
    bench.file('scratch/set', '/v/a\n/v/b\n');
    bench.file('scratch/set.wrong', '');
    bench.file('scratch/set.failed', '');
    expect(ended('must_be_settled').status).toBe(0);
    expect(ended('must_be_complete').status).toBe(0);
    bench.file('scratch/set.failed', 'c\nd e\n');
    expect(ended('must_be_complete')).toMatchObject({
      status: 65,
      log: '[test] 2 failed, 2 did not; see the pods of those that failed: c d e \n',
    });
    bench.file('scratch/set.wrong', 'too many');
    expect(ended('must_be_settled')).toMatchObject({ status: 65, log: '[test] too many\n' });
  });
});
