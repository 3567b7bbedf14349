import { Chart, Testing } from 'cdk8s';
import {
  GeneExpression,
  GeneExpressionChart,
  type GeneExpressionChartProps,
  type GeneExpressionProps,
  GenomicsWorkflow,
  SharedVolume,
} from '../../lib';
import { check } from '../../lib/check';
import { workflowTemplate } from '../support/manifests';

const expression = (props: GeneExpressionChartProps = {}): ReturnType<typeof Testing.synth> =>
  Testing.synth(new GeneExpressionChart(Testing.app(), 'chart', { image: 'tools:1', ...props }));

/** What each task of the entrypoint waits for. */
function edges(props: GeneExpressionChartProps = {}): Readonly<Record<string, string | undefined>> {
  const { spec } = workflowTemplate(expression(props));
  const entry = spec.templates?.find(({ name }) => name === spec.entrypoint);
  return Object.fromEntries((entry?.dag?.tasks ?? []).map(({ name, depends }) => [name, depends]));
}

const parameters = (props: GeneExpressionChartProps): readonly string[] =>
  (workflowTemplate(expression(props)).spec.arguments?.parameters ?? []).map(({ name }) => name);

const ENDED = '(quants || quants.Failed || quants.Errored)';

test('samples are counted over one index, joined as they are, and who is poor ends the run red', () => {
  expect(edges()).toEqual({
    index: undefined,
    quants: 'index',
    tables: `index && ${ENDED}`,
    verdict: 'tables',
    expressionreport: `tables && ${ENDED}`,
    manifest: 'tables && expressionreport',
  });
  expect(edges({ sheet: 'file', poorSamples: 'leaveOut' })).toEqual({
    sheet: undefined,
    index: undefined,
    quants: 'sheet && index',
    tables: expect.stringContaining(ENDED),
    expressionreport: expect.stringContaining(ENDED),
    manifest: 'tables && expressionreport',
  });
});

test('the parameters are those of the references that there are', () => {
  const of = (...names: readonly string[]): readonly string[] => [
    ...['folder', 'samples'],
    ...names.flatMap((name) => [name, `${name}Checksum`]),
  ];
  expect(parameters({})).toEqual(of('annotation', 'genome'));
  expect(parameters({ aligner: 'star' })).toEqual(of('annotation', 'genome'));
  expect(parameters({ references: 'transcripts' })).toEqual(of('annotation', 'transcripts'));
  expect(parameters({ references: 'transcriptsAndGenome' })).toEqual(of('annotation', 'transcripts', 'genome'));
});

test.each<[string, GeneExpressionChartProps, string]>([
  ['a value of no parameter', { parameters: { transcripts: '/t.fa' } }, 'parameters.transcripts'],
  ['its checksum', { references: 'transcripts', parameters: { genomeChecksum: '0' } }, 'parameters.genome'],
  ['settings of no stage', { stages: { star: {} } } as unknown as GeneExpressionChartProps, 'stages.star'],
  ['settings of what is left out', { poorSamples: 'leaveOut', stages: { verdict: {} } }, 'stages.verdict'],
  ['an option that is its own', { stages: { quant: { args: { quant: ['--libType', 'A'] } } } }, "'--libType'"],
  ['a program that does not run', { stages: { quant: { args: { index: [] } as never } } }, "'index'"],
  ['no share', { minMapped: 5 }, '5'],
  ['no share of the annotation', { references: 'transcripts', minAnnotated: -1 }, '-1'],
  ['no number of reads', { minReads: 0.5 }, '0.5'],
  ['a share of transcripts that are the annotation’s', { minAnnotated: 0.9 } as never, 'minAnnotated'],
  ['the same with STAR', { aligner: 'star', minAnnotated: 0.9 } as never, 'minAnnotated'],
])('%s is refused', (_, props, got) => {
  expect(() => expression(props)).toThrow(got);
});

test('an index has one name whether the default share of its annotation is written down or not', () => {
  const kept = (props: GeneExpressionChartProps): readonly string[] => [
    ...new Set(JSON.stringify(expression(props)).match(/salmon-index-2-[^"]*?[/]/g)),
  ];
  const references = 'transcripts';
  expect(kept({ references, minAnnotated: 0.5 })).toEqual(kept({ references }));
  expect(kept({ references, minAnnotated: 0.6 })).not.toEqual(kept({ references }));
});

test('without transcripts and genome there is nothing to count, and STAR takes a genome alone', () => {
  const chart = new Chart(Testing.app(), 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', parameters: { samples: '[]' } });
  const folder = SharedVolume.fromClaim({ claimName: 'data', owner: 'root' }).folder('/run');
  const annotation = { url: 'https://h/a.gtf', checksum: '0'.repeat(32) };
  const { samples } = workflow.parameters;
  const none = { samples, folder, annotation } as unknown as GeneExpressionProps;
  expect(() => new GeneExpression(workflow, 'none', none)).toThrow('neither transcripts nor genome');
  const star = { samples, folder, annotation, aligner: 'star' } as unknown as GeneExpressionProps;
  expect(() => new GeneExpression(workflow, 'star', star)).toThrow('genome');
  const both = {
    ...{ samples, folder, annotation, aligner: 'star', genome: annotation },
    transcripts: annotation,
  } as unknown as GeneExpressionProps;
  expect(() => new GeneExpression(workflow, 'both', both)).toThrow('transcripts');
});

/** The flags of STAR in its script. */
function flags(args: readonly (string | number)[]): string {
  const { spec } = workflowTemplate(expression({ aligner: 'star', stages: { star: { args: { star: args } } } }));
  const star = spec.templates?.find(({ name }) => name === 'star');
  return star?.container?.args?.find((text) => text.includes('star_align')) ?? '';
}

test('a flag of STAR that is given replaces the usual one', () => {
  expect(flags([])).toContain('--twopassMode Basic\nset -- "$@" --runRNGseed 0\n');
  const told = flags(['--twopassMode', 'None', '--outSAMattributes', 'Standard']);
  expect(told.match(/--twopassMode/g)).toHaveLength(1);
  expect(told).toContain('set -- "$@" --twopassMode None --outSAMattributes Standard\n');
  expect(told).not.toContain('NH HI');
});

test('other arguments of an index make another index', () => {
  const kept = (props: GeneExpressionChartProps): string | undefined =>
    /\/(salmon-index-2[^/{]*-)\{/.exec(JSON.stringify(expression(props)))?.[1];
  expect(kept({})).toBe('salmon-index-2-');
  expect(kept({ stages: { index: { args: { index: ['-k', 25] } } } })).toMatch(/^salmon-index-2-[0-9a-f]{16}-$/);
  expect(kept({ stages: { index: { args: { gffread: ['-C'] } } } })).not.toBe('salmon-index-2-');
});

test.each<[string, GeneExpressionChartProps]>([
  ['by salmon', { sheet: 'file', references: 'transcriptsAndGenome' }],
  ['by STAR', { aligner: 'star', poorSamples: 'leaveOut', maxConcurrency: 5 }],
])('the chart %s passes all checks', (_, props) => {
  expect(check(expression(props))).toEqual([]);
});
