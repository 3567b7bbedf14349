import { parse } from 'yaml';
import { Bench, CALLS } from '../support/functions';

const COLUMNS =
  'sample status reads mapped properly_paired duplicates mean_depth insert_size error_rate file sha256'.split(' ');
const tabbed = (...cells: readonly string[]): string => `${cells.join('\t')}\n`;

describe.each(CALLS)('a cohort’s table, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string) => bench.call(shell, ['tools/samples.sh', 'tools/cohort.sh'], script);
  const stats = bench.file(
    'stats',
    [
      'SN\traw total sequences:\t100\t# all',
      'SN\treads mapped:\t90',
      'SN\tbases mapped (cigar):\t5000\t# more',
      'SN\tinsert size average:\t250.5',
      'SN\terror rate:\t1.2e-03',
      'COV\t[1-1]\t1\t2',
      '',
    ].join('\n'),
  );
  const idxstats = bench.file('idxstats', 'one\t1500\t90\t0\ntwo\t500\t0\t0\n*\t0\t0\t10\n');

  test('a sample’s line counts what samtools counted', () => {
    expect(call(`sample_row 'S 1' '${stats}' '${idxstats}' /v/r/S1.bam abc`)).toEqual({
      status: 0,
      out: tabbed('S 1', 'ok', '100', '90', '0', '0', '2.50', '250.5', '1.2e-03', 'S1.bam', 'abc'),
      log: '',
    });
  });

  test('the table has the samples that succeeded, then those that failed', () => {
    const row = bench.file('row 1.tsv', tabbed('S1', 'ok', ...Array(9).fill('x')));
    const [rows, failed] = [bench.file('rows', `${row}\n`), bench.file('failed', 'S2\nS3\n')];
    const empty = Array<string>(9).fill('');
    expect(call(`cohort_table '${rows}' '${failed}'`)).toEqual({
      status: 0,
      out: [
        tabbed(...COLUMNS),
        tabbed('S1', 'ok', ...Array(9).fill('x')),
        tabbed('S2', 'failed', ...empty),
        tabbed('S3', 'failed', ...empty),
      ].join(''),
      log: '',
    });
  });

  test('content reads the files that lie beside those of a list', () => {
    bench.file('a.files', '1\n');
    bench.file('b.files', '2\n');
    const list = bench.file('list', `${bench.folder}/a\n${bench.folder}/b\n`);
    expect(call(`content '${list}' .files`).out).toBe('1\n2\n');
    expect(call(`content '${list}' .none`).status).not.toBe(0);
  });

  test('MultiQC is told how to show each column', () => {
    const table = bench.file('table', tabbed(...COLUMNS) + tabbed('S1', 'ok'));
    const { out } = call(`multiqc_table '${table}'`);
    const head = parse(out.replace(/^[^#].*$/gm, '').replace(/^#/gm, ''));
    expect(head).toMatchObject({ id: 'cohort', plot_type: 'table', headers: { mean_depth: { format: '{:,.2f}' } } });
    expect(Object.keys(head.headers)).toEqual(COLUMNS.slice(1));
    expect(out.endsWith(tabbed('"S1"', 'ok'))).toBe(true);
  });
});
