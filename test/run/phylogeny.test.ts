import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ANCESTOR,
  evolved,
  GENOMES,
  ISOLATES,
  layIsolate,
  layReference,
  matrixOf,
  someReads,
  splitsOf,
  TREE,
  UNROOTED,
} from '../support/outbreak-data';
import { grow, ofAlignments, ofSequences, worked } from '../support/phylogeny-run';
import { newVolume, removeVolume, textOf } from '../support/tree';
import { failed, OWNER } from '../support/variant-run';
import { byHand, type Genome, linesOf } from '../support/variants-data';

jest.setTimeout(600_000);

const PROGRAMS = ['iqtree', 'fasttree'] as const;
let volume = '';
beforeAll(() => {
  volume = newVolume(OWNER);
  layReference(volume, ANCESTOR);
  const reads = (name: string, at: number, share = 1) => someReads(GENOMES[name] ?? {}, at, share);
  for (const [at, name] of ISOLATES.entries()) layIsolate(volume, name, reads(name, at));
  // Two isolates in one tube, four to one, and 2×. Their names come before and behind the others'.
  const [first, second] = [reads('i01', 20), reads('i10', 21, 1 / 4)];
  layIsolate(volume, 'h1', [first[0] + second[0], first[1] + second[1]]);
  layIsolate(volume, 'j1', reads('i02', 22, 1 / 15));
  mkdirSync(join(volume, 'seqs'));
  for (const name of ISOLATES) laySequence(name, GENOMES[name] ?? {});
});
afterAll(() => removeVolume(volume));

function laySequence(name: string, of: Genome): void {
  writeFileSync(join(volume, `seqs/${name}.fa`), `>${name} of a test\n${Object.values(of).join('')}\n`);
}
const sequences = ISOLATES.map((name) => `/seqs/${name}.fa`);
const RESULTS = ['tree.nwk', 'sites.fa', 'distances.tsv', 'tree.svg'];
const results = (folder: string): readonly string[] => RESULTS.map((name) => textOf(volume, `${folder}/${name}`));
/** The table of isolates, by name and column. */
function isolates(folder = 'run'): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const [head = [], ...rows] = linesOf(textOf(volume, `${folder}/isolates.tsv`)).map((line) => line.split('\t'));
  return Object.fromEntries(
    rows.map((row) => [row[0] ?? '', Object.fromEntries(head.map((name, at) => [name, row[at] ?? '']))]),
  );
}

describe.each(PROGRAMS)('by %s', (program) => {
  const mustBeFound = (folder = 'run'): void => {
    expect(splitsOf(textOf(volume, `${folder}/tree.nwk`))).toEqual(splitsOf(TREE));
    expect(textOf(volume, `${folder}/distances.tsv`)).toBe(matrixOf(GENOMES));
    writeFileSync(join(volume, 'planted.nwk'), UNROOTED);
    // `RF 0` also by IQ-TREE's own count.
    const count = `iqtree2 -rf planted.nwk ${folder}/tree.nwk --prefix rf -redo >rf.out; sed -n '2s/.* //p' rf.rfdist`;
    expect(byHand(volume, count)).toBe('0\n');
  };

  test('of reads, the tree is the one that was planted, as are the distances', async () => {
    const outcome = await grow(ofAlignments(ISOLATES, { program }), volume, `reads-${program}`);
    expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
    mustBeFound();
    for (const row of Object.values(isolates())) {
      const whole = { status: 'called', bases: '20000', masked: '0', mixed: '0', mixed_alone: '0' };
      expect(row).toMatchObject({ ...whole, tree: 'yes', why: '' });
      expect(Number(row['called_percent'])).toBeGreaterThan(97);
    }
  });

  test('of sequences, likewise', async () => {
    const outcome = await grow(ofSequences(sequences, { program }), volume, `sequences-${program}`);
    expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
    mustBeFound();
  });

  test('of sequences of unequal lengths, which MAFFT aligns, likewise', async () => {
    // Ends that lack, and in every second one bases within: no site is lost, for there nothing differs.
    ISOLATES.forEach((name, at) => {
      const bases = Object.values(GENOMES[name] ?? {}).join('');
      const within = bases.slice(at * 30, 11_700) + bases.slice(at % 2 ? 11_760 : 11_700);
      const short = within.slice(0, within.length - at * 20);
      writeFileSync(join(volume, `seqs/short-${name}.fa`), `>${name}\n${short.toLowerCase()}\n`);
    });
    const short = ISOLATES.map((name) => `/seqs/short-${name}.fa`);
    const outcome = await grow(ofSequences(short, { program }), volume, `short-${program}`, '/short');
    expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
    mustBeFound('short');
  });
});

