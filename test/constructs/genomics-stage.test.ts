import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  acs,
  fastqPair,
  GenomicsStage,
  type GenomicsStageProps,
  GenomicsWorkflow,
  ParallelMapStage,
  type StageDefaults,
  type StageInputs,
  type StageOutputs,
  setDefaults,
  sh,
  url,
} from '../../lib';
import { FETCH } from '../../lib/shell';
import { makes, named, newChart, newWorkflow, refusal, template } from '../synth';

type Props = Partial<Omit<GenomicsStageProps<StageInputs, StageOutputs>, 'inputs' | 'outputs' | 'script' | 'identify'>>;

/** The template of a stage with these props, in a workflow with those. */
function made(props: Props = {}, above: StageDefaults = {}) {
  const { chart, workflow, run } = newWorkflow();
  setDefaults(workflow, above);
  new GenomicsStage(workflow, 'a', {
    ...props,
    outputs: { x: run.result('x') },
    script: ({ outputs }) => sh`: > ${outputs.x}`,
  });
  return named(template(chart).spec.templates, 'a');
}

test('a template stands alone: it refers to no parameter of its workflow', () => {
  expect(JSON.stringify(made())).not.toContain('workflow.parameters');
});

test('no value is in the command', () => {
  const { chart, workflow, run } = newWorkflow();
  new GenomicsStage(workflow, 'a', {
    inputs: { source: url(workflow.parameters.fastq), text: "it's $(x)", number: 4, mode: workflow.parameters.mode },
    outputs: { made: run.intermediate(workflow.parameters.fastq.sample, '.txt') },
    script: ({ inputs, outputs, threads }) =>
      sh`tool ${threads} ${inputs.source} ${inputs.text} ${inputs.number} ${inputs.mode} > ${outputs.made}`,
  });
  const { container } = named(template(chart).spec.templates, 'a');
  expect(JSON.stringify([container?.command, container?.args?.slice(1)])).not.toContain('{{');
});

test('defaults come from above, the nearest first, and a stage’s own win', () => {
  const app = new App();
  const tolerations = [{ key: 'spot', operator: 'Exists' as const }];
  setDefaults(app, {
    image: 'app:1',
    cpu: 8,
    memory: '1Gi',
    labels: { site: 'a', team: 'app' },
    serviceAccountName: 'site',
    tolerations,
  });
  const chart = new Chart(app, 'c');
  setDefaults(chart, { memory: '2Gi', labels: { team: 'chart' } });
  const { volume } = newChart();
  const workflow = new GenomicsWorkflow(chart, 'w', { scratch: '1Gi' });
  new GenomicsStage(workflow, 'a', {
    image: 'own:1',
    outputs: { x: volume.folder('/r').result('x') },
    script: ({ outputs }) => sh`: > ${outputs.x}`,
  });
  expect(template(chart).spec.serviceAccountName).toBe('site');
  expect(named(template(chart).spec.templates, 'a')).toMatchObject({
    metadata: { labels: { site: 'a', team: 'chart' } },
    tolerations,
    container: {
      image: 'own:1',
      resources: { limits: { cpu: '8', memory: '2Gi' }, requests: { 'ephemeral-storage': '1Gi' } },
    },
  });
});

test('pods on ACS', () => {
  expect(made({ compute: acs({ qos: 'best-effort' }) }).metadata?.labels).toMatchObject({
    'alibabacloud.com/compute-qos': 'best-effort',
  });
});

describe('memory of a retry', () => {
  const retry = { memoryGrowth: { max: '12Gi' } };

  test('grows with each attempt where Argo cannot tell why the last one ended', () => {
    expect(made({ retry }).podSpecPatch).toContain('{{=sprig.min(4096 * (sprig.int(retries) + 1), 12288)}}Mi');
  });

  test('grows after an OOM kill only, from Argo 3.7 on', () => {
    expect(made({ retry }, { argoVersion: '3.7' }).podSpecPatch).toContain(
      "sprig.int(retries) > 0 && lastRetry.exitCode == '137' ?",
    );
  });
});

test('titles are Argo 3.7’s, and emitted where the workflow asks for that', () => {
  const titled = (argoVersion: '3.4' | '3.7') => {
    const { chart, volume } = newChart();
    const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', argoVersion });
    new GenomicsStage(workflow, 'a', {
      title: 'Align',
      outputs: { x: volume.folder('/r').result('x') },
      script: ({ outputs }) => sh`: > ${outputs.x}`,
    });
    return named(template(chart).spec.templates, 'a').annotations;
  };
  expect(titled('3.4')).toBeUndefined();
  expect(titled('3.7')).toEqual({ 'workflows.argoproj.io/display-name': 'Align' });
});

