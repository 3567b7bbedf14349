import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Bench, CALLS } from '../support/functions';

/** A line of the table of calls. */
const row = (name: string, called: string, mixed = '0', bases = '20000', status = 'called'): string =>
  `${[name, status, bases, '0', '1', called, '0', '0', '5', mixed, '30.00'].join('\t')}\n`;

describe.each(CALLS)('trees, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string) =>
    bench.call(shell, ['tools/samples.sh', 'tools/haploid.sh', 'tools/phylogeny.sh'], script);
  const rows = bench.file(
    'calls',
    row('b', '49.99') + row('a', '50.00', '2') + row('c', '99.00', '3') + row('d', '98.00'),
  );
  const failed = bench.file('failed', 'e\n');
  const tableOf = (calls: string, without = '/dev/null'): string =>
    `call_table '${bench.file('rows', `${calls}\n`)}' '${without}' >"$TMPDIR/calls"
    isolate_table 50 0.0001 "$TMPDIR/calls"`;

  test('take isolates of which enough is called and that are not mixed, by name; the others have a reason', () => {
    const { out } = call(tableOf(rows, failed));
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(lines.map((cells) => cells.length)).toEqual([14, 14, 14, 14, 14, 14]);
    expect(lines.map((cells) => [cells[0], cells[12], cells[13]])).toEqual([
      ['isolate', 'tree', 'why'],
      ['a', 'yes', ''],
      ['b', 'no', '49.99 % called (at least 50 %)'],
      ['c', 'no', '3 mixed sites (at most 2)'],
      ['d', 'yes', ''],
      ['e', 'no', 'failed'],
    ]);
  });

  test('need four isolates, and say which are left out', () => {
    const table = `${tableOf(rows, failed)} >"$TMPDIR/table"`;
    const few = call(`${table}; must_be_four "$TMPDIR/table"`);
    expect(few).toMatchObject({ status: 65, log: expect.stringContaining('2 isolates stay, expected at least four') });
    expect(few.log).toContain(
      'left out: b (49.99 % called (at least 50 %)); c (3 mixed sites (at most 2)); e (failed); ' +
        'give more isolates, or mend those that are left out',
    );
    expect(few.log).toContain('[test] left out: e (failed)\n');
    expect(call(`${table}; none_left_out "$TMPDIR/table"`)).toMatchObject({
      status: 65,
      log: expect.stringContaining('3 samples are left out: b (49.99 %'),
    });
    const four = bench.file('four', ['a', 'b', 'c', 'd'].map((name) => row(name, '90.00')).join(''));
    const well = `${tableOf(four)} >"$TMPDIR/table"`;
    const last = `must_be_four "$TMPDIR/table"; none_left_out "$TMPDIR/table"`;
    expect(call(`${well}; ${last}`)).toMatchObject({ status: 0, log: '' });
  });

  test('join the genomes of those that stay, each as one sequence, by their names', () => {
    const of = (name: string, called: string) => ({
      row: bench.file(`row-${name}`, row(name, called)),
      genome: bench.file(`${name}.fa`, `>c1\nAC\nGT\n>c2\n${name === 'a' ? 'TT' : 'GG'}\n`),
    });
    const all = [of('d', '90.00'), of('b', '1.00'), of('a', '90.00')];
    const list = (key: 'row' | 'genome') => bench.file(`${key}s`, all.map((one) => `${one[key]}\n`).join(''));
    const { out } = call(`
      call_table '${list('row')}' /dev/null >"$TMPDIR/calls"
      isolate_table 50 0.0001 "$TMPDIR/calls" >"$TMPDIR/table"
      joined_genomes "$TMPDIR/table" '${list('row')}' '${list('genome')}'`);
    expect(out).toBe('>a\nAC\nGT\nTT\n>d\nAC\nGT\nGG\n');
  });

  test('end red where one that stays has no genome', () => {
    const one = bench.file('row-x', row('x', '90.00'));
    const lists = [bench.file('row-list', `${one}\n`), bench.file('genome-list', '')];
    const made = `${tableOf(one)} >"$TMPDIR/table"; joined_genomes "$TMPDIR/table" '${lists.join("' '")}'`;
    expect(call(made)).toMatchObject({ status: 65, log: expect.stringContaining('have a genome: 0, expected 1') });
  });

  test('of an alignment, count what is known of each sequence, and keep those that stay', () => {
    const aligned = bench.file('aligned.fa', '>a\nACGT\nAC-N\n>b\n----\n---A\n');
    const { out } = call(`sequence_table <'${aligned}' >"$TMPDIR/calls"; sed 1d "$TMPDIR/calls" | cut -f 1,3,5,6
      isolate_table 50 0.0001 "$TMPDIR/calls" >"$TMPDIR/table"; sequences_of "$TMPDIR/table" <'${aligned}'`);
    expect(out).toBe('a\t8\t6\t75.00\nb\t8\t1\t12.50\n>a\nACGT\nAC-N\n');
  });

  const list = (...texts: readonly string[]): string =>
    bench.file('list', texts.map((text, at) => `${bench.file(`s${at + 1}.fa`, text)}\n`).join(''));

  test('sequences are read by their names to the first space, in capitals, by order', () => {
    const given = list('\r\n>d x\r\nac\r\ngu-r\r\n'.slice(2), '>b|1/2\nACGT\n>a\nNNNN\n', '>c\nA?.T\n');
    expect(call(`checked_sequences '${given}'`)).toEqual({
      status: 0,
      out: '>a\nNNNN\n>b|1/2\nACGT\n>c\nANNT\n>d\nACGTN\n',
      log: '',
    });
  });

  test.each([
    [['ACGT\n'], 's1.fa: it is no FASTA, which begins with >'],
    [[''], 's1.fa: it is empty'],
    [['>a\n>b\nA\n'], 's1.fa: the sequence a is empty'],
    [['>a\nA\n', '>b\nACE\n'], 's2.fa: the sequence b has the letter E, expected nucleotides'],
    [[">a'b\nA\n"], "s1.fa: the name a'b has one of ( ) [ ] : ; , < > & and quotes"],
    [['><b>\nA\n'], 's1.fa: the name <b> has one of ( ) [ ] : ; , < > & and quotes'],
    [['>a>\nA\n'], 's1.fa: the name a> has one of'],
    [['>&amp\nA\n'], 's1.fa: the name &amp has one of'],
    [['> a\nA\n'], 's1.fa: line 1 names no sequence'],
    [['>a\nA\n', '>a\nC\n>b\nA\n>b\nA\n'], 'two sequences have one name: a b'],
    [['>a\nA\n>b\nA\n>c\nA\n'], 'there are 3 sequences, expected at least four'],
  ])('sequences %j are refused', (texts, message) => {
    const { status, log } = call(`checked_sequences '${list(...texts)}'`);
    expect([status, log]).toEqual([65, expect.stringContaining(message)]);
  });

  test('names of whatever characters come back from programs', () => {
    const names = Array.from({ length: 11 }, (__, at) => `t${at}|x/1.e-05`);
    const fasta = bench.file('names.fa', names.map((name) => `>${name}\nacgt\n`).join(''));
    const { out } = call(`numbered "$TMPDIR/names" <'${fasta}' >"$TMPDIR/numbered"; sed -n '21p' "$TMPDIR/numbered"
      capitals <"$TMPDIR/numbered" >"$TMPDIR/capitals"; named "$TMPDIR/names" <"$TMPDIR/capitals"`);
    expect(out).toBe(`>t11\n${names.map((name) => `>${name}\nACGT\n`).join('')}`);
    const tree = call(`echo '(t1:1e-06,(t11:0.1,t2:0.2)100/99:0.3,t10);' | named "$TMPDIR/names"`).out;
    expect(tree).toBe(`(${names[0]}:1e-06,(${names[10]}:0.1,${names[1]}:0.2)100/99:0.3,${names[9]});\n`);
  });

  test('a tree that lacks a name is refused', () => {
    const names = bench.file('all', 'a\nb\nc.1\nd\n');
    const tree = (text: string) => call(`must_have_all '${names}' '${bench.file('tree', `${text}\n`)}'`);
    expect(tree('(a:1,b,(c.1:2,d:1e-05)1.0:0.1);').status).toBe(0);
    expect(tree('(a:1,b,(c:2,d:1)1.0:0.1);')).toMatchObject({ status: 65, log: '[test] the tree lacks c.1\n' });
  });

  test('sites: where there are none it is said where, and what fails is red', () => {
    const fasta = bench.file('same.fa', '>a\nACGT\n>b\nACGT\n');
    const sites = (tool: string) => {
      bench.tool('snp-sites', tool);
      return call(`variable_sites '${fasta}' "$TMPDIR/out" 'known of all' -c; cat "$TMPDIR/out"`);
    };
    expect(sites('shift; printf ">a\\nC\\n" >"$2"').out).toBe('>a\nC\n');
    expect(sites("echo 'Warning: No SNPs were detected so' >&2; exit 1")).toMatchObject({
      status: 65,
      log: expect.stringContaining('there is no site known of all at which isolates differ'),
    });
    expect(sites("echo 'unequal length' >&2; exit 3")).toMatchObject({ status: 3, log: 'unequal length\n' });
    expect(sites('exit 0')).toMatchObject({ status: 65, log: expect.stringContaining('does not say so') });
  });

  test('programs tell their versions, whatever stands behind', () => {
    bench.tool('snp-sites', 'echo "snp-sites 2.5.1 of Jan 21 2022"');
    bench.tool('mute', 'exit 1');
    expect(call('version_of snp-sites -V; version_of mute -V')).toMatchObject({
      status: 0,
      out: 'snp-sites=2.5.1\n',
    });
  });

  test('an isolate is mixed among others where these have different bases, and alone where they are alike', () => {
    const joined = bench.file(
      'joined',
      ['>A\nACGTA\nAAAA', '>B\nACGCA\nCAAA', '>mix\nnCnnA\nnAAn', '>1\nACGNA\nNAAn', ''].join('\n'),
    );
    const shared = call(`mixed_among '${joined}'`).out;
    // Where another is mixed, too, is a repeat, as like as not.
    expect(shared).toBe('A\t0\t0\nB\t0\t0\nmix\t2\t2\n1\t0\t0\n');
    const columns = Array.from({ length: 10 }, () => '0').join('\t');
    const line = (name: string, tree: string): string => `${name}\t${columns}\t\t${tree}\t\n`;
    const head = `isolate\t${columns}\tmixed_alone\ttree\twhy\n`;
    const table = bench.file('table', `${head}${line('mix', 'yes')}${line('out', 'no')}`);
    const without = (most: number) =>
      call(`without_mixed '${table}' '${bench.file('shared', shared)}' ${most}`).out.split('\n');
    expect(without(1)[1]).toBe(`mix\t${columns}\t2\tno\tmixed at 2 sites at which others differ (at most 1)`);
    expect(without(2).slice(1, 3)).toEqual([`mix\t${columns}\t2\tyes\t`, `out\t${columns}\t\tno\t`]);
    const told = (most: number) => {
      const made = bench.file('made', without(2).join('\n'));
      return call(`mixed_alone '${made}' ${most}`).log;
    };
    expect(told(1)).toBe(
      '[test] mix is in the tree and mixed at 2 sites at which no other is and all others are alike: ' +
        'it may hold an isolate that is none of these; see mixed_alone\n',
    );
    expect(told(2)).toBe('');
  });

  test('core constants are columns that every sequence has, alike', () => {
    const long = 'A'.repeat(150);
    const sequences = `>a\nACGTTN\n${long}\n>b\nACGTAA\n${long}\n>c\nACNTTA\n${long.replace(/A$/, 'N')}\n`;
    expect(call(`core_constants <'${bench.file('core.fa', sequences)}'`).out).toBe('150,1,0,1\n');
    expect(call(`distinct '${bench.file('d.fa', '>a\nAC\nGT\n>b\nACGT\n>c\nACGA\n')}'`).out).toBe('2\n');
  });

  test('an isolate without a base at any site is refused by name', () => {
    expect(call(`must_be_known '${bench.file('k.fa', '>a\nAC\n>b\nNA\n')}'`).status).toBe(0);
    expect(call(`must_be_known '${bench.file('k.fa', '>a\nAC\n>b\nNN\n>c\nAA\n')}'`)).toMatchObject({
      status: 65,
      log: expect.stringContaining('[test] b has no base at any of the sites'),
    });
  });

  test('a name beyond ASCII is refused at once', () => {
    const list = bench.file('list', `${bench.file('m.fa', Buffer.from('>M\xfcller\nACGT\n', 'latin1'))}\n`);
    expect(call(`checked_sequences '${list}'`)).toMatchObject({
      status: 65,
      log: expect.stringContaining('m.fa: the name of the sequence in line 1 has a character beyond ASCII'),
    });
  });

  test('tables and the picture are as MultiQC takes them', () => {
    const table = call(`${tableOf(rows)} >"$TMPDIR/table"; mqc_isolates "$TMPDIR/table"`).out;
    expect(table).toMatch(/^# id: isolates\n[\s\S]*\n"isolate"\t"status"\t[\s\S]*\n"d"\tcalled\t/);
    const wide = Array.from({ length: 61 }, (__, at) => Array.from({ length: 61 }, () => at).join('\t')).join('\n');
    const shown = call(`mqc_distances '${bench.file('wide', `${wide}\n`)}'`)
      .out.split('\n')
      .filter((one) => one.includes('\t'));
    expect([shown.length, shown[0]?.split('\t').length]).toEqual([51, 51]);
    const svg = bench.file('x.svg', '<?xml version="1.0"?>\n<svg/>\n');
    expect(call(`mqc_tree '${svg}'`).out).toMatch(/^<!--\nid: tree\n[\s\S]*-->\n<svg\/>\n$/);
  });
});

