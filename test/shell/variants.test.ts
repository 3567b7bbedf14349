import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, CALLS } from '../support/functions';

const CONTIGS = '@SQ\tSN:chr1\tLN:1000\n@SQ\tSN:chr2\tLN:500\tM5:x\n@SQ\tLN:100\tSN:chrM\n';
const FAI = 'chr1\t1000\t6\t60\t61\nchr2\t500\t1000\t60\t61\nchrM\t100\t1500\t60\t61\n';

describe.each(CALLS)('intervals, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const fai = bench.file('ref.fai', FAI);
  const call = (script: string) => bench.call(shell, ['tools/variants.sh'], script);
  const regions = (targets: string) => call(`calling_regions '${fai}' '${targets}'`);
  const intervals = (count: string, size = '120') =>
    call(`calling_regions '${fai}' '' >"$TMPDIR/all"; intervals '${count}' ${size} <"$TMPDIR/all"`);

  test('are alike in bases, and cut where one ends', () => {
    expect(intervals('3').out).toBe(
      [
        'chr1\t0\t533\t0001',
        'chr1\t533\t1000\t0002',
        'chr2\t0\t66\t0002',
        'chr2\t66\t500\t0003',
        'chrM\t0\t100\t0003',
        '',
      ].join('\n'),
    );
    expect(intervals('1').out).toBe('chr1\t0\t1000\t0001\nchr2\t0\t500\t0001\nchrM\t0\t100\t0001\n');
  });

  test('are one for each contig, or as many as the size asks for', () => {
    expect(intervals('contig').out).toBe('chr1\t0\t1000\t0001\nchr2\t0\t500\t0002\nchrM\t0\t100\t0003\n');
    expect(intervals('', '800').out).toBe(
      'chr1\t0\t800\t0001\nchr1\t800\t1000\t0002\nchr2\t0\t500\t0002\nchrM\t0\t100\t0002\n',
    );
    expect(intervals('2000').out.trimEnd().split('\n')).toHaveLength(1600);
  });

  test('of contigs whose names are equal as numbers are each its own', () => {
    const numbers = bench.file('numbers.fai', '1.1\t100\t1\n1.10\t200\t2\n1E1\t50\t3\n10\t60\t4\n');
    const all = `calling_regions '${numbers}' '' >"$TMPDIR/numbers"`;
    expect(call(`${all}; intervals contig 1 <"$TMPDIR/numbers"`).out).toBe(
      '1.1\t0\t100\t0001\n1.10\t0\t200\t0002\n1E1\t0\t50\t0003\n10\t0\t60\t0004\n',
    );
    expect(call(`${all}; united <"$TMPDIR/numbers"`).out.split('\n')).toHaveLength(5);
    const samples = bench.file('one-sample', 'S1\n');
    expect(call(`copy_numbers '${numbers}' '${samples}' 1.1 1`).out).toBe('1.1\t0\t100\tS1\t1\n');
    expect(call(`must_have_contigs '${numbers}' 1.100 1`).status).toBe(65);
  });

  test('of targets are read behind a byte order mark, and on contigs that are called as BED’s own words', () => {
    const words = bench.file('words.fai', 'track1\t100\t1\nbrowser\t200\t2\n');
    const bed = bench.file('words.bed', '\ufefftrack1\t0\t5\nbrowser x\nbrowser_1\t1\t2\n');
    expect(call(`calling_regions '${words}' '${bed}'`).log).toContain('line 3 of the targets names browser_1');
    expect(call(`sed '$d' '${bed}' >"$TMPDIR/b"; calling_regions '${words}' "$TMPDIR/b"`).out).toBe('track1\t0\t5\n');
  });

  test('of targets are in the reference’s order, each base once', () => {
    const bed = bench.file('a.bed', '#x\nchr2\t10\t20\tname\r\nchr1\t50\t60\nchr1\t0\t50\nchr1\t55\t80\ntrack x\n\n');
    expect(regions(bed)).toEqual({ status: 0, out: 'chr1\t0\t80\nchr2\t10\t20\n', log: '' });
  });

  test.each([
    ['chrX\t0\t5\n', 'line 1 of the targets names chrX, which the reference does not have: it has chr1, chr2, chrM'],
    ['chr1\t0\t5\nchrM\t0\t101\n', 'line 2 of the targets is no region of chrM, which has 100 bases'],
    ['chr1\t5\t5\n', 'line 1 of the targets is no region of chr1, which has 1000 bases'],
    ['chr1\tx\t5\n', 'line 1 of the targets is no region of chr1, which has 1000 bases'],
  ])('of targets that the reference does not have are refused', (bed, message) => {
    const { status, log } = regions(bench.file('b.bed', bed));
    expect([status, log]).toEqual([65, `[test] ${message}; mend ${bench.folder}/b.bed\n`]);
  });

  test('of other contigs than the reference’s are refused with the first three of these', () => {
    const many = bench.file('many.fai', [1, 2, 3, 4, 5].map((number) => `c${number}\t9\t1\n`).join(''));
    const bed = bench.file('b.bed', 'NC_000913.3\t0\t5\n');
    expect(call(`calling_regions '${many}' '${bed}' mask`).log).toBe(
      '[test] line 1 of the mask names NC_000913.3, which the reference does not have: it has c1, c2, c3 and 2 more; ' +
        `mend ${bed}\n`,
    );
  });

  test('of no base, and more than 1000 of them, are refused', () => {
    expect(call('intervals 1 1 </dev/null').status).toBe(65);
    const many = call(
      `intervals 1001 1 <'${bench.file('c.bed', 'chr1\t0\t2000\n')}' >"$TMPDIR/x"; interval_names "$TMPDIR/x"`,
    );
    expect([many.status, many.log]).toEqual([65, expect.stringContaining('there are 1001 intervals')]);
  });

  test('are padded as far as a contig goes, and united', () => {
    const bed = bench.file(
      'd.bed',
      'chr1\t100\t200\t0001\nchr1\t290\t300\t0001\nchr2\t490\t500\t0001\nchr2\t0\t5\t0002\n',
    );
    const padded = call(`interval_regions '${bed}' 0001 | padded '${fai}' 50`);
    expect(padded.out).toBe('chr1\t50\t350\nchr2\t440\t500\n');
    expect(call(`interval_names '${bed}'`).out).toBe('["0001","0002"]\n');
  });
});

