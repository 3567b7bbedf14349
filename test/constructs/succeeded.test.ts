import { Testing } from 'cdk8s';
import { equals, GenomicsStage, ParallelMapStage, settled, sh, succeeded, tableOf } from '../../lib';
import { makes, named, newWorkflow, refusal, template } from '../synth';

type Setting = ReturnType<typeof newWorkflow>;

/** A map over samples whose body makes a row of each, and a file beside the row that no other stage reads. */
function mapOf({ workflow, run }: Setting) {
  return new ParallelMapStage(workflow, 'samples', {
    over: tableOf(workflow.parameters.samples, ['sample', 'other']),
    each: (scope, { sample }) => {
      const bam = new GenomicsStage(scope, 'align', { outputs: { bam: run.result(sample, '.bam') }, script: makes });
      const row = new GenomicsStage(scope, 'row', {
        inputs: { bam: bam.outputs.bam },
        outputs: { row: run.intermediate(sample) },
        script: makes,
      });
      return { outputs: { ...bam.outputs, ...row.outputs } };
    },
  });
}

function call({ workflow, run }: Setting, bams: ReturnType<typeof succeeded>, id = 'call') {
  return new GenomicsStage(workflow, id, {
    inputs: { bams },
    outputs: { vcf: run.result(id) },
    script: ({ inputs, outputs }) => sh`cat ${inputs.bams.list} ${inputs.bams.failed} >${outputs.vcf}`,
  });
}

const report = ({ workflow, run }: Setting, rows: ReturnType<typeof settled>, props = {}) =>
  new GenomicsStage(workflow, 'report', {
    inputs: { rows },
    outputs: { html: run.result('r') },
    script: makes,
    ...props,
  });

const entry = (all: Setting) => template(all.chart).spec.templates?.find(({ dag }) => dag !== undefined)?.dag;
const synthOf = (all: Setting) => refusal(() => Testing.synth(all.chart));

test('a reader of what succeeded waits for the map’s end and runs although another task failed', () => {
  const all = newWorkflow();
  const { bam, row } = mapOf(all).outputs;
  call(all, succeeded(bam));
  report(all, settled(row));
  const dag = entry(all);
  expect(dag?.failFast).toBe(false);
  expect(named(dag?.tasks, 'call').depends).toBe('(samples || samples.Failed || samples.Errored)');
  const { args } = named(template(all.chart).spec.templates, 'call').container ?? {};
  expect(args).toContain('--succeeded=IN_BAMS');
});

test('where nobody goes on, Argo’s own rule for a failed task is left as it is', () => {
  const all = newWorkflow();
  report(all, settled(mapOf(all).outputs.row));
  expect(entry(all)).not.toHaveProperty('failFast');
});

test('a map whose body goes on without what failed is one that does', () => {
  const all = newWorkflow();
  const { workflow, run } = all;
  const { bam, row } = mapOf(all).outputs;
  new ParallelMapStage(workflow, 'parts', {
    over: ['p', 'q'],
    each: (scope, part) =>
      new GenomicsStage(scope, 'part', {
        inputs: { bams: succeeded(bam) },
        outputs: { vcf: run.result(part) },
        script: makes,
      }),
  });
  expect(synthOf(all).problem.got).toBe("succeeded(…) of 'c/w/samples' alone");
  report(all, settled(row));
  expect(entry(all)?.failFast).toBe(false);
});

test('a workflow in which nothing ends red for the items that a stage goes on without is refused', () => {
  const all = newWorkflow();
  call(all, succeeded(mapOf(all).outputs.bam));
  const { code, problem, where } = synthOf(all);
  expect([code, where, problem.what]).toEqual([
    'invalid-value',
    'c/w/call',
    'it goes on without the items of a map that failed, and nothing ends red for them: the run would look well',
  ]);
});

test('a report that may be left out does not end red in any case', () => {
  const all = newWorkflow();
  const { bam, row } = mapOf(all).outputs;
  call(all, succeeded(bam));
  report(all, settled(row), { when: equals(all.workflow.parameters.mode, 'mem') });
  expect(synthOf(all).problem.expected).toContain('without a condition');
});

test('a report of another map is none of this one', () => {
  const all = newWorkflow();
  call(all, succeeded(mapOf(all).outputs.bam));
  const { workflow, run } = all;
  const other = new ParallelMapStage(workflow, 'others', {
    over: ['a', 'b'],
    each: (scope, name) => new GenomicsStage(scope, 'one', { outputs: { row: run.intermediate(name) }, script: makes }),
  });
  report(all, settled(other.outputs.row));
  expect(synthOf(all).problem.got).toBe("succeeded(…) of 'c/w/samples' alone");
});

test('a stage that reads the whole set of the map, too, would not run, and is refused', () => {
  const all = newWorkflow();
  const { bam } = mapOf(all).outputs;
  const { workflow, run } = all;
  const both = () =>
    new GenomicsStage(workflow, 'both', {
      inputs: { some: succeeded(bam), all: bam },
      outputs: { x: run.result('x') },
      script: makes,
    });
  expect(refusal(both).problem.expected).toBe('settled(…) and succeeded(…) alone, or neither');
});

test('a set in whose paths no column of the item stands has no names for what failed', () => {
  const all = newWorkflow();
  const { workflow, run } = all;
  const map = new ParallelMapStage(workflow, 'samples', {
    over: tableOf(workflow.parameters.samples, ['sample', 'other']),
    each: (scope, { sample, other }) =>
      new GenomicsStage(scope, 'align', { outputs: { bam: run.result(sample, other) }, script: makes }),
  });
  const { problem } = refusal(() => succeeded(map.outputs.bam));
  expect([problem.what, problem.expected]).toEqual([
    'what succeeded of a set cannot be told',
    'one column of the item in the path',
  ]);
});
