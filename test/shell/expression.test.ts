import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, CALLS } from '../support/functions';

/** What a line of a GTF says of a transcript. */
const gtf = (attributes: string, feature = 'exon', contig = 'chr1'): string =>
  `${contig}\tx\t${feature}\t1\t9\t.\t+\t.\t${attributes}\n`;

describe.each(CALLS)('annotated transcripts, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string) => bench.call(shell, ['shell/fetch.sh', 'tools/annotation.sh'], script);
  const plainOf = (text: string, table: string): string =>
    call(`plain_transcripts '${bench.file('t.fa', text)}' '${table}'`).out;
  const genes = (text: string) => call(`genes_of '${bench.file('a.gtf', text)}'`);

  test('are those of a GTF, each once, by whichever lines name them', () => {
    const text = [
      '#!comment\n',
      gtf('gene_id "g1"; gene_name "A; B";', 'gene'),
      gtf('gene_id "g1"; transcript_id "t1"; gene_name "A; B";', 'transcript'),
      gtf('transcript_id "t1"; gene_id "g1"; exon_number 1;'),
      gtf('gene_id "g2"; transcript_id "t2"; transcript_version "3";').replace('\n', '\r\n'),
      gtf('gene_id "g3"; transcript_id "";'),
      gtf('note "is like gene_id "; gene_id "g3"; xtranscript_id "no"; transcript_id "t3"'),
    ].join('');
    expect(genes(text)).toEqual({
      status: 0,
      out: 't1\tg1\tA; B\t\nt2\tg2\tg2\tt2.3\nt3\tg3\tg3\t\n',
      log: '',
    });
  });

  test.each([
    ['chr1\tx\texon\t1\t9\t.\t+\t.\tID=t1;Parent=g1\n', 'the annotation has no line with transcript_id'],
    [
      gtf('gene_id "g1"; transcript_id "t1";') + gtf('gene_id "g2"; transcript_id "t1";'),
      'line 2 of the annotation has t1 in the gene g2, an earlier one in g1',
    ],
  ])('of none, or of two genes, are refused', (text, message) => {
    const { status, log } = genes(text);
    expect([status, log]).toEqual([65, expect.stringContaining(`[test] ${message}`)]);
  });

  test('have plain names, each once, and bases', () => {
    const table = bench.file('genes', 't1\tg1\tA\t\ngnl|x|t5\tg1\tA\t\n');
    expect(plainOf('>gnl|x|t5 a\nA\n>gnl|x|t6\nA\n>t1|G1|-\nA\n', table)).toBe('>gnl|x|t5\nA\n>gnl|x|t6\nA\n>t1\nA\n');
    const plain = (text: string) => call(`plain_transcripts '${bench.file('t.fa', text)}' '${table}'`);
    expect(plain('>t1|g1|x| y\nacgt\nAC\n\n>t2 gene=g\nA\n').out).toBe('>t1\nacgt\nAC\n\n>t2\nA\n');
    expect(readFileSync(join(bench.folder, 'transcripts'), 'utf8')).toBe('t1\nt2\n');
    for (const [text, message] of [
      ['>a\nA\n>a b\nC\n', 'two transcripts are called a'],
      ['>a\n>b\nC\n', 'the transcript a has no base'],
      ['>a\nA\n>b\n', 'the transcript b has no base'],
      ['ACGT\n', 'the transcripts begin with no >; are they a FASTA?'],
      ['> a\nA\n', 'line 1 of the transcripts has no name'],
      ['\n', 'there is no transcript'],
    ] as const) {
      const { status, log } = plain(text);
      expect([status, log]).toEqual([65, `[test] ${message}\n`]);
    }
  });

  test('have their genes, by name or by name and version; others are genes of their own, to a share', () => {
    const table = bench.file('genes', 't1\tg1\tA\t\nt2\tg2\tB\tt2.3\n');
    const names = bench.file('names', 't1\nt2.3\nt9\n');
    const { status, out, log } = call(`transcript_genes '${table}' '${names}' 0.6`);
    expect([status, out]).toEqual([0, 'transcript_id\tgene_id\tgene_name\nt1\tg1\tA\nt2.3\tg2\tB\nt9\tt9\tt9\n']);
    expect(log).toBe('[test] of 3 transcripts the annotation has 2; it lacks t9\n');
    const refused = call(`transcript_genes '${table}' '${names}' 0.7`);
    expect([refused.status, refused.log]).toEqual([65, expect.stringContaining('expected at least 70 %')]);
  });

  test('are told from decoys by their names', () => {
    bench.file('transcripts', 't1\nchr2\n');
    rmSync(join(bench.folder, 'clash'), { force: true });
    expect(call(`decoys '${bench.file('g.fa', '>chr1 x\nA\n>chr3\nA\n')}'`).out).toBe('chr1\nchr3\n');
    const { status, log } = call(`decoys '${bench.file('g.fa', '>chr1 x\nA\n>chr2\nA\n')}'`);
    expect([status, log]).toEqual([65, '[test] a transcript and a sequence of the genome are both called chr2\n']);
  });

  test('made of a genome lie on its sequences', () => {
    bench.tool('gffread', 'while [ "$1" != -w ]; do shift; done; echo ">made" >"$2"');
    const genome = bench.file('g.fa', '>chr1 x\nACGTACGTA\n');
    const make = (text: string) => call(`made_transcripts '${bench.file('a.gtf', text)}' '${genome}' made.fa -V`);
    expect(make(gtf('transcript_id "a";')).status).toBe(0);
    expect(readFileSync(join(bench.folder, 'made.fa'), 'utf8')).toBe('>made\n');
    const { status, log } = make(gtf('transcript_id "a";', 'exon', '1') + gtf('transcript_id "b";', 'exon', 'MT'));
    expect([status, log]).toEqual([65, '[test] the annotation names sequences that the genome does not have: 1 MT\n']);
  });

  test('made of a genome lie within its sequences, and have names without a space', () => {
    bench.tool('gffread', 'exit 1');
    const genome = bench.file('g.fa', '>chr1 x\nACGTA\nCGTA\n>chr2\nACGTACGTA\n');
    const make = (text: string) => call(`made_transcripts '${bench.file('a.gtf', text)}' '${genome}' made.fa`);
    const exon = gtf('gene_id "g"; transcript_id "a";');
    const gene = gtf('gene_id "g";', 'gene').replace('\t9\t', '\t99\t');
    expect(make(gene + exon)).toEqual({ status: 1, out: '', log: '' });
    for (const [text, message] of [
      [
        exon + exon.replace('\t9\t', '\t10\t'),
        'line 2 of the annotation has the exon of a at chr1:1-10, and in the genome chr1 has 9 bases: are both of one',
      ],
      [
        exon.replace('\t1\t', '\t0\t'),
        'line 1 of the annotation has the exon of a at chr1:0-9, and in the genome chr1',
      ],
      [
        exon + gtf('gene_id "g"; transcript_id "a b";'),
        'line 2 of the annotation has the transcript_id "a b": in a FASTA',
      ],
      [
        exon + gtf('transcript_id "a";', 'CDS', 'chr2'),
        'line 2 of the annotation has the CDS of a on chr2, an earlier one on chr1: gffread makes no one transcript',
      ],
    ] as const)
      expect(make(text)).toMatchObject({ status: 65, log: expect.stringContaining(`[test] ${message}`) });
  });

  test('made of a genome are those of lines that name one, on one strand', () => {
    bench.tool('gffread', 'while [ "$#" -gt 1 ]; do shift; done; cat "$1"');
    const genome = bench.file('g.fa', `>chr1\n${'A'.repeat(99)}\n>chr2\nACGTACGTA\n`);
    const made = (text: string) => call(`made_transcripts '${bench.file('a.gtf', text)}' '${genome}' made.fa`);
    const exon = (name: string, contig?: string) => gtf(`gene_id "g"; transcript_id "${name}";`, 'exon', contig);
    const kept = exon('a') + exon('a').replace('\t1\t9\t', '\t91\t99\t') + exon('b', 'chr2');
    const strange = [
      gtf('gene_id "g"; transcript_id ""; gbkey "Gene";', 'gene'),
      gtf('gene_id "g";', 'gene'),
      exon('turned'),
      exon('turned').replace('+', '-'),
    ].join('');
    expect(made(strange.replace(/^/, '#!x\n') + kept)).toEqual({ status: 0, out: kept, log: '' });
    expect(made(kept + strange).out).toBe(kept);
    expect(made(strange)).toEqual({ status: 0, out: '', log: '' });
    // What has no gene would be in no table of those left out.
    const without = exon('x') + gtf('transcript_id "x";').replace('+', '-');
    expect(made(without).out).toBe(without);
  });

  test('that gffread leaves out are named, and are in no annotation that STAR takes', () => {
    bench.file('transcripts', '1.10\n');
    const left = (...names: readonly string[]) =>
      call(`transcripts_left_out '${bench.file('genes', names.map((name) => `${name}\tg\tn\t\n`).join(''))}'`);
    const head = 'transcript_id\tgene_id\tgene_name\n';
    const facts = () => readFileSync(join(bench.scratch, '.facts'), 'utf8').trimEnd().split('\n').at(-1);
    expect(left('1.10')).toEqual({ status: 0, out: head, log: '' });
    expect(facts()).toBe('transcripts_left_out=0');
    const { out, log } = left('a', '1.10', '1.1', 'c', 'd');
    expect(out).toBe(`${head}a\tg\tn\n1.1\tg\tn\nc\tg\tn\nd\tg\tn\n`);
    expect(log).toBe(
      '[test] gffread made no sequence of 4 transcripts of the annotation; they are not counted: a 1.1 c and others; ' +
        'see left_out.tsv of the index\n',
    );
    expect(facts()).toBe('transcripts_left_out=4');
    const kept = gtf('gene_id "g"; transcript_id "1.10";');
    const others = [gtf('gene_id "g"; transcript_id "";', 'gene'), gtf('gene_id "g"; transcript_id "1.1";')].join('');
    const text = `#!x\n${others}${kept}${gtf('transcript_id "a";', 'stop_codon')}`;
    expect(call(`transcript_lines '${bench.file('a.gtf', text)}'`).out).toBe(kept);
  });

  test('that STAR would count otherwise than salmon are refused', () => {
    const fit = (text: string, fasta = '>t1\nACGTACGTA\n') =>
      call(`must_fit_star '${bench.file('a.gtf', text)}' '${bench.file('t.fa', fasta)}'`);
    const exon = gtf('gene_id "g"; transcript_id "t1";');
    expect(fit(exon)).toEqual({ status: 0, out: '', log: '' });
    for (const [text, fasta, message] of [
      [exon.replace('exon', 'CDS'), undefined, 'the annotation has no exon line of t1: STAR would count nothing of it'],
      [exon.replace('+', '.'), undefined, 'the annotation has an exon of t1 on no strand: STAR'],
      [
        exon + exon.replace('\t1\t9', '\t5\t13'),
        '>t1\nACGTACGTACGTA\n',
        'exons of t1 overlap: it has 13 bases, its exons 18',
      ],
      [
        exon + exon.replace('exon', 'stop_codon').replace('\t1\t9', '\t10\t12'),
        '>t1\nACGTACGTACGT\n',
        't1 has 12 bases, its exons 9: a CDS or codon of it lies outside of them',
      ],
      [
        ['t3', 't1', 't2'].map((name) => exon.replace('t1', name)).join(''),
        '>t2\nACGT\n>t3\nACGT\n>t1\nACGT\n',
        'exons of t2 overlap: it has 4 bases, its exons 9',
      ],
    ] as const)
      expect(fit(text, fasta)).toMatchObject({ status: 65, log: expect.stringContaining(`[test] ${message}`) });
  });

  test.each([
    [1_000, 3],
    [16_384, 6],
    [16_383, 5],
    [1, 1],
  ])('of a genome of %i bases are indexed by %i', (bases, size) => {
    expect(call(`index_bases '${bench.file('g.fa', `>a\n${'A'.repeat(bases)}\n`)}'`).out).toBe(`${size}\n`);
  });

  test('that salmon took for copies are counted', () => {
    mkdirSync(join(bench.folder, 'index'), { recursive: true });
    bench.file('transcripts', 'a\nb\nc\n');
    bench.file('index/info.json', '{\n    "keep_duplicates": false\n}');
    const copies = (...rows: readonly string[]) => {
      bench.file('index/duplicate_clusters.tsv', ['RetainedRef\tDuplicateRef', ...rows, ''].join('\n'));
      return call('count_copies index').log;
    };
    expect(copies()).toBe('');
    expect(copies('chr1\tchr2', 'a\tchr3')).toBe('');
    expect(copies('chr1\tchr2', 'a\tb', 'a\tc')).toContain('2 transcripts have the sequence of another');
    bench.file('index/info.json', '{\n    "keep_duplicates": true\n}');
    expect(copies('a\tb')).toBe('');
  });

  test('are fetched by their checksum, unpacked, and none by an empty one', () => {
    const path = bench.file('x.gtf', 'text\n');
    const sum = call(`md5sum <'${path}'`).out.slice(0, 32);
    expect(call(`fetched '${path}' ${sum} got; cat got`).out).toBe('text\n');
    expect(
      call(`gzip -c '${path}' >x.gz; sum=$(md5sum <x.gz); fetched "$PWD/x.gz" "\${sum%% *}" got; cat got`).out,
    ).toBe('text\n');
    expect(call(`fetched '${path}' '' got`)).toMatchObject({
      status: 69,
      log: expect.stringContaining("a checksum is ''"),
    });
    expect(call(`fetched '${path}' ${'0'.repeat(32)} got`).status).toBe(65);
    const cut = call(
      `gzip -c '${path}' | head -c 20 >x.gz; sum=$(md5sum <x.gz); fetched "$PWD/x.gz" "\${sum%% *}" got`,
    );
    expect([cut.status, cut.log]).toEqual([65, expect.stringContaining('cannot be unpacked')]);
  });
});

