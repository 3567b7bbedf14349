import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Bench, CALLS } from '../support/functions';

const FILES = ['shell/fetch.sh', 'shell/fastq.sh'];
const read = (name: string, bases = 'ACGT'): string => `@${name}\n${bases}\n+\n${'I'.repeat(bases.length)}\n`;
const ONE = read('a/1', 'AAAA') + read('b/1', 'CCCC') + read('c/1', 'GGGG');
const TWO = read('a/2', 'TTTT') + read('b/2', 'ACAC') + read('c/2', 'GTGT');
const SWAPPED = /; the file of the first mates and that of the second are swapped\n$/;

describe.each(CALLS)('reads, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string, env?: NodeJS.ProcessEnv) => bench.call(shell, FILES, script, env);
  const scratch = (name: string): string => readFileSync(join(bench.scratch, name), 'utf8');
  const checked = (text: string, max = '') =>
    call(`check 1 '${max}' https://h/x?secret <'${bench.file('x.fq', text)}'`);
  const paired = (one: string, two: string, before = '') => {
    const [first, second] = [bench.file('1', one), bench.file('2', two)];
    return call(
      `${before} cp '${first}' "$TMPDIR/1.fq"; cp '${second}' "$TMPDIR/2.fq"; pairs '' https://h/1 https://h/2`,
    );
  };

  test('a number of reads is a number, or nothing', () => {
    for (const max of ['', '1', '250000']) expect(call(`must_be_reads '${max}'`).status).toBe(0);
    for (const max of ['0', '01', '-1', '1e3', ' 1', 'all']) expect(call(`must_be_reads '${max}'`).status).toBe(69);
  });

  test('mates come from two addresses', () => {
    expect(call('must_be_mates https://h/1 https://h/2').status).toBe(0);
    expect(call('must_be_mates https://h/1 https://h/1').status).toBe(69);
  });

  test('whole records pass, are counted, and are cut where so many are asked for', () => {
    expect(checked(ONE)).toEqual({ status: 0, out: ONE, log: '' });
    expect(scratch('1.count')).toBe('3\n');
    const digest = scratch('1.names');
    expect(checked(ONE, '2').out).toBe(read('a/1', 'AAAA') + read('b/1', 'CCCC'));
    expect(scratch('1.count')).toBe('2\n');
    expect(scratch('1.names')).not.toBe(digest);
  });

  test.each([
    ['an empty file', '', 'it holds no read'],
    ['a page', '<html>\n', 'line 1 begins with'],
    ['a FASTA', '>a\nACGT\n', 'as in a FASTA'],
    ['a record that is cut', ONE.slice(0, -6), 'begins a record that is cut'],
    ['qualities of another length', '@a\nACGT\n+\nIII\n', 'has 3 qualities for 4 bases'],
    ['a read without bases', '@a\n\n+\n\n', 'has no bases'],
    ['reads of both mates', read('a/1') + read('a/2') + read('b/1') + read('b/2'), 'holds both mates of each pair'],
  ])('%s is bad data, and is said to be', (__, text, message) => {
    const ended = checked(text);
    expect(ended.status).toBe(65);
    expect(ended.log).toContain('[test] https://h/x is no whole FASTQ: ');
    expect(ended.log).toContain(message);
  });

  test('the reads of a pair are printed one after the other', () => {
    const { out, status } = paired(ONE, TWO);
    expect([status, out.split('\n').filter((line) => line.startsWith('@'))]).toEqual([
      0,
      ['@a/1', '@a/2', '@b/1', '@b/2', '@c/1', '@c/2'],
    ]);
    expect(scratch('1.count')).toBe('3\n');
  });

  test.each([
    ['fewer reads', ONE, TWO.slice(0, TWO.length / 3), 'the mates have 3 and 1 reads'],
    ['other names', ONE, TWO.replace('@b/2', '@x/2'), "read 2 is 'b' and 'x'"],
    ['the same reads', ONE, ONE, 'they are one file'],
  ])('mates with %s are bad data', (__, one, two, message) => {
    expect(paired(one, two)).toMatchObject({ status: 65, log: expect.stringContaining(message) });
  });

  test('names may differ by the ends that are said', () => {
    const other = TWO.replace(/\/2$/gm, '/3');
    expect(paired(ONE, other).status).toBe(65);
    expect(paired(ONE, other, 'MATE_ENDS=0123456789;').status).toBe(0);
  });

  test('names may differ by a 1 and a 2 behind the marks that are said', () => {
    for (const mark of ['.', '_']) {
      const [one, two] = [ONE, TWO].map((text) => text.replaceAll('/', mark)) as [string, string];
      expect(paired(one, two)).toMatchObject({
        status: 65,
        log: expect.stringContaining('; mates have equal names, but for /1 and /2 at their ends: rewrite them'),
      });
      expect(paired(one, two, 'MATE_MARKS=._;').status).toBe(0);
      for (const before of ['', 'MATE_MARKS=._;'])
        expect(paired(two, one, before)).toMatchObject({ status: 65, log: expect.stringMatching(SWAPPED) });
      expect(paired(one, two.replace('@b', '@x'), 'MATE_MARKS=._;').status).toBe(65);
    }
    expect(paired(TWO, ONE, 'MATE_ENDS=;')).toMatchObject({ status: 65, log: expect.stringMatching(SWAPPED) });
    const [one, two] = [ONE, TWO].map((text) => text.replaceAll(/@\w[/](\d)/g, '@.$1')) as [string, string];
    expect(paired(one, two, 'MATE_MARKS=._;').status).toBe(65);
  });

  test('a lane is of pairs or of single reads', () => {
    const file = bench.file('1', ONE);
    const single = call(`cp '${file}' "$TMPDIR/1.fq"; lane_reads 1 https://h/1 ''`);
    expect(single).toMatchObject({ status: 0, out: read('a/1', 'AAAA') });
  });

  describe('downloaded side by side', () => {
    mkdirSync(join(bench.folder, 'bucket'));
    const given = (name: string, text: string | Buffer): void => {
      bench.file(`bucket/${name}`, text);
    };
    const both = (max = '', checksums = '', before = ':') =>
      call(`
        ${before}
        BUCKET=oss://b/ BUCKET_AT='${bench.folder}/bucket'
        set -- oss://b/1 "$TMPDIR/1.gz" oss://b/2 "$TMPDIR/2.gz" '${max}' ${checksums}
        begin_mates "$@"
        end_mates "$@"`);
    const made = (mate: 1 | 2): Buffer => readFileSync(join(bench.scratch, `${mate}.gz`));

    test('mates are checked and stored gzipped, and their number is a fact', () => {
      given('1', gzipSync(ONE));
      given('2', TWO);
      const ended = both();
      expect([ended.status, ended.log]).toEqual([0, '']);
      expect(ended.out).toContain('3 and 3 reads\n');
      expect(scratch('facts')).toBe('reads=3\n');
      expect(made(1)).toEqual(gzipSync(ONE));
      expect(`${gunzipSync(made(2))}`).toBe(TWO);
    });

    test('mates whose names differ by marks that are said are stored', () => {
      given('1', gzipSync(ONE.replaceAll('/', '.')));
      given('2', gzipSync(TWO.replaceAll('/', '.')));
      expect(both().status).toBe(65);
      expect(both('', '', 'MATE_MARKS=._')).toMatchObject({ status: 0, log: '' });
      expect(scratch('facts')).toBe('reads=3\n');
      given('1', gzipSync(ONE));
      given('2', TWO);
    });

    test('mates are cut alike', () => {
      expect(both('1').status).toBe(0);
      expect(`${gunzipSync(made(1))}${gunzipSync(made(2))}`).toBe(read('a/1', 'AAAA') + read('a/2', 'TTTT'));
    });

    test('a mate with another checksum, a mate that is cut and mates that differ are bad data', () => {
      expect(both('', `'' ${'0'.repeat(32)}`)).toMatchObject({ status: 65 });
      given('1', gzipSync(ONE).subarray(0, 40));
      expect(both()).toMatchObject({ status: 65, log: expect.stringContaining('oss://b/1 cannot be unpacked') });
      given('1', gzipSync(ONE.replace('@b', '@x')));
      expect(both()).toMatchObject({ status: 65, log: expect.stringContaining("read 2 is 'x' and 'b'") });
      given('1', gzipSync(TWO));
      expect(both()).toMatchObject({ status: 65, log: expect.stringContaining('they are one file') });
      given('1', gzipSync(read('a/1')));
      expect(both()).toMatchObject({ status: 65, log: expect.stringContaining('the mates have 1 and 3 reads') });
    });
  });
});
