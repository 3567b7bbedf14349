import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, CALLS } from '../support/functions';

const FILES = ['tools/bam.sh', 'tools/mark-duplicates.sh'];
/** Of `samtools flagstat`: 10 primary, 2 secondary, 1 supplementary records; 11 are mapped, 8 of them primary. */
const SUMMARY = `13 + 0 in total (QC-passed reads + QC-failed reads)
10 + 0 primary
2 + 0 secondary
1 + 0 supplementary
0 + 0 duplicates
11 + 0 mapped (84.62% : N/A)
8 + 0 primary mapped (80.00% : N/A)
`;

describe.each(CALLS)('BAMs, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string, env?: NodeJS.ProcessEnv) => bench.call(shell, FILES, script, env);
  const scratch = (name: string): string => readFileSync(join(bench.scratch, name), 'utf8');
  bench.file('scratch/summary.txt', SUMMARY);

  test.each([
    ['1.5', 69],
    ['1.6', 0],
    ['1.23.1', 0],
    ['1.10-3-g12', 0],
    ['2.0', 0],
  ])('samtools %s ends with %d where 1.6 is needed', (version, status) => {
    bench.tool('samtools', `echo 'samtools ${version}'; echo 'Using htslib'`);
    expect(call("needs_samtools 6 'mark duplicates'").status).toBe(status);
  });

  test('the sort has half of the memory, shared by its threads', () => {
    bench.tool('samtools', 'echo "$@"');
    expect(call('sort_records', { THREADS: '4', MEMORY: '4096' }).out).toBe(
      `sort -@ 4 -m 512M -T ${bench.scratch}/sort -\n`,
    );
  });

  test('an index is stored beside a BAM that is whole', () => {
    bench.tool('samtools', '[ "$1 $2" = "quickcheck -v" ] && [ ! -e "$3.cut" ]');
    bench.file('scratch/out.bam.bai', 'index');
    const bam = bench.file('x.bam', 'bam');
    expect(call(`store_index '${bam}'`).status).toBe(0);
    expect(readFileSync(`${bam}.bai`, 'utf8')).toBe('index');
    bench.file('x.bam.cut', '');
    expect(call(`store_index '${bam}'`).status).not.toBe(0);
  });

  test('a BAM has one primary record for each read, and as many records as its lanes', () => {
    expect(call('must_have_reads 10').status).toBe(0);
    expect(call('must_have_reads 11')).toMatchObject({
      status: 65,
      log: expect.stringContaining('10 primary records, expected one for each of 11 reads'),
    });
    expect(call('must_have_records 13').status).toBe(0);
    expect(call('must_have_records 12').status).toBe(65);
  });

  test('so many of the reads must be mapped', () => {
    expect(call('must_be_mapped 0.8 10').status).toBe(0);
    expect(call('must_be_mapped 0.81 10')).toMatchObject({
      status: 65,
      log: expect.stringContaining('a share of 0.8000 of the reads is mapped, expected at least 0.81'),
    });
  });

  test('a preview is for a person, and never ends the stage', () => {
    bench.tool('samtools', 'echo "$@"');
    expect(call('preview /v/x.bam /v/x.fa; preview /v/x.bam /v/x.fa chr1:9').status).toBe(0);
    const out = `${bench.scratch}/out.bam`;
    expect(scratch('summary.txt')).toBe(`${SUMMARY}tview -d T ${out} /v/x.fa\ntview -d T -p chr1:9 ${out} /v/x.fa\n`);
    bench.tool('samtools', 'exit 1');
    expect(call('preview /v/x.bam /v/x.fa').status).toBe(0);
    expect(scratch('summary.txt')).toMatch(/no preview\n$/);
    bench.file('scratch/summary.txt', SUMMARY);
  });

  test('statistics count the reads of the summary', () => {
    const stats = (count: number): string => bench.file('stats', `SN\traw total sequences:\t${count}\t# all\n`);
    const summary = join(bench.scratch, 'summary.txt');
    expect(call(`must_count_alike '${stats(10)}' '${summary}'`).status).toBe(0);
    expect(call(`must_count_alike '${stats(9)}' '${summary}'`)).toMatchObject({ status: 65 });
  });

  test('a CRAM reads back with the counts of its BAM, whatever the percentages are', () => {
    const other = bench.file('other', SUMMARY.replaceAll('N/A', '-nan%'));
    const less = bench.file('less', SUMMARY.replace('8 + 0', '7 + 0'));
    expect(call(`must_read_back "$TMPDIR/summary.txt" '${other}'`).status).toBe(0);
    expect(call(`must_read_back "$TMPDIR/summary.txt" '${less}'`).status).toBe(65);
  });

  test('checksums name files as they are called in their folder', () => {
    const file = bench.file('a b.bam', 'x');
    bench.file('a b.bam.bai', 'y');
    const { out } = call(`checksums '${file}' .bai`);
    expect(out).toMatch(/^[0-9a-f]{64} {2}a b.bam\n[0-9a-f]{64} {2}a b.bam.bai\n$/);
    expect(call(`checksums '${file}' .crai`).status).not.toBe(0);
  });

  describe('of lanes', () => {
    const lane = (name: string, ...groups: readonly string[]): string => {
      bench.file(`${name}.summary.txt`, SUMMARY);
      return bench.file(name, ['@HD\tVN:1.6', ...groups, '@PG\tID:bwa', ''].join('\n'));
    };
    const listed = (...lanes: readonly string[]) => {
      bench.tool('samtools', 'if [ "$1 $2" = "view -H" ]; then cat "$3"; else echo "$@"; fi');
      const list = bench.file('lanes', lanes.map((path) => `${path}\n`).join(''));
      return call(`lanes_by_library '${list}'; echo "$expected"`);
    };

    test('each library has a list, and all records are expected', () => {
      const lanes = [
        lane('1.bam', '@RG\tID:a\tLB:one\tSM:s'),
        lane('2.bam', '@RG\tLB:two\tID:b\tSM:s'),
        lane('3.bam', '@RG\tID:c\tLB:one\tSM:s'),
      ] as const;
      expect(listed(...lanes)).toEqual({ status: 0, out: '39\n', log: '' });
      expect(scratch('library.1')).toBe(`${lanes[0]}\n${lanes[2]}\n`);
      expect(scratch('library.2')).toBe(`${lanes[1]}\n`);
    });

    test('IDs that are there twice, and a lane with two, are bad data', () => {
      const one = lane('1.bam', '@RG\tID:a\tLB:one');
      expect(listed(one, lane('2.bam', '@RG\tID:a\tLB:two')).status).toBe(65);
      expect(listed(lane('4.bam', '@RG\tID:x\tLB:one', '@RG\tID:y\tLB:one')).status).toBe(65);
    });

    test('one lane is read as it is, several are merged', () => {
      const [one, two] = [bench.file('one', '/v/1.bam\n'), bench.file('two', '/v/1.bam\n/v/2.bam\n')];
      expect(call(`merged '${one}'; merged '${two}'`).out).toBe(`view -u /v/1.bam\nmerge -u -s 1 -b ${two} -\n`);
    });
  });
});
