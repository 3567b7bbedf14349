import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { ReadsQcChart, VariantCallingChart, type VariantCallingChartProps } from '../../lib';
import { check } from '../../lib/check';
import { workflowTemplate } from '../support/manifests';

const calling = (props: VariantCallingChartProps = {}): ReturnType<typeof Testing.synth> =>
  Testing.synth(new VariantCallingChart(Testing.app(), 'chart', { image: 'tools:1', ...props }));
const trimming = (sheet: 'list' | 'file'): ReturnType<typeof Testing.synth> =>
  Testing.synth(new ReadsQcChart(Testing.app(), 'chart', { image: 'tools:1', sheet }));

/** What each task of the entrypoint waits for. */
function edges(objects: ReturnType<typeof Testing.synth>): Readonly<Record<string, string | undefined>> {
  const { spec } = workflowTemplate(objects);
  const entry = spec.templates?.find(({ name }) => name === spec.entrypoint);
  return Object.fromEntries((entry?.dag?.tasks ?? []).map(({ name, depends }) => [name, depends]));
}

const parameters = ({ spec }: WorkflowTemplate): readonly (readonly [string, unknown])[] =>
  (spec.arguments?.parameters ?? []).map(({ name, value }) => [name, value]);

test('variants are called in intervals, joined once, and what ran is written down behind all', () => {
  expect(edges(calling())).toEqual({
    intervals: undefined,
    samplenames: undefined,
    calls: 'intervals && samplenames',
    gather: 'calls && samplenames',
    vcfstats: 'gather',
    mosdepth: 'samplenames',
    vcfreport: 'vcfstats && mosdepth',
    manifest: 'gather && vcfreport',
  });
});

test('each sample has a VCF of its own on request', () => {
  const { samplevcfs, manifest } = edges(calling({ perSample: true }));
  expect([samplevcfs, manifest]).toEqual(['samplenames && gather', expect.stringContaining('samplevcfs')]);
});

test('reads are trimmed from a list or from a sheet', () => {
  const rest = {
    trimmedlist: '(reads || reads.Failed || reads.Errored)',
    fastpreport: '(reads || reads.Failed || reads.Errored)',
    manifest: 'fastpreport && trimmedlist',
  };
  expect(edges(trimming('list'))).toEqual({ reads: undefined, ...rest });
  expect(edges(trimming('file'))).toEqual({
    sheet: undefined,
    reads: 'sheet',
    ...rest,
    trimmedlist: `sheet && ${rest.trimmedlist}`,
  });
});

test('parameters that have no usual value are given at submission', () => {
  expect(parameters(workflowTemplate(calling()))).toEqual([
    ['folder', '/variants'],
    ['alignments', undefined],
    ['reference', undefined],
    ['samples', ''],
    ['targets', ''],
  ]);
  expect(parameters(workflowTemplate(trimming('list')))).toEqual([
    ['folder', '/reads-qc'],
    ['samples', undefined],
  ]);
});

test.each<[string, ReturnType<typeof Testing.synth>]>([
  ['of variants', calling()],
  ['of variants by freebayes', calling({ caller: 'freebayes', perSample: true, intervals: 'contig', index: '.crai' })],
  ['of reads', trimming('file')],
])('the chart %s passes all checks', (_, objects) => {
  expect(check(objects)).toEqual([]);
});