test('a consensus has the reference’s contigs and lengths, and its bases are the isolate’s or N', () => {
  for (const name of ISOLATES) {
    const [, ...contigs] = textOf(volume, `run/genomes/${name}.fa`).split('>');
    const found = contigs.map((text) => text.slice(text.indexOf('\n')).replaceAll('\n', ''));
    expect(contigs.map((text) => text.split('\n')[0])).toEqual(Object.keys(ANCESTOR));
    Object.values(GENOMES[name] ?? {}).forEach((bases, at) => {
      expect(found[at]).toHaveLength(bases.length);
      expect([...(found[at] ?? '')].findIndex((base, place) => base !== 'N' && base !== bases[place])).toBe(-1);
    });
  }
});

test('a mixed isolate and a thin one are named, and the tree of the others has the same bytes', async () => {
  const alone = await grow(ofAlignments(ISOLATES), volume, 'alone', '/alone');
  const together = await grow(ofAlignments(['j1', 'h1', ...ISOLATES]), volume, 'together', '/together');
  expect([alone.phase, together.phase, failed(together)]).toEqual(['Succeeded', 'Succeeded', []]);
  expect(results('together')).toEqual(results('alone'));
  const { h1, j1 } = isolates('together');
  expect(h1?.['why']).toMatch(/^\d{2,} mixed sites \(at most 2\)$/);
  expect(j1?.['why']).toMatch(/^\d+[.]\d\d % called \(at least 50 %\)$/);
  const { log = '' } = together.ended.find(({ task }) => task === 'treeisolates') ?? {};
  expect(log).toContain(`left out: h1 (${h1?.['why']})`);
  expect(log).toContain(`left out: j1 (${j1?.['why']})`);
});

test('with poorSamples: fail they are left out as well, and the end is red when all is published', async () => {
  const all = ['h1', 'j1', ...ISOLATES];
  const outcome = await grow(ofAlignments(all, { poorSamples: 'fail' }), volume, 'strict', '/together');
  expect(outcome.phase).toBe('Failed');
  expect(failed(outcome)).toEqual([expect.stringMatching(/^verdict 65 [\s\S]*2 samples are left out: h1 /)]);
  expect(results('together')).toEqual(results('alone'));
});

