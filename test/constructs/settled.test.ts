import type { Construct } from 'constructs';
import {
  equals,
  GenomicsStage,
  listOf,
  ParallelMapStage,
  settled,
  sh,
  TemplateRefStage,
  tableOf,
  Value,
} from '../../lib';
import { makes, named, newWorkflow, refusal, template } from '../synth';

type Setting = ReturnType<typeof newWorkflow>;

const stage = (scope: Construct, id: string, path: ReturnType<Setting['run']['result']>, inputs = {}) =>
  new GenomicsStage(scope, id, { inputs, outputs: { file: path }, script: makes });

/** A map over samples whose body makes `rows`, by the path that is given. */
function mapOf({ workflow, run }: Setting, name: (sample: Value) => readonly (string | Value)[], props = {}) {
  return new ParallelMapStage(workflow, 'samples', {
    over: tableOf(workflow.parameters.samples, ['sample', 'other']),
    ...props,
    each: (scope, { sample }) => stage(scope, 'row', run.intermediate(...name(sample))),
  });
}

const reader = ({ workflow, run }: Setting, rows: ReturnType<typeof settled>) =>
  new GenomicsStage(workflow, 'table', {
    inputs: { rows },
    outputs: { table: run.result('table') },
    script: ({ inputs, outputs }) => sh`cat ${inputs.rows.list} >${outputs.table}`,
  });

const taskOf = (all: Setting, name: string) =>
  named(template(all.chart).spec.templates?.find(({ dag }) => dag !== undefined)?.dag?.tasks, name);

test('a reader of a settled set waits for the map’s end, however it ends, and gets where each lies, with its name', () => {
  const all = newWorkflow();
  reader(all, settled(mapOf(all, (sample) => [all.workflow.runId, '/', sample, '.tsv']).outputs.file));
  const { depends, arguments: passed } = taskOf(all, 'table');
  expect(depends).toBe('(samples || samples.Failed || samples.Errored)');
  expect(passed?.parameters).toEqual([
    {
      name: 'rows',
      value: expect.stringMatching(
        /^\{\{=sprig\.join\('\\n', map\(.*'\/row\/' \+ workflow\.uid \+ '\/' \+ #\.sample \+ '\.tsv\/file\/\/' \+ #\.sample\}/,
      ),
    },
    { name: 'table', value: '/bwa{{workflow.parameters.folder}}/table' },
  ]);
});

test('names of a list that is known are written out, and a map with a condition must have run', () => {
  const all = newWorkflow();
  const { workflow, run } = all;
  const map = new ParallelMapStage(workflow, 'samples', {
    over: ['a', 'b'],
    when: equals(workflow.parameters.mode, 'mem'),
    each: (scope, sample) => stage(scope, 'row', run.intermediate(workflow.runId, '/', sample)),
  });
  reader(all, settled(map.outputs.file));
  const { depends, arguments: passed } = taskOf(all, 'table');
  expect(depends).toBe('(samples.Succeeded || samples.Failed || samples.Errored)');
  const row = '/bwa{{workflow.parameters.folder}}/row/{{workflow.uid}}';
  expect(passed?.parameters?.[0]).toEqual({ name: 'rows', value: `${row}/a/file//a\n${row}/b/file//b` });
});

test('a map whose body reads a settled set waits for its end too', () => {
  const all = newWorkflow();
  const { workflow, run } = all;
  const rows = settled(mapOf(all, (sample) => [workflow.runId, '/', sample]).outputs.file);
  new ParallelMapStage(workflow, 'parts', {
    over: ['p', 'q'],
    each: (scope, part) => stage(scope, 'part', run.result(part), { rows }),
  });
  expect(taskOf(all, 'parts').depends).toBe('(samples || samples.Failed || samples.Errored)');
});

test('a stage of another workflow that reads a settled set is called with one', () => {
  const all = newWorkflow();
  const { workflow, run } = all;
  const rows = settled(mapOf(all, (sample) => [workflow.runId, '/', sample]).outputs.file);
  const called = reader(all, rows);
  new TemplateRefStage(workflow, 'again', { stage: called, inputs: { rows }, outputs: { table: run.result('again') } });
  expect(taskOf(all, 'again')).toMatchObject({
    depends: '(samples || samples.Failed || samples.Errored)',
    templateRef: { template: 'table' },
  });
});

test('the run’s id in a path is not in the work key: the option names the set, and the script lists what is there', () => {
  const all = newWorkflow();
  reader(all, settled(mapOf(all, (sample) => [sample, '.tsv']).outputs.file));
  const args = named(template(all.chart).spec.templates, 'table').container?.args ?? [];
  expect(args.filter((word) => /IN_/.test(word))).toEqual(['--settled=IN_ROWS', 'cat "$IN_ROWS" >"$OUT_TABLE"']);
});

const wrong: Readonly<Record<string, (all: Setting) => unknown>> = {
  'whose name is computed of an item': (all) =>
    settled(mapOf(all, (sample) => [all.workflow.runId, '/', sample.stem]).outputs.file),
  'named by two columns': ({ workflow, run }) =>
    settled(
      new ParallelMapStage(workflow, 'm', {
        over: tableOf(workflow.parameters.samples, ['a', 'b']),
        each: (scope, { a, b }) => stage(scope, 's', run.intermediate(workflow.runId, '/', a, b)),
      }).outputs.file,
    ),
  'of a stage that another of the body does not lead to: that one could fail unseen': ({ workflow, run }) =>
    settled(
      new ParallelMapStage(workflow, 'm', {
        over: listOf(workflow.parameters.samples),
        each: (scope, sample) => {
          stage(scope, 'beside', run.result(sample));
          return stage(scope, 's', run.intermediate(workflow.runId, '/', sample));
        },
      }).outputs.file,
    ),
  'of sets': ({ workflow, run }) =>
    settled(
      new ParallelMapStage(workflow, 'm', {
        over: ['a', 'b'],
        each: (outer, x) =>
          new ParallelMapStage(outer, 'n', {
            over: ['c', 'd'],
            each: (scope, y) => stage(scope, 's', run.intermediate(workflow.runId, '/', x, y)),
          }),
      }).outputs.file,
    ),
};

test.each(Object.entries(wrong))('a settled set %s is refused', (_, call) => {
  const { code, problem } = refusal(() => call(newWorkflow()));
  expect([code, problem.what]).toEqual(['invalid-value', 'a set cannot be settled']);
});

test('the run of another workflow is refused', () => {
  const [one, other] = [newWorkflow(), newWorkflow()];
  expect(refusal(() => stage(one.workflow, 's', one.run.result(Value.of(other.workflow.runId)))).code).toBe(
    'foreign-scope',
  );
});