/** What stage.sh has of sources and given files, in its simplest form. */
const SOURCES = `
first_mount() { echo /data; }
must_be_source() { case $2 in ftp:*) fail 69 "$1 is no source" ;; esac; }
look_at_given() { product="$2 5 7"; }
identity() { echo "$1=$2 [$3]"; }
`;

describe.each(CALLS)('the reads of a sample, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string) =>
    bench.call(
      shell,
      ['shell/fetch.sh', 'shell/fastq.sh', 'tools/quantify.sh', 'tools/star.sh'],
      `${SOURCES}${script}`,
    );
  const lanes = (...all: readonly object[]): string => `'${JSON.stringify(all)}'`;
  const fastq = (name: string): string => `@${name}\nACGT\n+\nIIII\n`;

  test('are those of its lanes, as JSON tells them', () => {
    const { out } = call(
      `lanes_of '[{"id":"a","fastq_1":"\\/r/a_1.fq.gz","fastq_2":"https://h/y?a=1\\u0026b=2","checksum1":"","checksum2":"ab"},
        { "fastq_1" : "/b.fq", "fastq_2": "" }]'`,
    );
    expect(out).toBe('/r/a_1.fq.gz|https://h/y?a=1&b=2||ab\n/b.fq|||\n');
  });

  test.each(['[]', '', 'x', '[{"fastq_2":"/a"}]', '[{"fastq_1":"a\\"b"}]', '[{"fastq_1":"a\\\\b"}]'])(
    'of lanes %s are refused',
    (json) => {
      const { status, log } = call(`lanes_of '${json}'`);
      expect([status, log]).toEqual([65, expect.stringContaining('the lanes of a sample are no list of objects')]);
    },
  );

  test('are told apart by what lies behind each source', () => {
    const two = lanes(
      { fastq_1: '/r/a_1.fq', fastq_2: '/r/a_2.fq', checksum1: '', checksum2: '' },
      { fastq_1: 'https://h/b', fastq_2: '', checksum1: 'c', checksum2: '' },
    );
    expect(call(`each_source ${two} identify_source`).out).toBe(
      'LANE1.1=/data/r/a_1.fq 5 7\nLANE1.2=/data/r/a_2.fq 5 7\nLANE2.1=https://h/b [c]\n',
    );
    expect(call(`each_source ${lanes({ fastq_1: 'ftp://h/b' })} identify_source`).status).toBe(69);
  });

  test('are fetched though a server does not tell what it holds: then they are counted again each time', () => {
    const path = bench.file('told.fq', fastq('x') + fastq('y'));
    const silent = `identity() { return 1; }; fetch() { cat '${path}' >"$2"; }; rm -rf reads`;
    const one = lanes({ fastq_1: 'https://h/b.fq' });
    expect(call(`${silent}; each_source ${one} identify_source`).status).toBe(1);
    expect(call(`${silent}; sample_reads ${one} >/dev/null; echo "$reads $layout $lane"`).out).toBe('2 single 1\n');
  });

  test('are counted over all lanes, and must be alike', () => {
    for (const name of ['a_1', 'a_2', 'b_1', 'b_2'])
      bench.file(`${name}.fq`, fastq('x').replace('ACGT', name.endsWith('1') ? 'ACGT' : 'TTTT') + fastq('y'));
    const at = (name: string): string => join(bench.folder, name);
    const paired = (name: string): object => ({ fastq_1: at(`${name}_1.fq`), fastq_2: at(`${name}_2.fq`) });
    const read = (...all: readonly object[]) =>
      call(
        `rm -rf reads; first_mount() { :; }; sample_reads ${lanes(...all)} >/dev/null; echo "$reads $layout"; ls reads`,
      );
    const facts = () => readFileSync(join(bench.scratch, 'facts'), 'utf8');
    expect(read(paired('a'), paired('b')).out).toBe('8 paired\n1_1.fq.gz\n1_2.fq.gz\n2_1.fq.gz\n2_2.fq.gz\n');
    expect(facts()).toBe('reads=8\n');
    expect(read({ fastq_1: at('a_1.fq') }).out).toBe('2 single\n1_1.fq.gz\n');
    expect(facts()).toBe('reads=2\n');
    for (const mate of [1, 2])
      bench.file(`c_${mate}.fq`, fastq(`SRR1.1.${mate}`).replace('ACGT', `ACG${'AT'[mate - 1]}`));
    expect(read(paired('c')).out).toBe('2 paired\n1_1.fq.gz\n1_2.fq.gz\n');
    for (const mixed of [
      [paired('a'), { fastq_1: at('b_1.fq') }],
      [{ fastq_1: at('b_1.fq') }, paired('a')],
    ])
      expect(read(...mixed)).toMatchObject({
        status: 65,
        log: expect.stringContaining('some lanes of the sample are single'),
      });
    bench.file('b_1.fq', '@cut\nACG');
    expect(read(paired('a'), paired('b')).status).toBe(65);
  });

  test('are taken from the start of each lane', () => {
    mkdirSync(join(bench.folder, 'reads'), { recursive: true });
    const many = Array.from({ length: 9 }, (_, at) => fastq(`r${at}`)).join('');
    bench.file('many', many);
    const { out } = call(
      'rm -rf reads some; mkdir reads; lane=2; gzip -c many >reads/1_1.fq.gz; cp reads/1_1.fq.gz reads/2_1.fq.gz;' +
        'first_reads 6; gzip -dc some/1_1.fq.gz; gzip -dc some/2_1.fq.gz',
    );
    expect(out.match(/@r\d/g)).toEqual(['@r0', '@r1', '@r2', '@r3', '@r0', '@r1', '@r2', '@r3']);
    for (const blank of ['\n', '\r\n', ' \n']) {
      bench.file('many', `${blank}${many.replace('@r2', `${blank}${blank}@r2`)}`);
      const first = call(
        'rm -rf reads some; mkdir reads; lane=1; gzip -c many >reads/1_1.fq.gz; first_reads 2; gzip -dc some/1_1.fq.gz',
      );
      expect(first).toEqual({ status: 0, out: ['r0', 'r1', 'r2'].map(fastq).join(''), log: '' });
    }
  });

  test.each([
    ['95\t5', 'forward\t95.0\t5.0'],
    ['20\t80', 'reverse\t20.0\t80.0'],
    ['55\t45', 'unstranded\t55.0\t45.0'],
    ['44\t56', 'undetermined\t44.0\t56.0'],
    ['79\t21', 'undetermined\t79.0\t21.0'],
    ['0\t0', 'undetermined\t\t'],
  ])('of %s fragments are %s', (fragments, said) => {
    expect(call(`echo '${fragments}' | strandedness`).out).toBe(`${said}\n`);
  });

  test('have fragments by salmon’s counts, and none where there are no counts', () => {
    const counts =
      '{\n    "read_files": "[ a]",\n    "MSF": 1,\n    "ISF": 40,\n    "OSR": 2,\n    "SR": 3,\n    "IU": 9\n}';
    expect(call(`fragments_of '${bench.file('c.json', counts)}'`).out).toBe('41\t5\n');
    expect(call('fragments_of none.json').out).toBe('0\t0\n');
  });

  test('have fragments by how first mates and single reads lie, and none of a file that cannot be read', () => {
    bench.tool('samtools', 'case "$*" in *"-F 272"*) echo 3 ;; *) echo 10 ;; esac; echo "$*" >>asked');
    expect(call('layout=paired; aligned_fragments x.bam; cat asked').out).toBe(
      '3\t7\nview -c -F 256 -f 64 x.bam\nview -c -F 272 -f 64 x.bam\n',
    );
    expect(call('rm asked; layout=single; aligned_fragments x.bam; head -n 1 asked').out).toBe(
      '3\t7\nview -c -F 256 x.bam\n',
    );
    bench.tool('samtools', 'exit 137');
    expect(call('layout=single; aligned_fragments x.bam >f; strandedness <f').status).toBe(137);
  });

  test.each([
    ['auto reverse paired', 'ISR'],
    ["'' forward single", 'SF'],
    ['forward reverse paired', 'ISF'],
    ['unstranded forward single', 'U'],
    ['auto undetermined paired', 'IU'],
  ])('of %s are %s to salmon', (words, library) => {
    expect(call(`library_type ${words}`).out).toBe(`${library}\n`);
  });

  test('of another word for the strandedness are refused', () => {
    expect(call('library_type yes reverse paired')).toMatchObject({
      status: 65,
      log: expect.stringContaining("is 'yes'"),
    });
  });

  test('that salmon maps too few of count none; any other end of it ends the stage', () => {
    const words = 'layout=single; THREADS=1; count_reads reads A index counts --x';
    bench.tool(
      'salmon',
      'while [ "$1" != -o ]; do shift; done; mkdir -p "$2/logs"; echo "[w] the minimum number of required assigned fragments" >"$2/logs/salmon_quant.log"; exit 1',
    );
    expect(call(words)).toMatchObject({ status: 0, log: expect.stringContaining('too few fragments are mapped') });
    bench.tool('salmon', 'exit 137');
    expect(call(`rm -rf counts; ${words}`).status).toBe(137);
    bench.file('fragments.tsv', '9\t40\n');
    expect(call('rm -rf counts; THREADS=1; count_alignments a.bam ISR t.fa counts').status).toBe(137);
    expect(call('rm -rf counts; THREADS=1; count_alignments a.bam U t.fa counts').status).toBe(137);
    bench.tool('samtools', 'printf "@HD\\tVN:1.4\\n@SQ\\tSN:t2\\tLN:402\\n@SQ\\tSN:t1\\tLN:11\\tM5:x\\n@CO\\tLN:1\\n"');
    const few = call('rm -rf counts; THREADS=1; count_alignments a.bam ISF t.fa counts; cat counts/quant.sf');
    expect([few.status, few.out, few.log]).toEqual([
      0,
      'Name\tLength\tEffectiveLength\tTPM\tNumReads\n' +
        't2\t402\t402.000\t0.000000\t0.000\nt1\t11\t11.000\t0.000000\t0.000\n',
      '[test] salmon counts nothing: 9 fragments are aligned as ISF allows\n',
    ]);
  });

  test('have a row', () => {
    bench.file('inferred.tsv', 'reverse\t1.0\t99.0\n');
    expect(call('quant_row S1 20 97.5 auto ISR').out).toBe('S1\t20\t97.5\tauto\treverse\t1.0\t99.0\tISR\n');
    const meta = bench.file('meta.json', '{\n  "num_mapped": 5,\n  "percent_mapped": 98.7654,\n  "x": 1\n}\n');
    expect(call(`mapped_reads '${meta}'`).out).toBe('98.77\n');
  });

  test('are all read by STAR, by its log', () => {
    const log = bench.file('Log', ' Number of input reads |\t40\n   Uniquely mapped reads % |\t91.25%\n');
    expect(call(`reads_of_star '${log}' paired; reads_of_star '${log}' single; mapped_by_star '${log}'`).out).toBe(
      '80\n40\n91.25\n',
    );
    expect(call(`must_have_read '${log}' 80 paired`).status).toBe(0);
    expect(call(`must_have_read '${log}' 82 paired`)).toMatchObject({
      status: 65,
      log: '[test] STAR read 80 of 82 reads\n',
    });
  });

  test('reach STAR as files with commas between, in lines that end alike and are not blank', () => {
    bench.file('odd', `\n${fastq('x').replaceAll('\n', '\r\n')}\r\n${fastq('y')} \n\n${fastq('z').trimEnd()}`);
    bench.tool(
      'STAR',
      'while [ "$1" != --readFilesCommand ]; do shift; done; echo "$5"; for at in 1 2; do "$2" "$3" "reads/${at}_1.fq.gz"; done',
    );
    const made = 'rm -rf reads; mkdir reads; gzip -c odd >reads/1_1.fq.gz; cp reads/1_1.fq.gz reads/2_1.fq.gz';
    const all = ['x', 'y', 'z'].map(fastq).join('');
    expect(call(`${made}; layout=single; star_align i`)).toEqual({
      status: 0,
      out: `reads/1_1.fq.gz,reads/2_1.fq.gz\n${all}${all}`,
      log: '',
    });
  });
});