test('where fewer than four stay the end is red, and says who is left out', async () => {
  const outcome = await grow(ofAlignments(['i01', 'i02', 'h1', 'i03', 'j1']), volume, 'few', '/few');
  expect(failed(outcome)).toEqual([
    expect.stringMatching(/^treeisolates 65 [\s\S]*3 isolates stay, expected at least four; left out: h1 \(.*; j1 \(/),
  ]);
});

test('of one isolate more it alone is called, and what joins all runs again; a second run does nothing', async () => {
  const nine = ISOLATES.slice(0, 9);
  await grow(ofAlignments(nine), volume, 'nine', '/more');
  const again = await grow(ofAlignments(nine), volume, 'nine-again', '/more');
  expect([again.phase, worked(again)]).toEqual(['Succeeded', ['manifest']]);
  const ten = await grow(ofAlignments(ISOLATES), volume, 'ten', '/more');
  const joined = ['genometable', 'treeisolates', 'sites', 'distances', 'tree', 'treepicture', 'treereport', 'manifest'];
  expect([ten.phase, [...worked(ten)].sort()]).toEqual(['Succeeded', ['isolates', 'genomes(9)', ...joined].sort()]);
  expect(results('more')).toEqual(results('alone'));
});

test('an isolate whose alignment is cut is named by a red end, and the tree is of the others', async () => {
  const whole = readFileSync(join(volume, 'bams/i10.bam'));
  truncateSync(join(volume, 'bams/i10.bam'), Math.floor(whole.length / 2));
  const outcome = await grow(ofAlignments(ISOLATES), volume, 'cut', '/more');
  expect(outcome.phase).toBe('Failed');
  expect(failed(outcome)).toEqual([
    expect.stringMatching(/^genomes\(9\) 65 [\s\S]*the alignment of the isolate i10, \/.*i10.bam, is cut/),
    expect.stringMatching(/^genometable 65 [\s\S]*1 failed, 9 did not; see the pods of those that failed: i10/),
  ]);
  expect(isolates('more')['i10']).toMatchObject({ status: 'failed', tree: 'no', why: 'failed' });
  expect(textOf(volume, 'more/tree.nwk')).not.toContain('i10');
  writeFileSync(join(volume, 'bams/i10.bam'), 'no BAM at all');
  expect(failed(await grow(ofAlignments(ISOLATES), volume, 'text', '/more'))).toEqual([
    expect.stringMatching(/^genomes\(9\) 65 [\s\S]*i10.bam, is cut, or no BAM/),
    expect.stringMatching(/^genometable 65 /),
  ]);
  // It may be that of any isolate that is missing, and is none of those that are there.
  const samples = JSON.stringify(ISOLATES);
  const named = await grow(ofAlignments(ISOLATES, { samples }), volume, 'expected', '/more');
  expect(failed(named).map((line) => line.split(' ')[0])).toEqual(['genomes(9)', 'genometable']);
  byHand(volume, 'mkdir -p bams/x; cp bams/i10.bam bams/x/i02.bam; cp bams/i10.bam.bai bams/x/i02.bam.bai');
  const beside = await grow(ofAlignments([...ISOLATES, 'x/i02'], { samples }), volume, 'beside', '/more');
  expect(failed(beside)).toEqual([
    expect.stringMatching(/^genomes\(9\) 65 /),
    expect.stringMatching(/^genomes\(10\) 65 [\s\S]*the isolate i02_2, \/.*x\/i02.bam, is cut, or no BAM/),
    expect.stringMatching(/^genometable 65 [\s\S]*2 failed, 9 did not; see the pods of those that failed: i10 i02_2/),
  ]);
  writeFileSync(join(volume, 'bams/i10.bam'), whole);
});

test('what a mask has is N in each genome, counts for no distance, and is not asked to be called', async () => {
  writeFileSync(join(volume, 'ref/mask.bed'), 'c2\t0\t8000\nc1\t0\t6000\n');
  const outcome = await grow(ofAlignments(ISOLATES, { mask: '/ref/mask.bed' }), volume, 'masked', '/masked');
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  expect(isolates('masked')['i01']).toMatchObject({ bases: '20000', masked: '14000', tree: 'yes' });
  expect(Number(isolates('masked')['i01']?.['called_percent'])).toBeGreaterThan(97);
  const kept = Object.entries(GENOMES).map(([name, of]) => [name, { c1: of['c1']?.slice(6_000) ?? '' }] as const);
  expect(textOf(volume, 'masked/distances.tsv')).toBe(matrixOf(Object.fromEntries(kept)));
  writeFileSync(join(volume, 'ref/wrong.bed'), 'chr9\t0\t8000\n');
  const wrong = await grow(ofAlignments(ISOLATES.slice(0, 4), { mask: '/ref/wrong.bed' }), volume, 'wrong', '/wrong');
  expect(failed(wrong)[0]).toMatch(
    /^isolates 65 [\s\S]*line 1 of the mask names chr9, which the reference does not have: it has c1, c2; mend \/.*\/ref\/wrong.bed/,
  );
});

test('the seed makes the tree: the same one the same bytes', async () => {
  const trees: string[] = [];
  for (const [at, seed] of [1, 1, 2].entries()) {
    await grow(ofAlignments(ISOLATES, { seed }), volume, `seed-${at}`, `/seed${at}`);
    trees.push(textOf(volume, `seed${at}/tree.nwk`));
  }
  expect(trees[1]).toBe(trees[0]);
  expect(splitsOf(trees[2] ?? '')).toEqual(splitsOf(TREE));
});

test('isolates that are equal stand together in both trees', async () => {
  laySequence('twin', GENOMES['i05'] ?? {});
  for (const program of PROGRAMS) {
    const outcome = await grow(
      ofSequences([...sequences, '/seqs/twin.fa'], { program }),
      volume,
      program,
      `/${program}`,
    );
    expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
    expect(splitsOf(textOf(volume, `${program}/tree.nwk`))).toContain('i05 twin');
  }
});

/** The ancestor with other bases at these places of its first contig, from 0. */
function changed(...places: readonly number[]): Genome {
  const [[name = '', bases = ''] = [], ...others] = Object.entries(ANCESTOR);
  const own = [...bases].map((base, at) => (places.includes(at) ? (base === 'A' ? 'C' : 'A') : base)).join('');
  return { [name]: own, ...Object.fromEntries(others) };
}

test('an even mixture of two clusters is named, however few sites tell them apart, and the clusters stay apart', async () => {
  const clusters = { a: [1_000, 2_000, 3_000], b: [4_000, 5_000, 6_000] };
  const near: Readonly<Record<string, Genome>> = {
    a1: changed(...clusters.a),
    a2: changed(...clusters.a, 7_000),
    a3: changed(...clusters.a, 7_000, 7_500),
    b1: changed(...clusters.b),
    b2: changed(...clusters.b, 8_000),
    b3: changed(...clusters.b, 8_000, 8_500),
  };
  const names = Object.keys(near);
  for (const [at, name] of names.entries()) layIsolate(volume, name, someReads(near[name] ?? {}, 60 + at, 1));
  const [first, second] = [someReads(near['a1'] ?? {}, 70, 1), someReads(near['b1'] ?? {}, 71, 1)];
  layIsolate(volume, 'even', [first[0] + second[0], first[1] + second[1]]);
  // The stranger is in no other tube, and where it differs all others are as the ancestor, which is with it.
  const stranger = changed(9_000, 9_200, 9_400, 9_600, 9_800, 10_000);
  const [own, strange] = [someReads(ANCESTOR, 72, 1), someReads(stranger, 73, 1)];
  layIsolate(volume, 'hidden', [own[0] + strange[0], own[1] + strange[1]]);
  const made = ofAlignments([...names, 'even', 'hidden'], { maxMixed: 0.01 });
  const outcome = await grow(made, volume, 'even', '/even');
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  expect(isolates('even')['even']).toMatchObject({
    tree: 'no',
    why: 'mixed at 6 sites at which others differ (at most 2)',
  });
  expect(isolates('even')['hidden']).toMatchObject({ tree: 'yes', mixed_alone: '6', why: '' });
  const { log = '' } = outcome.ended.find(({ task }) => task === 'treeisolates') ?? {};
  expect(log.split('\n').filter((line) => line.includes('mixed_alone'))).toEqual([
    expect.stringContaining('hidden is in the tree and mixed at 6 sites at which no other is'),
  ]);
  expect(splitsOf(textOf(volume, 'even/tree.nwk'))).toEqual(expect.arrayContaining(['b1 b2 b3']));
});

/** How long the branch of a leaf is. */
function leaf(newick: string, name: string): number {
  return Number(new RegExp(`${name}:([0-9.eE-]+)`).exec(newick)?.[1]);
}

test('a branch is as long as without an isolate of which half is not known', async () => {
  const whole = await grow(ofSequences(sequences), volume, 'long-1', '/long');
  expect([whole.phase, failed(whole)]).toEqual(['Succeeded', []]);
  const before = textOf(volume, 'long/tree.nwk');
  const half = Object.values(GENOMES['i10'] ?? {}).join('');
  writeFileSync(join(volume, 'seqs/half.fa'), `>i10\n${'N'.repeat(9_000)}${half.slice(9_000)}\n`);
  const paths = [...sequences.filter((path) => !path.includes('i10')), '/seqs/half.fa'];
  const outcome = await grow(ofSequences(paths), volume, 'long-2', '/long-half');
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  const after = textOf(volume, 'long-half/tree.nwk');
  // Fewer sites tell less, but nothing else than before.
  for (const name of ['i01', 'i03', 'i07']) expect(leaf(after, name) / leaf(before, name)).toBeGreaterThan(0.75);
});

test.each(PROGRAMS)('where all are equal but one there is a tree, too, by %s', async (program) => {
  const names = ['t1', 't2', 't3', 't4', 't5'];
  for (const name of names) laySequence(name, ANCESTOR);
  laySequence('odd', changed(100, 200));
  const made = ofSequences(
    [...names, 'odd'].map((name) => `/seqs/${name}.fa`),
    { program },
  );
  const outcome = await grow(made, volume, `equal-${program}`, `/equal-${program}`);
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  expect(leaf(textOf(volume, `equal-${program}/tree.nwk`), 'odd')).toBeGreaterThan(0);
});

describe('sequences end red', () => {
  const letters = 'ACGTACGTTGCAACGTGGCA'.repeat(5);
  test.each([
    ['where two have one name', { 'e.fa': `>a\n${letters}\n` }, 'two sequences have one name: a'],
    ['where one is empty', { 'e.fa': '>e\n\n' }, 'e.fa: the sequence e is empty'],
    ['where one is a protein', { 'e.fa': '>e\nMKVLAAGIVGLLLAQ\n' }, 'e.fa: the sequence e has the letter L'],
    ['where a file is no FASTA', { 'e.fa': 'LOCUS e\n' }, 'e.fa: it is no FASTA, which begins with >'],
    ['where a name is none that a tree can hold', { 'e.fa': `>e(1)\n${letters}\n` }, 'the name e(1) has one of'],
    ['where they do not differ', { 'e.fa': `>e\n${letters}\n` }, 'there is no site of the alignment at which'],
    ['where there are three', { 'd.fa': undefined }, 'there are 3 sequences, expected at least four'],
  ])('%s', async (_, changes: Readonly<Record<string, string | undefined>>, message) => {
    const four = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.fa`, `>${name}\n${letters}\n`]));
    mkdirSync(join(volume, 'bad'), { recursive: true });
    const given = Object.entries({ ...four, ...changes }).filter(([, text]) => text !== undefined);
    for (const [name, text] of given) writeFileSync(join(volume, 'bad', name), text ?? '');
    const paths = given.map(([name]) => `/bad/${name}`);
    const outcome = await grow(ofSequences(paths), volume, `bad-${message.length}`, '/none');
    const [first = ''] = failed(outcome);
    expect(outcome.phase).toBe('Failed');
    expect(first).toMatch(/^(mafft|sites) 65 /);
    expect(first).toContain(message);
  });
});

test('all sites, or those that all isolates have', async () => {
  // One isolate lacks a third: its own sites are no core sites.
  const bases = Object.values(GENOMES['i07'] ?? {}).join('');
  writeFileSync(join(volume, 'seqs/i07.fa'), `>i07\n${'N'.repeat(7_000)}${bases.slice(7_000)}\n`);
  const width = (folder: string): number => linesOf(textOf(volume, `${folder}/sites.fa`))[1]?.length ?? 0;
  for (const sites of ['core', 'all'])
    expect((await grow(ofSequences(sequences, { sites }), volume, sites, `/${sites}`)).phase).toBe('Succeeded');
  expect(width('all')).toBeGreaterThan(width('core'));
  expect(textOf(volume, 'all/distances.tsv')).toBe(textOf(volume, 'core/distances.tsv'));
  expect(splitsOf(textOf(volume, 'all/tree.nwk'))).toEqual(splitsOf(TREE));
});

test('the simulator makes other trees of other trees', () => {
  expect(splitsOf('(a:1,(b:1,c:1)1/9:1,(d:1,e:1));')).toEqual(['b c', 'd e']);
  expect(splitsOf(TREE.replace('i01', 'x').replace('i10', 'i01').replace('x', 'i10'))).not.toEqual(splitsOf(TREE));
  expect(evolved(TREE, ANCESTOR, 8)).toEqual(GENOMES);
});
