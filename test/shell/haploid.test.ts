import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, CALLS } from '../support/functions';

const FAI = 'c1\t10\t4\t60\t61\nc2\t6\t20\t60\t61\nc3\t3\t30\t60\t61\n';
const FILES = ['tools/variants.sh', 'tools/haploid.sh'];

/** A site of a call, as `consensus` reads it. */
const site = (
  contig: string,
  place: number,
  reference: string,
  base: string,
  depth = 20,
  filter = 'PASS',
  indel = '.',
) => `${[contig, place, reference, filter, depth, base, indel].join('\t')}\n`;

describe.each(CALLS)('haploid calls, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const fai = bench.file('ref.fai', FAI);
  const none = bench.file('none.bed', '');
  const call = (script: string) => bench.call(shell, FILES, script);
  const consensus = (sites: string, mask = none, mixed = '') =>
    call(
      `consensus '${fai}' '${mask}' 10 "$TMPDIR/counts" '${bench.file('mixed', mixed)}' <'${bench.file('sites', sites)}'; cat "$TMPDIR/counts"`,
    ).out;

  test('make a consensus of the reference’s length: N without a record, below the depth, and where the filter marked', () => {
    const sites = [
      site('c1', 2, 'A', 'A'),
      site('c1', 3, 'C', 'T'),
      site('c1', 4, 'G', 'G', 9, 'LowQual'),
      site('c1', 5, 'T', 'A', 20, 'LowQual'),
      site('c1', 6, 'N', 'N'),
      site('c3', 1, 'G', 'G'),
    ].join('');
    expect(consensus(sites)).toBe('>c1\nNATNNNNNNN\n>c2\nNNNNNN\n>c3\nGNN\n' + '19\t0\t3\t14\t2\t1\t5.74\n');
  });

  test('leave indels out, whose position has a record of its own', () => {
    const sites = [site('c1', 1, 'A', 'A'), site('c1', 1, 'AC', 'A', 20, 'PASS', '1'), site('c1', 2, 'C', 'C')].join(
      '',
    );
    expect(consensus(sites).split('\n')[1]).toBe('ACNNNNNNNN');
  });

  test('have N where the mask has it, and count the rest without that', () => {
    const mask = bench.file('mask.bed', 'c1\t0\t2\nc1\t9\t10\nc3\t0\t3\n');
    const sites = [1, 2, 3, 10].map((place) => site('c1', place, 'A', 'C')).join('');
    expect(consensus(sites, mask)).toBe('>c1\nNNCNNNNNNN\n>c2\nNNNNNN\n>c3\nNNN\n19\t6\t1\t12\t0\t1\t1.54\n');
  });

  test('are all N of an isolate without reads', () => {
    expect(consensus('', none, 'c1\t2\nc3\t3\n').split('\n')).toEqual(expect.arrayContaining(['NnNNNNNNNN', 'NNn']));
    expect(consensus('')).toBe('>c1\nNNNNNNNNNN\n>c2\nNNNNNN\n>c3\nNNN\n19\t0\t0\t19\t0\t0\t0.00\n');
  });

  test('wrap lines at sixty bases, and keep contigs apart whose names are equal as numbers', () => {
    const numbers = bench.file('numbers.fai', '1.1\t61\t1\n1.10\t2\t2\n');
    const sites = bench.file('numbers', site('1.10', 1, 'A', 'A'));
    const { out } = call(`consensus '${numbers}' '${none}' 10 "$TMPDIR/counts" /dev/null <'${sites}'`);
    expect(out).toBe(`>1.1\n${'N'.repeat(60)}\nN\n>1.10\nAN\n`);
  });

  test('ask of a site what nf-core/bactmap asks', () => {
    expect(call('low_quality 10').out).toBe(
      'QUAL<25 || FORMAT/DP<10 || MAX(FORMAT/ADF)<2 || MAX(FORMAT/ADR)<2 || ' +
        'MAX(FORMAT/AD)/SUM(FORMAT/DP)<0.9 || MQ<30 || MQ0F>0.1\n',
    );
  });

  test('count as mixed where a second allele has more than a tenth, and two reads on each strand', () => {
    const alleles = [
      'c1\t1\t20\t17,3,0\t9,2,0\t8,1,0\t.', // one read on a strand
      'c1\t2\t20\t16,4,0\t8,2,0\t8,2,0\t.', // mixed
      'c1\t3\t40\t36,4,0\t18,2,0\t18,2,0\t.', // a tenth is not more
      'c1\t4\t20\t4,16,0\t2,8,0\t2,8,0\t.', // mixed: the reference's is the second
      'c1\t5\t20\t10,10,0\t5,5,0\t5,5,0\t1', // an indel
      'c1\t8\t20\t10,10,0\t5,5,0\t5,5,0\t.', // masked
      'c2\t1\t20\t10,5,5,0\t5,3,2,0\t5,2,3,0\t.', // mixed, once
    ].join('\n');
    bench.tool('bcftools', `cat '${bench.file('alleles', `${alleles}\n`)}'`);
    const mask = bench.file('mixed.bed', 'c1\t7\t8\n');
    expect(call(`mixed_sites '${mask}' 10 x.bcf | wc -l`).out.trim()).toBe('3');
    expect(call(`mixed_sites '${none}' 10 x.bcf | wc -l`).out.trim()).toBe('4');
  });

  test('have a line in the table, of which the percentage is of what the mask leaves; failed ones have one at the end', () => {
    const counts = bench.file('counts', '100\t20\t60\t15\t5\t3\t31.50\n');
    const row = call(`isolate_row i1 '${counts}' 2`).out;
    expect(row).toBe('i1\tcalled\t100\t20\t60\t75.00\t15\t5\t3\t2\t31.50\n');
    expect(call(`isolate_row i1 '${bench.file('all', '9\t9\t0\t0\t0\t0\t0.00\n')}' 0`).out).toContain('\t0.00\t');
    const rows = bench.file('rows', `${bench.file('row', row)}\n`);
    const table = call(`call_table '${rows}' '${bench.file('failed', 'i2\n')}'`).out.split('\n');
    expect(table.map((line) => line.split('\t').length)).toEqual([11, 11, 11, 1]);
    expect(table[2]).toMatch(/^i2\tfailed\t+$/);
  });

  describe('of alignments', () => {
    const header = (sample: string): string => `@SQ\tSN:c1\tLN:10\n@RG\tID:1\tSM:${sample}\n`;
    const reader = 'case $1 in quickcheck) [ -s "$2" ] ;; *) cat "$3" ;; esac';
    beforeAll(() => {
      bench.tool('samtools', reader);
      bench.file('i 1.bam', header('i1'));
      bench.file('i2.bam', header('i2'));
      bench.file('-x y.bam', '');
    });
    const listed = (...names: readonly string[]): string =>
      bench.file('list', names.map((name) => `${bench.folder}/${name}\n`).join(''));

    test('list whose each is and where it lies; one that does not say goes by its file’s name', () => {
      const { out, log } = call(`isolates '${listed('i 1.bam', '-x y.bam')}' >"$TMPDIR/all"
        isolate_list '${bench.folder}' <"$TMPDIR/all"`);
      expect(JSON.parse(out)).toEqual([
        { sample: 'i1', alignment: '/i 1.bam' },
        { sample: 'x-x_y', alignment: '/-x y.bam' },
      ]);
      expect(log).toContain('-x y.bam has no read group');
    });

    test('that do not say whose they are have names of their own, beside isolates of those names and one another', () => {
      for (const name of ['x', 'y']) mkdirSync(join(bench.folder, name), { recursive: true });
      for (const name of ['x/i2.bam', 'y/i2.bam', 'y/1.bam']) bench.file(name, '');
      const { status, out } = call(`isolates '${listed('x/i2.bam', 'i2.bam', 'y/i2.bam', 'y/1.bam')}'`);
      expect([status, out.replaceAll(bench.folder, '')]).toEqual([
        0,
        'i2_2\t/x/i2.bam\tunknown\ni2\t/i2.bam\t\ni2_3\t/y/i2.bam\tunknown\n1\t/y/1.bam\tunknown\n',
      ]);
    });

    test.each([
      ['those expected', 'i1 i2', 'i1 i2', 0, ''],
      ['one missing, and one that does not say whose it is', 'i1 ?x', 'i1 i2', 0, 'missing: i2; the alignments that'],
      ['none missing, and one that does not say whose it is', 'i1 ?x', 'i1', 0, ''],
      ['one missing', 'i1', 'i1 i2', 65, 'not expected: none; missing: i2\n'],
      [
        'two missing, and one that does not say whose it is',
        'i1 ?x',
        'i1 i2 i3',
        65,
        'not expected: none; missing: i2 i3\n',
      ],
      ['another', 'i1 i9 ?x', 'i1 i2', 65, 'not expected: i9; missing: i2'],
    ])('that are %s', (_name, found, expected, status, message) => {
      const rows = found
        .split(' ')
        .map((name) => (name.startsWith('?') ? `${name.slice(1)}\t/\tunknown` : `${name}\t/\t`));
      const files = [rows, expected.split(' ')].map((lines, at) => bench.file(`all${at}`, `${lines.join('\n')}\n`));
      const { status: ended, log } = call(`must_be_expected '${files.join("' '")}'`);
      expect([ended, log]).toEqual([status, expect.stringContaining(message)]);
    });

    test('lie where the attempt is that made them, or where a person linked them', () => {
      const { out } = call(`mkdir -p "$TMPDIR/inputs/IN_A" made; ln -sfn "$PWD/made" "$TMPDIR/inputs/IN_A/1"
        ln -sfn 'i2.bam' linked.bam
        place_of_member "$TMPDIR/inputs/IN_A/1/x.bam"; place_of_member "$PWD/linked.bam"`);
      expect(out).toBe(`${bench.folder}/made/x.bam\n${bench.folder}/linked.bam\n`);
    });

    test.each([
      ['that the volume does not give', 'echo "[E::hts_hopen] x: Input/output error" >&2; exit 1', 'i2.bam'],
      ['of which samtools does not say that the volume failed', 'exit 1', 'folder.bam'],
      ['whose reader was killed', 'kill -9 $$', 'i2.bam'],
    ])('%s are asked for again, and never go by their file’s name', (_name, samtools, file) => {
      // What `cat` cannot read, as the mount's errors.
      mkdirSync(join(bench.folder, 'folder.bam'), { recursive: true });
      bench.tool('samtools', samtools);
      const { status, log, out } = call(`isolates '${listed(file)}'`);
      const called = call(`must_be_isolate i2 '${bench.folder}/${file}' '${fai}'`);
      bench.tool('samtools', reader);
      expect([status, log, out]).toEqual([75, expect.stringContaining(`${file} cannot be read`), '']);
      expect(called.status).toBe(75);
    });

    test('a volume that fails once takes no isolate its name', () => {
      const once = 'if mkdir "$TMPDIR/failed"; then exit 1; fi 2>/dev/null';
      bench.tool('samtools', `${once}; ${reader}`);
      const { status, out } = call(`rm -rf "$TMPDIR/failed"; isolates '${listed('i2.bam')}'`);
      bench.tool('samtools', reader);
      expect([status, out]).toEqual([0, `i2\t${bench.folder}/i2.bam\t\n`]);
    });

    test('escape what JSON must', () => {
      const { out } = call(`printf 'i1\\t/m/a"b\\\\c.bam\\n' | isolate_list /m`);
      expect(JSON.parse(out)).toEqual([{ sample: 'i1', alignment: '/a"b\\c.bam' }]);
    });

    test.each([
      ['two of one isolate', ['i2.bam', 'i2.bam'], 'two alignments are of one isolate: i2'],
      ['none', [], 'there is no alignment'],
    ])('that are %s are refused', (_name, names, message) => {
      const { status, log } = call(`isolates '${listed(...names)}'`);
      expect([status, log]).toEqual([65, expect.stringContaining(message)]);
    });

    test('a list that is longer than a parameter may be is refused', () => {
      const many = `awk 'BEGIN { for (i = 0; i < 2000; i++) print "i" i "\\t/m/" i "${'x'.repeat(60)}" }'`;
      expect(call(`${many} >"$TMPDIR/many"; isolate_list /m <"$TMPDIR/many"`)).toMatchObject({
        status: 65,
        log: expect.stringMatching(/the isolates are a list of \d+ bytes, expected at most 131072/),
      });
    });

    test.each([
      ['-x y.bam', 'i9', 'c1\t10\t1\n', '/-x y.bam, is cut, or no BAM or CRAM: make or copy it again'],
      ['i2.bam', 'i9', 'c1\t10\t1\n', '/i2.bam is of i2, expected the isolate i9'],
      ['i2.bam', 'i2', 'c1\t11\t1\n', 'so the isolate i2 is not called'],
    ])('%s as %s is refused by name', (file, isolate, contigs, message) => {
      const other = bench.file('other.fai', contigs);
      const { status, log } = call(`must_be_isolate ${isolate} '${bench.folder}/${file}' '${other}'`);
      expect([status, log]).toEqual([65, expect.stringContaining(message)]);
    });

    test('one that is as it must be passes', () => {
      const own = bench.file('own.fai', 'c1\t10\t1\n');
      expect(call(`must_be_isolate i2 '${bench.folder}/i2.bam' '${own}'`)).toMatchObject({ status: 0, log: '' });
      expect(call(`stub_isolates '${listed('i2.bam')}'`).out).toBe(`stub-1\t${bench.folder}/i2.bam\n`);
    });
  });

  test('write a VCF that says nothing of the run', () => {
    const vcf = '##fileformat=VCFv4.2\n##bcftools_filterCommand=filter; Date=now\n##reference=file:///x\n#CHROM\n';
    expect(call(`undated_vcf <'${bench.file('x.vcf', vcf)}'`).out).toBe('##fileformat=VCFv4.2\n#CHROM\n');
  });
});
