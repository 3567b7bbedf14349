import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { check } from '../../lib/check';
import { type Outcome, runWorkflow } from '../support/argo-run';
import { documents, workflowTemplate } from '../support/manifests';
import { ANCESTOR, evolved, GENOMES, ISOLATES, matrixOf, someReads, splitsOf, TREE } from '../support/outbreak-data';
import { worked } from '../support/phylogeny-run';
import { newVolume, removeVolume, textOf } from '../support/tree';
import { failed, OWNER, withoutMultiqc } from '../support/variant-run';
import { fastaOf, linesOf } from '../support/variants-data';

// The committed example, from reads to one page, with real tools.
jest.setTimeout(900_000);

const committed: WorkflowTemplate = workflowTemplate(documents('examples/outbreak/outbreak.k8s.yaml'));
const MIXED = 'h1';
let volume = '';
beforeAll(() => {
  volume = newVolume(OWNER);
  for (const name of ['ref', 'sheets', 'reads']) mkdirSync(join(volume, name));
  writeFileSync(join(volume, 'ref/genome.fa'), fastaOf(ANCESTOR));
  for (const [at, name] of ISOLATES.entries()) layReads(name, someReads(GENOMES[name] ?? {}, at, 1));
  const [first, second] = [someReads(GENOMES['i03'] ?? {}, 20, 1), someReads(GENOMES['i08'] ?? {}, 21, 1 / 4)];
  layReads(MIXED, [first[0] + second[0], first[1] + second[1]]);
});
afterAll(() => removeVolume(volume));

function layReads(name: string, mates: readonly [string, string]): void {
  for (const [at, reads] of mates.entries()) writeFileSync(join(volume, `reads/${name}_${at + 1}.fastq`), reads);
}

/** MultiQC takes seconds: its page is looked at after the first run alone. */
function run(uid: string, isolates: readonly string[]): Promise<Outcome> {
  const rows = isolates.map((name) => `${name},/reads/${name}_1.fastq,/reads/${name}_2.fastq`);
  writeFileSync(join(volume, 'sheets/all.csv'), ['sample,fastq_1,fastq_2', ...rows, ''].join('\n'));
  const referenceChecksum = createHash('sha256')
    .update(readFileSync(join(volume, 'ref/genome.fa')))
    .digest('hex');
  const machine = { volume, shell: 'dash', ...(uid === 'first' ? {} : { tools: withoutMultiqc() }) } as const;
  return runWorkflow(
    committed,
    machine,
    { sheet: '/sheets/all.csv', reference: '/ref/genome.fa', referenceChecksum },
    uid,
  );
}

const NINE = ISOLATES.slice(0, 9);
const nine = Object.fromEntries(NINE.map((name) => [name, GENOMES[name] ?? {}]));
const without = (name: string): readonly string[] =>
  splitsOf(TREE)
    .map((split) =>
      split
        .split(' ')
        .filter((one) => one !== name)
        .join(' '),
    )
    .filter((split, at, all) => split.includes(' ') && all.indexOf(split) === at);
const tree = (): string => textOf(volume, 'outbreak/tree.nwk');

test('the checks find nothing in it', () => {
  expect(check(documents('examples/outbreak/outbreak.k8s.yaml'))).toEqual([]);
});

test('reads of ten isolates become the tree of nine, for one is mixed, and one page has all', async () => {
  const outcome = await run('first', [...NINE, MIXED]);
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  expect(splitsOf(tree())).toEqual(without('i10'));
  expect(textOf(volume, 'outbreak/distances.tsv')).toBe(matrixOf(nine));
  const page = textOf(volume, 'outbreak/reports/tree.multiqc_report.html');
  const sections = ['fastp', 'Samtools', 'Isolates', 'SNP distances', 'mixed sites (at most 2)'];
  expect(sections.filter((section) => !page.includes(section))).toEqual([]);
  // The picture itself, as text that can be searched.
  const [svg = ''] = /<svg [^>]*DejaVu[\s\S]*?<\/svg>/.exec(page) ?? [];
  expect(NINE.filter((name) => !svg.includes(`>${name}</text>`))).toEqual([]);
  expect(page.includes('/data/')).toBe(false);
});

test('a second run does nothing but write down what ran', async () => {
  const outcome = await run('second', [...NINE, MIXED]);
  // The sheet was written anew.
  expect([outcome.phase, worked(outcome)]).toEqual(['Succeeded', ['sheet', 'manifest']]);
});

test('of one isolate more it alone is trimmed, aligned and called', async () => {
  const outcome = await run('third', [...NINE, MIXED, 'i10']);
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  const own = worked(outcome).filter((task) => /\(\d+\)/.test(task));
  expect(own).toEqual([
    'reads(10).readlanes(0)',
    'reads(10).trimmed',
    ...['lanes(0)', 'merge', 'stats', 'row'].map((task) => `samples(10).${task}`),
    'genomes(10)',
  ]);
  expect(splitsOf(tree())).toEqual(splitsOf(TREE));
  expect(textOf(volume, 'outbreak/distances.tsv')).toBe(matrixOf(GENOMES));
});

test('an isolate whose reads are cut is named by a red end, and the tree is of the others', async () => {
  const path = join(volume, 'reads/i10_1.fastq');
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, whole.length - 150));
  const outcome = await run('fourth', [...NINE, MIXED, 'i10']);
  expect(outcome.phase).toBe('Failed');
  expect(failed(outcome).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'reads(10).readlanes(0) 65',
    'fastpreport 65',
  ]);
  expect(failed(outcome)[1]).toContain('see the pods of those that failed: i10');
  expect(splitsOf(tree())).toEqual(without('i10'));
  expect(linesOf(textOf(volume, 'outbreak/genomes.tsv')).map((line) => line.split('\t')[0])).toEqual([
    'isolate',
    ...NINE,
    MIXED,
  ]);
  expect(evolved(TREE, ANCESTOR, 8)).toEqual(GENOMES);
});
