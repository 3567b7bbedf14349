import { Testing } from 'cdk8s';
import { VariantCallingChart, type VariantCallingChartProps } from '../../lib';
import { refusal } from '../synth';

const refused = (props: VariantCallingChartProps): string => {
  const { problem } = refusal(() => new VariantCallingChart(Testing.app(), 'chart', { image: 'tools:1', ...props }));
  return `${problem.what}: ${problem.got}`;
};

test.each<[string, VariantCallingChartProps, string]>([
  ['a filter without an expression', { filters: { Low: ' ' } }, "the filter Low has no expression: ' '"],
  [
    'arguments of a filter that does not run',
    { filters: {}, stages: { gather: { args: { filter: ['-S', '.'] } } } },
    'bcftools filter is told something, and does not run: filters: {}',
  ],
  ['a ploidy of no contig', { contigPloidy: { '': 1 } }, "a ploidy is for no contig: contigPloidy: { '': … }"],
  ['more intervals than a run takes', { intervals: 1_001 }, 'intervals is not a number that can be used: 1001'],
])('%s is refused at synth', (_, props, message) => {
  expect(refused(props)).toBe(message);
});

test.each<[string, NonNullable<VariantCallingChartProps['stages']>, string]>([
  ['sites that stay joined', { gather: { args: { norm: ['-m', '+any'] } } }, 'bcftools norm would break'],
  ['records that are dropped', { gather: { args: { norm: ['-d', 'all'] } } }, 'bcftools norm would break'],
  ['records that are dropped where intervals are joined', { gather: { args: { concat: ['-D'] } } }, 'bcftools concat'],
  ['sample files without a sample', { samplevcf: { args: { view: ['-G'] } } }, 'bcftools view would break'],
  ['an option that is cut short', { samplevcf: { args: { view: ['--regi=chr1'] } } }, 'bcftools view would break'],
  ['counts of other records', { vcfstats: { args: { stats: ['-i', 'QUAL>50'] } } }, 'bcftools stats would break'],
])('an argument that makes %s is refused', (_, stages, message) => {
  expect(refused({ perSample: true, stages })).toContain(message);
});

test('a choice of a sample’s records is free', () => {
  const stages = { samplevcf: { args: { view: ['-i', 'GT="alt"', '--threads', 2] } } };
  expect(
    () => new VariantCallingChart(Testing.app(), 'chart', { image: 'tools:1', perSample: true, stages }),
  ).not.toThrow();
});
