import { gunzipSync } from 'node:zlib';
import { App } from 'cdk8s';
import { BwaAlignmentChart } from '../../lib';
import { simulate, stageOf, toDependOn, toRunScript } from '../../lib/testing';
import { documents } from '../support/manifests';
import { refusal } from '../synth';

expect.extend({ toDependOn, toRunScript });

const chart = new BwaAlignmentChart(new App(), 'bwa-oss');

test('a stage depends on those that it waits for, through others too, and on no other', () => {
  expect(stageOf(chart, 'bwaindex')).toDependOn('bwaprepare');
  expect(stageOf(chart, 'bwaprepare')).not.toDependOn('bwamap');
  const variants = documents('examples/variants/variants.k8s.yaml');
  expect(stageOf(variants, 'per-sample.each.filter')).toDependOn('reference');
  expect(() => expect(stageOf(chart, 'bwamap')).toDependOn('bwaindex')).toThrow('it depends on bwaprepare');
});

test('a stage runs the script of its manifest', () => {
  expect(stageOf(chart, 'bwaindex')).toRunScript('bwa sampe');
  expect(stageOf(chart, 'bwaindex')).not.toRunScript(/bwa mem/);
  expect(() => expect(stageOf(chart, 'bwamap')).toRunScript('bwa mem')).toThrow('bwa aln');
});

test('a name that no stage has is refused with those that there are', () => {
  expect(refusal(() => stageOf(chart, 'sort')).message).toContain('bwaprepare, bwamap, bwaindex');
});

test('planted variants are in the reads and not in the reference, and the same seed gives the same bytes', () => {
  const given = { seed: 5, contigs: [5_000, 4_000], pairs: 400, variants: 3 };
  const { fasta, fastq1, variants } = simulate(given);
  expect(variants.map(({ contig }) => contig)).toEqual(['k99_1', 'k99_1', 'k99_1', 'k99_2', 'k99_2', 'k99_2']);
  const [, ...lines] =
    gunzipSync(fasta)
      .toString()
      .split(/>k99_2\n/)[0]
      ?.split('\n') ?? [];
  const [first] = variants;
  expect(lines.join('')[(first?.position ?? 0) - 1]).toBe(first?.reference);
  expect(first?.alternate).not.toBe(first?.reference);
  expect(simulate(given).fastq1.equals(fastq1)).toBe(true);
  expect(simulate({ ...given, variants: 0 }).fastq1.equals(fastq1)).toBe(false);
  expect(simulate({ ...given, variants: 0 }).fasta.equals(fasta)).toBe(true);
});