test('pull secrets of one stage are in its pod’s patch: the workflow’s account does not carry them', () => {
  expect(made({ imagePullSecrets: ['s'] }).podSpecPatch).toBe('{"imagePullSecrets":[{"name":"s"}]}');
});

test.each<[string, Props]>([
  ['half a CPU', { cpu: 0.5 }],
  ['memory without a unit', { memory: '4' }],
  ['an image with a space', { image: 'a b' }],
  ['a growth below the memory', { retry: { memoryGrowth: { max: '2Gi' } } }],
])('%s is refused', (_, props) => {
  expect(refusal(() => made(props))).toMatchObject({
    code: 'invalid-value',
    message: expect.stringMatching(/^\[c\/w\/a\] .+, got .+, expected .+; .+/),
  });
});

test.each([
  ['an upper-case id', 'Align', 'invalid-name'],
  ['an id that is too long', 'a'.repeat(41), 'invalid-name'],
])('%s is refused', (_, id, code) => {
  const { workflow, run } = newWorkflow();
  expect(refusal(() => new GenomicsStage(workflow, id, { outputs: { x: run.result('x') }, script: makes })).code).toBe(
    code,
  );
});

test.each<[string, (all: ReturnType<typeof newWorkflow>, id: string) => unknown]>([
  [
    'a stage',
    ({ workflow, run }, id) => new GenomicsStage(workflow, id, { outputs: { x: run.result('x') }, script: makes }),
  ],
  ['a map', ({ workflow }, id) => new ParallelMapStage(workflow, id, { over: ['x'], each: () => ({ outputs: {} }) })],
  ['a function that makes a stage', ({ workflow }, id) => fastqPair(workflow, id, {} as never)],
  ['a workflow', ({ workflow }, id) => new GenomicsWorkflow(workflow, id, {})],
])('%s with an id that its scope has already is refused by its path', (_, make) => {
  const all = newWorkflow();
  new Construct(all.workflow, 'taken');
  expect(refusal(() => make(all, 'taken'))).toMatchObject({
    code: 'duplicate-name',
    where: 'c/w/taken',
    problem: { got: "'taken' twice in one scope" },
  });
});

test('a stage without an output, or with a name that an input has in other letters, is refused', () => {
  const { workflow, run } = newWorkflow();
  expect(refusal(() => new GenomicsStage(workflow, 'a', { outputs: {}, script: makes })).code).toBe('invalid-value');
  expect(
    refusal(
      () => new GenomicsStage(workflow, 'b', { inputs: { X: 1 }, outputs: { x: run.result('x') }, script: makes }),
    ).code,
  ).toBe('duplicate-name');
});

test.each<[string, Props]>([
  ['a negative limit', { retry: { limit: -1 } }],
  ['a backoff that is no duration', { retry: { backoff: 'soon' } }],
  ['a deadline of nothing', { deadlineSeconds: 0 }],
  ['an annotation that Argo would fill in', { annotations: { a: '{{workflow.name}}' } }],
])('%s is refused', (_, props) => {
  expect(refusal(() => made(props)).code).toBe('invalid-value');
});

test('a stage with a URL that it does not identify is never taken for done', () => {
  const { chart, workflow, run } = newWorkflow();
  new GenomicsStage(workflow, 'a', {
    inputs: { source: url(workflow.parameters.fastq) },
    outputs: { x: run.result('x') },
    uses: [FETCH],
    script: ({ inputs, outputs }) => sh`fetch ${inputs.source} ${outputs.x}`,
  });
  expect(named(template(chart).spec.templates, 'a').container?.args).toEqual(
    expect.arrayContaining(['--identify', 'exit 1']),
  );
});

test('a stage where no DAG would collect it is refused', () => {
  const { workflow, run } = newWorkflow();
  const stage = new GenomicsStage(workflow, 'a', {
    outputs: { x: run.result('x') },
    script: ({ outputs }) => sh`: > ${outputs.x}`,
  });
  const below = () =>
    new GenomicsStage(stage, 'b', { outputs: { x: run.result('y') }, script: ({ outputs }) => sh`: > ${outputs.x}` });
  expect(refusal(below).code).toBe('foreign-scope');
});

test('undefined above erases nothing', () => {
  const app = new App();
  setDefaults(app, { image: 'app:1', memory: '32Gi' });
  const chart = new Chart(app, 'c');
  const workflow = new GenomicsWorkflow(chart, 'w', { ...({ memory: undefined } as object) });
  const { volume } = newChart();
  new GenomicsStage(workflow, 'a', {
    outputs: { x: volume.folder('/r').result('x') },
    script: ({ outputs }) => sh`: > ${outputs.x}`,
  });
  expect(named(template(chart).spec.templates, 'a').container?.resources?.limits).toMatchObject({ memory: '32Gi' });
});