/** Debian's busybox has an awk without logarithms. */
const AWKS = ['mawk', 'gawk'] as const;

describe.each(CALLS)('tables of expression, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string) => bench.call(shell, ['tools/expression-tables.sh', 'tools/samples.sh'], script);
  const rows = (...all: readonly string[]): string =>
    bench.file('rows', `${all.map((row, at) => bench.file(`row${at}`, `${row}\n`)).join('\n')}\n`);
  const judged = (list: string, failed = '', gates = "10000 5 'yes'") =>
    call(`judged '${list}' '${bench.file('failed', failed)}' ${gates}`)
      .out.trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));

  test('are of good samples, in the order of their names', () => {
    const list = rows(
      'b\t20000\t97.50\tauto\treverse\t1.0\t99.0\tISR',
      '1e1\t9999\t97.50\tauto\treverse\t1.0\t99.0\tISR',
      'a\t20000\t4.99\t\tundetermined\t70.0\t30.0\tIU',
      'c\t20000\t90.00\tforward\treverse\t1.0\t99.0\tISF',
      '10\t20000\t5.00\treverse\treverse\t1.0\t99.0\tISR',
      'none\t20000\t0.00\tauto\tundetermined\t\t\tIU',
    );
    const all = judged(list, 'x\n');
    expect(all.map(([sample, status]) => `${sample} ${status}`)).toEqual([
      'sample status',
      '10 ok',
      '1e1 poor',
      'a poor',
      'b ok',
      'c poor',
      'none poor',
      'x failed',
    ]);
    expect(all.map((cells) => cells.at(-1))).toEqual([
      'why',
      '',
      '9999 reads, expected 10000',
      'strandedness undetermined: 70.0 % forward, 30.0 % reverse; 4.99 % mapped, expected 5 %',
      '',
      'the sheet says forward, the reads reverse: 1.0 % forward, 99.0 % reverse',
      'strandedness undetermined: no fragment tells it; 0.00 % mapped, expected 5 %',
      'see its pods',
    ]);
    expect(judged(list, '', "0 0 ''").map(([, status]) => status)).toEqual(['status', ...Array(6).fill('ok')]);
  });

  test('are of none where a row cannot be read', () => {
    const list = rows('a\t20000\t97.50\tauto\treverse\t1.0\t99.0\tISR');
    const { status } = call(`echo "$PWD" >>'${list}'; judged '${list}' /dev/null 1 1 ''`);
    expect(status).not.toBe(0);
  });

  test('name the folders of good samples, by their rows, and what is poor', () => {
    const samples = bench.file('samples', 'sample\tstatus\nA\tok\nB\tpoor\t\t\t\t\t\t\t\tfew\nC\tok\n');
    const list = rows('C\t1', 'A\t1', 'B\t1');
    const folders = bench.file('list', '/w/c\n/w/a\n/w/b\n');
    const { out, log } = call(`good_quants '${samples}' '${folders}' '${list}'`);
    expect([out, log]).toEqual(['/w/a\n/w/c\n', '']);
    const none = call(`good_quants '${bench.file('s', 'sample\tstatus\nA\tfailed\n')}' '${folders}' '${list}'`);
    expect([none.status, none.log]).toEqual([65, '[test] no sample is left\n']);
  });

  test.each(AWKS)('are made by %s of each sample’s counts, as tximport makes them', (awk) => {
    bench.tool('awk', `exec ${awk} "$@"`);
    for (const [sample, cells] of [
      ['A', ['100\t80\t2.5\t10', '200\t180\t0\t0', '300\t280\t7.5\t30', '400\t380\t0\t0']],
      ['B', ['100\t90\t5\t20', '200\t170\t15\t40', '300\t290\t0\t0', '400\t370\t0\t0']],
    ] as const) {
      mkdirSync(join(bench.folder, sample), { recursive: true });
      const lines = cells.map((cell, at) => `${['t1', '1.10', '1.1', 't4'][at]}\t${cell}\n`);
      bench.file(`${sample}/quant.sf`, `Name\tLength\tEffectiveLength\tTPM\tNumReads\n${lines.join('')}`);
    }
    const genes = bench.file(
      'tx2gene',
      'transcript_id\tgene_id\tgene_name\nt1\tg2\tn2\n1.10\tg1\tn1\n1.1\tg2\tn2\nt4\tg3\tn3\n',
    );
    bench.file('quants', `${join(bench.folder, 'A')}\n${join(bench.folder, 'B')}\n`);
    const samples = bench.file('samples', 'sample\tstatus\nA\tok\nB\tok\n');
    const begin = `rm -f ids these tpm.* counts.* lengths.* gene_*; columns quants '${genes}'; by_gene`;
    const table = (more: string) => call(`${begin}; ${more}`).out.trimEnd().split('\n').slice(1);
    expect(table(`transcript_table tpm '${samples}'`)).toEqual([
      't1\tg2\t2.5\t5',
      '1.10\tg1\t0\t15',
      '1.1\tg2\t7.5\t0',
      't4\tg3\t0\t0',
    ]);
    expect(table(`gene_table 15 '${samples}' gene_counts.*`)).toEqual([
      'g1\tn1\t0\t40',
      'g2\tn2\t40\t20',
      'g3\tn3\t0\t0',
    ]);
    // Of g1 A has no TPM: B's length. Of g2 the mean by TPM. Of g3 nobody has any: the mean of all.
    expect(table(`gene_lengths >lengths; gene_table 13 '${samples}' lengths`)).toEqual([
      'g1\tn1\t170\t170',
      'g2\tn2\t230\t90',
      'g3\tn3\t375\t375',
    ]);
    // A: TPM 10 of g2, its counts 40. B: 15 and 5, its counts 60.
    expect(table(`scaled '' >scaled; gene_table 13 '${samples}' scaled`)).toEqual([
      'g1\tn1\t0\t45',
      'g2\tn2\t40\t15',
      'g3\tn3\t0\t0',
    ]);
    expect(table(`gene_lengths >lengths; scaled lengths >scaled; gene_table 13 '${samples}' scaled`)).toEqual([
      `g1\tn1\t0\t${Number(((60 * 15 * 170) / (15 * 170 + 5 * 160)).toPrecision(13))}`,
      `g2\tn2\t40\t${Number(((60 * 5 * 160) / (15 * 170 + 5 * 160)).toPrecision(13))}`,
      'g3\tn3\t0\t0',
    ]);
  });

  test('of other transcripts, of none, and of no gene are refused', () => {
    const write = (sample: string, text: string) => {
      mkdirSync(join(bench.folder, sample), { recursive: true });
      bench.file(`${sample}/quant.sf`, text);
    };
    const genes = bench.file('tx2gene', 'transcript_id\tgene_id\tgene_name\nt1\tg1\tn1\n');
    bench.file('quants', `${join(bench.folder, 'A')}\n${join(bench.folder, 'B')}\n`);
    const head = 'Name\tLength\tEffectiveLength\tTPM\tNumReads\n';
    const columns = () => call(`rm -f ids these tpm.* counts.* lengths.*; columns quants '${genes}'`);
    write('A', `${head}t1\t1\t1\t1\t1\n`);
    write('B', `${head}t2\t1\t1\t1\t1\n`);
    expect(columns()).toMatchObject({ status: 65, log: expect.stringContaining('different transcripts') });
    write('A', `${head}t2\t1\t1\t1\t1\n`);
    expect(columns()).toMatchObject({ status: 65, log: '[test] the transcript t2 stands in no line of the genes\n' });
    write('A', `${head}t1\t1\t1\t1\t1\n`);
    for (const text of ['nothing\n', '', head, `${head}t1\t1\t1\t1\n`]) {
      write('B', text);
      expect(columns()).toMatchObject({ status: 65, log: "[test] B/quant.sf is no table of salmon's\n" });
    }
    write('B', `${head}t1\t1\t1\t1\t1\n`);
    expect(columns().status).toBe(0);
  });

  test('end a run that leaves some out, with their names', () => {
    const good = bench.file('good', 'sample\tstatus\twhy\nA\tok\t\n');
    expect(call(`none_left_out '${good}'`)).toEqual({ status: 0, out: '', log: '' });
    const poor = bench.file('poor', 'sample\tstatus\twhy\nA\tok\t\nB\tpoor\tfew reads\nC\tfailed\tx\n');
    expect(call(`none_left_out '${poor}'`)).toEqual({
      status: 65,
      out: '',
      log: '[test] 2 samples are left out: B (few reads); C (x); see poor\n',
    });
    const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    const many = bench.file('many', `sample\twhy\n${names.map((name) => `${name}\tx\n`).join('')}`);
    const first = 'A (x); B (x); C (x); D (x); E (x)';
    expect(call(`none_left_out '${many}'`).log).toBe(`[test] 7 samples are left out: ${first}; and 2 more; see many\n`);
    const one = bench.file('one', 'sample\twhy\nA\tx\n');
    expect(call(`none_left_out '${one}'`).log).toBe('[test] 1 sample is left out: A (x); see one\n');
  });

  test('stand on MultiQC’s page with their heads', () => {
    const genes = Array.from({ length: 20 }, (_, at) => `g${at}\tn${at}${'\t1.5'.repeat(12)}\n`);
    const names = Array.from({ length: 12 }, (_, at) => `S${at}`).join('\t');
    const table = bench.file('t', `gene_id\tgene_name\t${names}\n${genes.join('')}`);
    const lines = call(`head_mqc gene_counts 'Counts by gene' '${table}'`).out.trimEnd().split('\n');
    const data = lines.filter((line) => !line.startsWith('#'));
    expect([data.length, data[0]?.split('\t').length, data[10]?.startsWith('"g9 (n9)"\t')]).toEqual([11, 11, true]);
    expect(lines).toContain('#   "S0": {scale: false, format: \'{:,.2f}\'}');
    const digits = bench.file('d', 'gene_id\tgene_name\tS1\n1017\t1017\t1\n01017\t1017\t2\n');
    const rows = call(`head_mqc gene_counts 'Counts by gene' '${digits}'`).out.split('\n').slice(-4, -1);
    expect(rows).toEqual(['"gene_id (gene_name)"\t"S1"', '"1017"\t1', '"01017 (1017)"\t2']);
  });
});

describe.each(CALLS)('folders, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());

  test('are copied with all their files, whatever they are called', () => {
    for (const name of ['from/a', 'to']) mkdirSync(join(bench.folder, name), { recursive: true });
    bench.file('from/x y', '1');
    bench.file('from/a/-b', '2');
    const { status } = bench.call(shell, ['tools/folders.sh'], 'put_folder from to');
    expect(status).toBe(0);
    expect(['x y', 'a/-b'].map((name) => readFileSync(join(bench.folder, 'to', name), 'utf8'))).toEqual(['1', '2']);
    expect(bench.call(shell, ['tools/folders.sh'], 'put_folder none to').status).not.toBe(0);
    expect(bench.call(shell, ['tools/folders.sh'], 'put() { return 75; }; put_folder from to').status).toBe(75);
  });
});
