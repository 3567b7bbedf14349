import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { PhylogenyChart, type PhylogenyChartProps } from '../../lib';
import { check } from '../../lib/check';
import { workflowTemplate } from '../support/manifests';
import { refusal } from '../synth';

const made = (props: PhylogenyChartProps = {}): ReturnType<typeof Testing.synth> =>
  Testing.synth(new PhylogenyChart(Testing.app(), 'chart', { image: 'tools:1', ...props }));
const parameters = ({ spec }: WorkflowTemplate): readonly (readonly [string, unknown])[] =>
  (spec.arguments?.parameters ?? []).map(({ name, value }) => [name, value]);

/** What each task of the entrypoint waits for. */
function edges(objects: ReturnType<typeof Testing.synth>): Readonly<Record<string, string | undefined>> {
  const { spec } = workflowTemplate(objects);
  const entry = spec.templates?.find(({ name }) => name === spec.entrypoint);
  return Object.fromEntries((entry?.dag?.tasks ?? []).map(({ name, depends }) => [name, depends]));
}

const REST = {
  sites: 'treeisolates',
  distances: 'sites',
  tree: 'sites',
  treepicture: 'tree',
  treereport: 'treeisolates && distances && treepicture',
};

test('isolates are called, a tree is made of those that could be, and a table names the others', () => {
  const ended = '(genomes || genomes.Failed || genomes.Errored)';
  const { manifest, treereport, ...all } = edges(made());
  expect(all).toEqual({
    isolates: undefined,
    genomes: 'isolates',
    genometable: expect.stringContaining(ended),
    treeisolates: expect.stringContaining(ended),
    sites: REST.sites,
    distances: REST.distances,
    tree: REST.tree,
    treepicture: REST.treepicture,
  });
  for (const one of ['treeisolates', 'distances', 'treepicture']) expect(treereport).toContain(one);
  expect(manifest).toContain('treereport');
});

test('sequences are aligned', () => {
  const { mafft, treeisolates, genomes } = edges(made({ from: 'sequences' }));
  expect([mafft, treeisolates, genomes]).toEqual([undefined, 'mafft', undefined]);
});

test('a run is red for isolates that are left out where it is asked to', () => {
  const { verdict } = edges(made({ poorSamples: 'fail' }));
  expect(verdict).toContain('treereport');
  expect(edges(made())).not.toHaveProperty('verdict');
});

test('parameters that have no usual value are given at submission', () => {
  expect(parameters(workflowTemplate(made()))).toEqual([
    ['folder', '/phylogeny'],
    ['alignments', undefined],
    ['reference', undefined],
    ['samples', ''],
    ['mask', ''],
  ]);
  expect(parameters(workflowTemplate(made({ from: 'sequences' })))).toEqual([
    ['folder', '/phylogeny'],
    ['sequences', undefined],
  ]);
});

test.each<[string, PhylogenyChartProps]>([
  ['of isolates', {}],
  ['of CRAM by FastTree', { program: 'fasttree', index: '.crai', sites: 'all', maxConcurrency: 3, minDepth: 5 }],
  ['of sequences', { from: 'sequences', poorSamples: 'fail', seed: 7 }],
])('the chart %s passes all checks', (_, props) => {
  expect(check(made(props))).toEqual([]);
});

test.each<[string, PhylogenyChartProps, string]>([
  ['a percentage', { minCalled: 50 }, 'minCalled is no share: 50'],
  ['a number of sites', { maxMixed: 20 }, 'maxMixed is no share: 20'],
  ['a seed of zero', { seed: 0 }, 'seed is not a number that can be used: 0'],
  ['half a read', { minDepth: 0.5 }, 'minDepth is not a number that can be used: 0.5'],
  ['calls of variants alone', { stages: { genome: { args: { call: ['-v'] } } } }, 'bcftools call would break'],
  ['another seed by args', { stages: { tree: { args: { iqtree2: ['-seed', 2] } } } }, 'iqtree2 would break'],
  [
    'another order of names',
    { from: 'sequences', stages: { mafft: { args: { mafft: ['--reorder'] } } } },
    'mafft would',
  ],
])('%s is refused at synth', (_, props, message) => {
  const { problem } = refusal(() => made(props));
  expect(`${problem.what}: ${problem.got}`).toContain(message);
});

test('settings of a stage that the source or poorSamples does not bring are refused', () => {
  const untyped = { from: 'sequences', stages: { genome: { cpu: 2 } } } as unknown as PhylogenyChartProps;
  expect(refusal(() => made(untyped)).problem.got).toBe('stages.genome');
  expect(refusal(() => made({ stages: { verdict: { cpu: 2 } } })).problem.got).toBe('stages.verdict');
});
