import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { equals, GenomicsStage, GenomicsWorkflow, listOf, ParallelMapStage, sh, Value } from '../../lib';
import { check } from '../../lib/check';
import { invocations } from '../../lib/run/invocations';
import { processOf } from '../../lib/run/process';
import { workflowTemplate } from '../support/manifests';
import { SEED_VOLUME } from '../support/volumes';

const volume = SEED_VOLUME;

function workflowOf(): GenomicsWorkflow<{ readonly folder: string }> {
  const chart = new Chart(Testing.app(), 'c', { namespace: 'argo' });
  return new GenomicsWorkflow(chart, 'w', { image: 'tools:1', parameters: { folder: '/run' } });
}

const manifest = (workflow: GenomicsWorkflow<{ readonly folder: string }>): WorkflowTemplate =>
  workflowTemplate(Testing.synth(Chart.of(workflow)));

/** A stage that writes a list, below any scope. */
function lister(scope: ConstructorParameters<typeof GenomicsStage>[0], name: string | Value = 'list.json') {
  const run = volume.folder('/run');
  return new GenomicsStage(scope, 'make-list', {
    outputs: { names: run.intermediate(name), other: run.intermediate(name, '.other') },
    script: ({ outputs }) => sh`echo '["a","b"]' > ${outputs.names}; date > ${outputs.other}`,
  });
}

function sayer(scope: ConstructorParameters<typeof GenomicsStage>[0], text: Value, name: Value, id = 'say') {
  return new GenomicsStage(scope, id, {
    inputs: { text },
    outputs: { said: volume.folder('/run').result(name, '.txt') },
    script: ({ inputs, outputs }) => sh`echo ${inputs.text} > ${outputs.said}`,
  });
}

const environments = (one: WorkflowTemplate, texts: Readonly<Record<string, string>>) =>
  invocations(one, {}, texts).map((one) => ({ task: one.task, env: processOf(one).env, files: one.files }));

test('a map over a list that a stage wrote waits for the stage, and only what is read is an output', () => {
  const workflow = workflowOf();
  const made = lister(workflow);
  new ParallelMapStage(workflow, 'each', {
    over: listOf(made.text('names')),
    each: (scope, item) => sayer(scope, item, item),
  });
  const one = manifest(workflow);
  const templates = one.spec.templates ?? [];
  expect(templates.find(({ name }) => name === 'make-list')?.outputs?.parameters).toEqual([
    { name: 'names', valueFrom: { path: '/tmp/texts/OUT_NAMES' } },
  ]);
  expect(templates.find(({ name }) => name === 'w')?.dag?.tasks?.[1]).toMatchObject({
    name: 'each',
    depends: 'make-list',
  });
  const ran = environments(one, { 'make-list.names': '["a","b"]' });
  expect(ran.map(({ task, env }) => [task, env['IN_TEXT']])).toEqual([
    ['make-list', undefined],
    ['each(0)', 'a'],
    ['each(1)', 'b'],
  ]);
  expect(check(Testing.synth(Chart.of(workflow)))).toEqual([]);
});

test('the text reaches a map within a map, a name, a condition and a gathered set', () => {
  const workflow = workflowOf();
  const made = lister(workflow);
  const names = made.text('names');
  const outer = new ParallelMapStage(workflow, 'outer', {
    over: ['x', 'y'],
    each: (scope, letter) =>
      new ParallelMapStage(scope, 'inner', {
        over: listOf(names),
        each: (inner, item) => sayer(inner, names, Value.of(letter, item)),
      }),
  });
  new GenomicsStage(workflow, 'all', {
    when: equals(made.text('other'), 'yes'),
    inputs: { said: outer.outputs.said },
    outputs: { all: volume.folder('/run').result('all-', made.text('other')) },
    script: ({ inputs, outputs }) => sh`cat ${inputs.said.list} > ${outputs.all}`,
  });
  const one = manifest(workflow);
  const ran = environments(one, { 'make-list.names': '["a","b"]', 'make-list.other': 'yes' });
  expect(ran.map(({ env }) => env['IN_TEXT'] ?? '-')).toEqual(['-', ...Array(4).fill('["a","b"]'), '-']);
  expect(ran.at(-1)).toMatchObject({
    env: { OUT_ALL: '/bwa/run/all-yes', IN_SAID: '/tmp/IN_SAID.paths' },
    files: { '/tmp/IN_SAID.paths': ['xa', 'xb', 'ya', 'yb'].map((name) => `/bwa/run/${name}.txt/said`).join('\n') },
  });
  expect(environments(one, { 'make-list.names': '[]', 'make-list.other': 'no' }).map(({ task }) => task)).toEqual([
    'make-list',
  ]);
  expect(check(Testing.synth(Chart.of(workflow)))).toEqual([]);
});

test('a stage in a map is read within that item', () => {
  const workflow = workflowOf();
  new ParallelMapStage(workflow, 'outer', {
    over: ['x', 'y'],
    each: (scope, letter) => {
      const made = lister(scope, letter);
      return new ParallelMapStage(scope, 'inner', {
        over: listOf(made.text('names')),
        each: (inner, item) => sayer(inner, item, Value.of(letter, item)),
      });
    },
  });
  const ran = environments(manifest(workflow), { 'make-list.names': '["a"]' });
  expect(ran.map(({ task, env }) => [task, env['OUT_SAID']])).toEqual([
    ['outer(0).make-list', undefined],
    ['outer(0).inner(0)', '/bwa/run/xa.txt'],
    ['outer(1).make-list', undefined],
    ['outer(1).inner(0)', '/bwa/run/ya.txt'],
  ]);
});

test('fails where the text of a stage in a map is used outside of it, by itself or as the list of a set', () => {
  const workflow = workflowOf();
  const texts: Value[] = [];
  const outer = new ParallelMapStage(workflow, 'outer', {
    over: ['x', 'y'],
    each: (scope, letter) => {
      const made = lister(scope, letter);
      texts.push(made.text('names'));
      return new ParallelMapStage(scope, 'inner', {
        over: listOf(made.text('names')),
        each: (inner, item) => sayer(inner, item, Value.of(letter, item)),
      });
    },
  });
  const message = /an input comes from a stage that runs in another scope, got 'c\/w\/outer\/make-list'/;
  expect(() => sayer(workflow, texts[0] ?? Value.of(''), Value.of('x'), 'outside')).toThrow(message);
  expect(
    () =>
      new GenomicsStage(workflow, 'all', {
        inputs: { said: outer.outputs.said },
        outputs: { all: volume.folder('/run').result('all') },
        script: ({ inputs, outputs }) => sh`cat ${inputs.said.list} > ${outputs.all}`,
      }),
  ).toThrow(message);
});