describe.each(CALLS)('samples, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  bench.tool('samtools', 'case $1 in view) cat "$3" ;; quickcheck) ! grep -q "cut off" "$2" ;; esac');
  const fai = bench.file('ref.fai', FAI);
  const call = (script: string) => bench.call(shell, ['tools/variants.sh'], script);
  const names = (...headers: readonly string[]) => {
    const paths = headers.map((header, at) => bench.file(`${at}.bam`, `${CONTIGS}${header}\n`));
    return call(`sample_names '${bench.file('list', `${paths.join('\n')}\n`)}' '${fai}'`);
  };

  test('are those of the read groups, in the alignments’ order', () => {
    expect(names('@RG\tID:b\tSM:S2', '@RG\tID:a\tSM:S1\tLB:x\n@RG\tID:c\tSM:S1')).toEqual({
      status: 0,
      out: 'S2\nS1\n',
      log: '',
    });
  });

  test.each([
    [['@CO\tx'], '0.bam has no read group'],
    [['@RG\tID:a'], '0.bam has a read group without a sample (SM)'],
    [['@RG\tID:a\tSM:S1\n@RG\tID:b\tSM:S2'], '0.bam has read groups of two samples'],
    [['@RG\tID:a\tSM:S 1'], '0.bam is of a sample whose name is not of letters'],
    [['@RG\tID:a\tSM:S1', '@RG\tID:a\tSM:S1'], 'two alignments are of the sample S1'],
    [['@RG\tID:a\tSM:S1\n@CO\tcut off'], '0.bam is cut, or no BAM or CRAM'],
  ])('of no sample, of two, or of another reference are refused', (headers, message) => {
    const { status, log } = names(...headers);
    expect([status, log]).toEqual([65, expect.stringContaining(`[test] ${message}`)]);
  });

  test.each([
    [
      'another order',
      'chr2:500 chr1:1000 chrM:100',
      'contig 1 of x.bam is chr2 of 500 bases, of the reference chr1 of 1000',
    ],
    [
      'another length',
      'chr1:1000 chr2:499 chrM:100',
      'contig 2 of x.bam is chr2 of 499 bases, of the reference chr2 of 500',
    ],
    ['another name', 'chr1:1000 2:500 chrM:100', 'contig 2 of x.bam is 2 of 500 bases, of the reference chr2 of 500'],
    ['fewer', 'chr1:1000 chr2:500', 'contig 3 of x.bam is none, of the reference chrM of 100 bases'],
    ['more', 'chr1:1000 chr2:500 chrM:100 x:5', 'contig 4 of x.bam is x of 5 bases, of the reference none'],
    ['none', '', 'contig 1 of x.bam is none, of the reference chr1 of 1000 bases'],
  ])('of contigs in %s are refused: callers count them', (_, contigs, message) => {
    const header = contigs
      .split(' ')
      .filter((one) => one !== '')
      .map((one) => `@SQ\tSN:${one.replace(':', '\tLN:')}\n`);
    const { status, log } = call(`contigs_of /bams/x.bam '${fai}' <'${bench.file('header', header.join(''))}'`);
    expect([status, log]).toEqual([65, expect.stringContaining(`[test] ${message}`)]);
  });

  test.each([
    ['["a","b-1"]', 'a\nb-1\n'],
    ['[{"sample":"S1","lanes":[{"id":"S1_1","lane":"1"}]},{"layout":"x", "sample": "S2"}]', 'S1\nS2\n'],
    ['[]', ''],
  ])('that are expected are read from %s', (json, out) => {
    expect(call(`expected_names '${json}' ''`).out).toBe(out);
  });

  test('that failed are none of those expected', () => {
    const failed = bench.file('failed', 'b\nc d\n');
    expect(call(`expected_names '["a","b","c d","e"]' '${failed}'`).out).toBe('a\ne\n');
    expect(call(`expected_names '["a","b"]' '${bench.file('none', '')}'`).out).toBe('a\nb\n');
  });

  test('that differ are named on either side', () => {
    const alike = (one: string, other: string) =>
      call(`must_be_alike '${bench.file('one', one)}' '${bench.file('other', other)}' 'the samples'`);
    expect(alike('a\nb\n', 'b\na\n').status).toBe(0);
    expect(alike('a\nb\nc\n', 'c\nd\n')).toMatchObject({
      status: 65,
      log: '[test] the samples differ: not expected: a b; missing: d\n',
    });
  });

  test('have the ploidies that are asked for', () => {
    expect(call('ploidy_file 2 chrM 1').out).toBe(
      'chrM\t1\t2147483647\tM\t1\nchrM\t1\t2147483647\tF\t1\n*\t*\t*\tM\t2\n*\t*\t*\tF\t2\n',
    );
    expect(call(`copy_numbers '${fai}' '${bench.file('names', 'S1\nS2\n')}' chrM 1`).out).toBe(
      'chrM\t0\t100\tS1\t1\nchrM\t0\t100\tS2\t1\n',
    );
    expect(call(`must_have_contigs '${fai}' chrM 1`).status).toBe(0);
    expect(call(`must_have_contigs '${fai}' chrM 1 chrY 1`)).toMatchObject({
      status: 65,
      log: expect.stringContaining('chrY'),
    });
  });

  test('have the variants of which they carry an allele, at whatever ploidy', () => {
    const depths = ['S1', 'S2'].map((name, at) => `PSC\t0\t${name}\t1\t2\t3\t4\t5\t6\t${at}.5\t0\n`);
    const stats = bench.file('stats', `# PSC\t[2]id\t[3]sample\n${depths.join('')}`);
    const records = [
      ['SNP', 'AG', '0/1', '1|1'],
      ['SNP', 'ca', '1', '.'],
      ['SNP', 'CT', './1', '0'],
      ['INDEL', 'AAC', '1', '0'],
      ['INDEL', 'ACA', '0/0', '0/1'],
      ['MNP', 'ACTG', '0/1', '1/1'],
    ];
    bench.tool('bcftools', `cat '${bench.file('genotypes', records.map((one) => `${one.join('\t')}\n`).join(''))}'`);
    const { out } = call(`sample_counts '${stats}' x.vcf.gz`);
    expect(out.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
      'sample\tsnps\tindels\tothers\thet_snps\thom_snps\tts_tv\tsingletons\tmean_depth',
      '"S1"\t3\t1\t1\t2\t1\t2.00\t3\t0.5',
      '"S2"\t1\t1\t1\t0\t1\t\t1\t1.5',
      '',
    ]);
  });

  test('are not called behind what mpileup could not read, though it ends well', () => {
    for (const [said, status] of [
      ['[mpileup] 2 samples in 2 input files', 0],
      ['[E::bgzf_read_block] Failed to read BGZF block data', 65],
      ['[W::bam_hdr_read] EOF marker is absent. The input is probably truncated', 65],
    ] as const) {
      bench.tool('bcftools', `echo '${said}' >&2; echo records`);
      expect(call('pileup -Ou')).toMatchObject({ status, log: expect.stringContaining(said) });
    }
    bench.tool('bcftools', 'exit 3');
    expect(call('pileup -Ou').status).toBe(3);
  });

  test('must be covered', () => {
    const covered = (summary: string) => call(`must_be_covered S1 '${bench.file('summary', summary)}'`).status;
    expect(covered('chrom\tlength\tbases\tmean\ntotal\t100\t50\t0.50\n')).toBe(0);
    expect(covered('total\t100\t50\t0.50\ntotal_region\t10\t0\t0.00\n')).toBe(65);
    expect(covered('total\t0\t0\t0.00\n')).toBe(65);
  });
});