describe('Python', () => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const python = (what: string, text: string): string => {
    const program = join(__dirname, '../../lib/tools/phylogeny.py');
    const { stdout, stderr } = spawnSync('python3', [program, what, bench.file('input', text)], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout;
  };
  const places = (svg: string): Readonly<Record<string, number>> =>
    Object.fromEntries(
      [...svg.matchAll(/<text x="([\d.]+)" y="[\d.]+">([^<]+)/g)].map(([, x, name = '']) => [name, Number(x)]),
    );

  test('counts a difference where both are known', () => {
    expect(python('distances', '>a\nACGTN-\n>b\nACCANA\n>c\nTCGRAA\n')).toBe(
      'isolate\ta\tb\tc\na\t0\t2\t1\nb\t2\t0\t2\nc\t1\t2\t0\n',
    );
  });

  test('puts the root into the middle of the longest path, and keeps supports on their branches', () => {
    // The longest path is from a to d, 10 long; its middle lies on the branch of `90`.
    const svg = python('picture', '(a:4,b:1,(c:1,(d:3,e:1)80:1)90:2);');
    const { a = 0, d = 0, b = 0, c = 0, e = 0 } = places(svg);
    expect([Math.round(a), b < a, c < d, e < d]).toEqual([Math.round(d), true, true, true]);
    expect(
      [...svg.matchAll(/text-anchor|>(80|90)</g)]
        .map(([, what]) => what)
        .filter(Boolean)
        .sort(),
    ).toEqual(['80', '90']);
  });

  test('makes the same picture of the same tree, wherever it is written from', () => {
    const one = python('picture', '(a:4,b:1,(c:1,(d:3,e:1)80:1)90:2);');
    expect(python('picture', '((d:3,e:1)80:1,c:1,(b:1,a:4)90:2);')).toBe(one);
  });

  test('takes trees without lengths, with equal leaves, and of a thousand isolates in a row', () => {
    expect(python('picture', '(a,b,(c,d));')).not.toContain('changes a site');
    expect(python('picture', '(a:0,b:0,(c:0,d:0)100:0);')).toContain('>d</text>');
    const row = Array.from({ length: 1_000 }, (__, at) => at).reduce((tree, at) => `(${tree},i${at}:1):1`, 'x:1');
    expect(python('picture', `${row.replace(/:1$/, '')};`)).toContain('>i999</text>');
  });

  test('escapes names', () => {
    expect(python('picture', '(a&b:1,c<d:2,e:1);')).toContain('>a&amp;b</text>');
  });
});
