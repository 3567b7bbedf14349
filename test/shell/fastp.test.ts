import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, CALLS } from '../support/functions';

const report = (before: number, after: number): string =>
  JSON.stringify(
    {
      summary: { before_filtering: { total_reads: before }, after_filtering: { total_reads: after } },
      adapter: { total_reads: 7 },
    },
    undefined,
    '\t',
  );

describe.each(CALLS)('fastp, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string) => bench.call(shell, ['tools/fastp.sh'], script, { THREADS: '3' });

  test('a stream of pairs is read as pairs, with the further options as they are', () => {
    bench.tool('fastp', 'printf "<%s>" "$@"');
    const html = `<-h><${bench.scratch}/fastp.html>`;
    expect(call("trim_stream oss://b/2 /v/x.json --length_required '5 0'").out).toBe(
      `<--stdin><--interleaved_in><--stdout><-w><3><--length_required><5 0><-j></v/x.json>${html}`,
    );
    expect(call("trim_stream '' /v/x.json").out).toBe(`<--stdin><--stdout><-w><3><-j></v/x.json>${html}`);
  });

  test('files are replaced by what passes, the second only where there is one', () => {
    bench.tool(
      'fastp',
      'while [ "$#" -gt 0 ]; do case $1 in -[iI]) in=$2 ;; -[oO]) { cat "$in"; echo trimmed; } >"$2" ;; esac; shift; done',
    );
    bench.file('scratch/1.fq.gz', 'one ');
    expect(call("trim_files '' /v/x.json").status).toBe(0);
    bench.file('scratch/2.fq.gz', 'two ');
    expect(call('trim_files oss://b/2 /v/x.json -q 20').status).toBe(0);
    expect(readFileSync(join(bench.scratch, '1.fq.gz'), 'utf8')).toBe('one trimmed\ntrimmed\n');
    expect(readFileSync(join(bench.scratch, '2.fq.gz'), 'utf8')).toBe('two trimmed\n');
    expect(readdirSync(bench.scratch).sort()).toEqual(['1.fq.gz', '2.fq.gz']);
  });

  test('what passes is counted, of all that there were', () => {
    const passed = (before: number, after: number) =>
      call(`trimmed_reads '${bench.file('x.json', report(before, after))}' 100; echo "$reads"`);
    expect(passed(100, 93)).toEqual({ status: 0, out: 'fastp read 100 reads and let 93 pass\n93\n', log: '' });
    expect(passed(99, 93).status).toBe(65);
    expect(passed(100, 0).status).toBe(65);
  });
});