describe.each(CALLS)('trimmed reads, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string) => bench.call(shell, ['tools/reads-qc.sh'], script);

  test('have nf-core’s names', () => {
    for (const name of ['1.fq.gz', '2.fq.gz']) bench.file(`scratch/${name}`, name);
    expect(call(`mkdir -p out; store_trimmed oss://b/2 out S1; ls out`).out).toBe(
      'S1_1.fastp.fastq.gz\nS1_2.fastp.fastq.gz\n',
    );
    bench.file('scratch/1.fq.gz', 'single');
    expect(call(`store_trimmed '' out S2`).status).toBe(0);
    expect(readFileSync(join(bench.folder, 'out/S2.fastp.fastq.gz'), 'utf8')).toBe('single');
    expect(call('for mate in 1 2; do trimmed_path x /run/S1 "$mate"; trimmed_path "" /run/S2 "$mate"; done').out).toBe(
      '/run/S1_1.fastp.fastq.gz\n/run/S2.fastp.fastq.gz\n/run/S1_2.fastp.fastq.gz\n\n',
    );
  });

  // Of a time with a fraction a bucket's mount shows whole seconds at first.
  test('have the time at which they were stored, and leave scratch', () => {
    utimesSync(bench.file('scratch/1.fq.gz', 'old'), 1, 1);
    expect(call(`mkdir -p old; store_trimmed '' old S3; find "$TMPDIR" -name '*.gz'`)).toMatchObject({
      status: 0,
      out: '',
    });
    expect(statSync(join(bench.folder, 'old/S3.fastp.fastq.gz')).mtimeMs).toBeGreaterThan(1_000);
  });

  test('stand in the list in place of the raw ones, and all else stays', () => {
    const samples =
      '[{"sample":"a","lanes":[{"id":"a_1","fastq_1":"https://h/\\"x","fastq_2":"","checksum1":"5","own":"y"}]}]';
    const none = bench.file('failed', '');
    const trimmed = (lanes: string) => call(`trimmed_samples '${samples}' '${none}' '${bench.file('lanes', lanes)}'`);
    expect(trimmed('/r/a_1.fq\t\n').out).toBe(
      '[{"sample":"a","lanes":[{"id":"a_1","fastq_1":"/r/a_1.fq","fastq_2":"","checksum1":"","own":"y"}]}]\n',
    );
    expect(trimmed('/r/a\t\n/r/b\t\n').status).toBe(65);
    expect(trimmed('').status).toBe(65);
  });

  test('are those of the lane, in whatever order its keys stand', () => {
    const lane = (keys: readonly string[], second: string): object =>
      Object.fromEntries(keys.map((key) => [key, key === 'fastq_2' ? second : key === 'extra' ? { a: '{' } : '/raw']));
    const keys = ['fastq_2', 'checksum1', 'extra', 'fastq_1'];
    const samples = [
      { lanes: [lane(keys, '/raw'), lane(keys.toReversed(), '')], sample: 'a', note: '{"fastq_1":"x"}' },
      { sample: 'b', lanes: [lane(keys, '')] },
    ];
    const lanes = bench.file('lanes', '/1_1\t/1_2\n/2_1\t\n/3_1\t\n');
    const { out } = call(
      `trimmed_samples "$(cat '${bench.file('samples', JSON.stringify(samples))}')" '${bench.file('none', '')}' '${lanes}'`,
    );
    const made: readonly { readonly lanes: readonly Readonly<Record<string, string>>[] }[] = JSON.parse(out);
    expect(
      made.flatMap((one) => one.lanes.map((each) => [each['fastq_1'], each['fastq_2'], each['checksum1']])),
    ).toEqual([
      ['/1_1', '/1_2', ''],
      ['/2_1', '', ''],
      ['/3_1', '', ''],
    ]);
  });

  test('of samples that failed stand in no list, whatever their cells hold', () => {
    const sample = (name: string, cell: string): string =>
      JSON.stringify({ sample: name, note: cell, lanes: [{ fastq_1: '/raw', fastq_2: '', extra: { a: cell } }] });
    const cells = ['plain', '}]{', '"sample":"c"', '\\"', 'it is a \\', '{"sample":"a"}'];
    const all = cells.map((cell, at) => sample(`s${at}`, cell));
    const failed = (names: readonly string[]) => {
      const lanes = cells.map((_, at) => `/trimmed/${at}\t\n`).filter((__, at) => !names.includes(`s${at}`));
      const args = [
        bench.file('samples', `[${all.join(',\n')}]`),
        bench.file('failed', names.map((name) => `${name}\n`).join('')),
        bench.file('lanes', lanes.join('')),
      ];
      return call(`trimmed_samples "$(cat '${args[0]}')" '${args[1]}' '${args[2]}'`).out;
    };
    const left = (names: readonly string[]): readonly unknown[] =>
      all
        .map((one, at) => ({ one: one.replace('"/raw"', `"/trimmed/${at}"`), name: `s${at}` }))
        .filter(({ name }) => !names.includes(name))
        .map(({ one }) => JSON.parse(one));
    for (const names of [[], ['s1'], ['s0', 's5'], ['s2', 's3', 's4'], cells.map((_, at) => `s${at}`)])
      expect(JSON.parse(failed(names))).toEqual(left(names));
  });
});
