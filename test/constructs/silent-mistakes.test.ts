import {
  column,
  differs,
  equals,
  GenomicsStage,
  GenomicsWorkflow,
  ParallelMapStage,
  rowsIn,
  settled,
  table,
  url,
} from '../../lib';
import { FETCH, identifySources, type ShellFile } from '../../lib/shell';
import { makes, named, newChart, newWorkflow, refusal, template } from '../synth';

/** A workflow whose aligner is one of two. */
function choosing() {
  const { chart, volume } = newChart();
  const workflow = new GenomicsWorkflow(chart, 'w', {
    image: 'tools:1',
    parameters: { folder: '/run', aligner: { value: 'minimap2', enum: ['minimap2', 'bowtie2'] }, rows: '[]' },
  });
  return { chart, volume, workflow, run: volume.folder(workflow.parameters.folder), ...workflow.parameters };
}

test.each([equals, differs])('a condition on a word that a parameter never is, is refused: %p', (compare) => {
  const { aligner } = choosing();
  expect(refusal(() => compare(aligner, 'bowtie')).message).toContain("got 'bowtie', expected 'minimap2', 'bowtie2'");
  expect(() => compare('bowtie2', aligner)).not.toThrow();
});

test('so is one on a word that a column never is', () => {
  const { workflow, rows, run } = choosing();
  const rules = table({ sample: column.name(), host: column.oneOf('human', 'none').optional('none') });
  const map = (word: string) =>
    new ParallelMapStage(workflow, `map-${word}`, {
      over: rowsIn(rows, rules),
      each: (scope, { sample, host }) => {
        equals(host, word);
        return new GenomicsStage(scope, word, { outputs: { x: run.result(sample, word) }, script: makes });
      },
    });
  expect(refusal(() => map('humn')).message).toContain("got 'humn', expected 'human', 'none'");
  expect(() => map('human')).not.toThrow();
});

test('a map goes on where one stage of its body is left out with what it reads outside', () => {
  const { chart, workflow, run, aligner } = choosing();
  const when = equals(aligner, 'bowtie2');
  const index = new GenomicsStage(workflow, 'index', { when, outputs: { x: run.result('index') }, script: makes });
  new ParallelMapStage(workflow, 'each', {
    over: ['a', 'b'],
    each: (scope, sample) => {
      new GenomicsStage(scope, 'host', {
        when,
        inputs: { index: index.outputs.x },
        outputs: { x: run.result(sample, '.host') },
        script: makes,
      });
      return new GenomicsStage(scope, 'classify', { outputs: { x: run.result(sample, '.txt') }, script: makes });
    },
  });
  const { tasks } = named(template(chart).spec.templates, 'w').dag ?? {};
  expect(named(tasks, 'each').depends).toBe('index');
});

test('a file that a stage makes where parameters have their defaults is not given', () => {
  const { workflow, run, volume } = newWorkflow();
  new GenomicsStage(workflow, 'make', { outputs: { x: run.result('o.bam') }, script: makes });
  const read = () =>
    new GenomicsStage(workflow, 'read', {
      inputs: { bam: volume.file('/run/o.bam') },
      outputs: { x: run.result('q') },
      script: makes,
    });
  expect(refusal(read)).toMatchObject({ code: 'unlinked-path', problem: { expected: "the output of 'c/w/make'" } });
});

test.each(['/run/', '/run/index/', '/run/index/Genome'])(
  'nor is %s, which holds what a stage makes there, or lies in it',
  (path) => {
    const { workflow, run, volume } = newWorkflow();
    new GenomicsStage(workflow, 'build', { outputs: { index: run.result('index/') }, script: makes });
    const read = () =>
      new GenomicsStage(workflow, 'read', {
        inputs: { all: volume.file(path) },
        outputs: { x: volume.folder('/reports').result('q') },
        script: makes,
      });
    expect(refusal(read)).toMatchObject({ code: 'unlinked-path', problem: { expected: "the output of 'c/w/build'" } });
  },
);

test('a reader of a settled set and of a whole set of one map is refused: it would not run where an item failed', () => {
  const { workflow, run } = newWorkflow();
  const map = new ParallelMapStage(workflow, 'each', {
    over: ['a', 'b'],
    each: (scope, sample) => new GenomicsStage(scope, 'make', { outputs: { x: run.result(sample) }, script: makes }),
  });
  const read = () =>
    new GenomicsStage(workflow, 'read', {
      inputs: { all: map.outputs.x, some: settled(map.outputs.x) },
      outputs: { page: run.result('page') },
      script: makes,
    });
  expect(refusal(read).message).toContain("got both of 'c/w/each'");
});

test('a stage that asks its sources without the file of functions for it is refused: nobody would hear of it', () => {
  const { workflow, run, volume } = newWorkflow();
  const stage = (uses: readonly ShellFile[]) =>
    new GenomicsStage(workflow, `fetch${uses.length}`, {
      inputs: { source: url(workflow.parameters.fastq) },
      outputs: { x: run.result(`x${uses.length}`) },
      uses,
      identify: ({ inputs }) => identifySources(volume, inputs.source),
      script: makes,
    });
  expect(refusal(() => stage([])).message).toContain('got no fetch.sh in uses');
  expect(() => stage([FETCH])).not.toThrow();
});
