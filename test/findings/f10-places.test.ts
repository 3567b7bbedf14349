/** The finding: errors of shell, values and checks did not say in which stage they were, nor at which key. */
import { type App, Chart, JsonPatch, Testing } from 'cdk8s';
import {
  GenomicsError,
  GenomicsStage,
  GenomicsWorkflow,
  ParallelMapStage,
  type ScriptContext,
  type Shell,
  type StageInputs,
  type StageOutputs,
  sh,
  Value,
} from '../../lib';
import { check, describeFinding } from '../../lib/check';
import { newChart, newWorkflow, refusal } from '../synth';

type Context = ScriptContext<StageInputs, StageOutputs>;

/** A stage `a` in a group `g`. */
function stage(script: (context: Context) => Shell, inputs: StageInputs = {}, more: object = {}) {
  const { workflow, run } = newWorkflow();
  const outputs: StageOutputs = { txt: run.result('x.txt') };
  return new GenomicsStage(workflow, 'a', { inputs, outputs, script, ...more });
}

const fine = ({ outputs }: Context): Shell => sh`date >${outputs['txt'] ?? ''}`;

describe('F10.1 an error has the path of the stage, and the part of it', () => {
  test.each<[string, () => unknown, string]>([
    ['shell that is refused', () => stage(() => sh`a | b`), 'c/w/a: script'],
    ['shell of identify', () => stage(fine, {}, { identify: () => sh`a | b` }), 'c/w/a: identify: script'],
    [
      'a value in a text',
      () => stage(() => sh`${`${Value.part({ kind: 'run', owner: {} })}`}`),
      'c/w/a: script: value',
    ],
    ['a plain text', () => stage(() => 'echo' as unknown as Shell), 'c/w/a: script'],
    ['a script that is none', () => stage('echo' as unknown as typeof fine), 'c/w/a'],
    ['an input of two lines', () => stage(fine, { text: 'a\nb' }), 'c/w/a'],
    ['an input of no kind', () => stage(fine, { text: {} as unknown as string }), "c/w/a: input 'text'"],
  ])('%s', (_, make, place) => {
    expect(refusal(make).message).toMatch(new RegExp(`^\\[${place}\\] [a-z']`));
    expect(refusal(make).where).toBe(place);
  });

  test('what the body of a map does outside of its stages has the path of the map', () => {
    const { workflow, run } = newWorkflow();
    const make = () =>
      new ParallelMapStage(workflow, 'm', {
        over: ['a'],
        each: (_, item) => ({ outputs: { x: run.result(item, '//x') } }) as never,
      });
    expect(refusal(make).message).toMatch(/^\[c\/w\/m: each: …\/\/x\] a file cannot be called that/);
  });

  test('the script of an exit handler has its own', () => {
    const { chart } = newChart();
    const make = () => new GenomicsWorkflow(chart, 'w', { onExit: { script: () => sh`a & b` } });
    expect(refusal(make).where).toBe('c/w/OnExit: script');
  });

  test('the stack still leads to the line that wrote it', () => {
    const { stack } = refusal(() => stage(() => sh`a | b`));
    expect(stack).toMatch(/^GenomicsError: \[c\/w\/a: script\] .*f10-places\.test\.ts/s);
  });
});

describe('F10.2 a reference that is not declared is told by its key', () => {
  test.each<[string, (context: Context) => Shell, string]>([
    ['an input', ({ inputs, outputs }) => sh`x ${inputs['bamm'] as never} >${outputs['txt'] ?? ''}`, 'inputs.bamm'],
    ['an output', ({ outputs }) => sh`date >${outputs['text'] as never}`, 'outputs.text'],
    ['a setting', (context) => sh`x -t ${(context as unknown as { cores: never }).cores}`, 'cores'],
  ])('%s', (_, script, got) => {
    expect(refusal(() => stage(script, { bam: 'x' })).message).toBe(
      `[c/w/a: script] a script refers to something that is not declared, got ${got}, expected one of inputs.bam, outputs.txt, threads, memory; declare it in \`inputs\` or \`outputs\` and use the reference of that name`,
    );
  });

  test('an input that is there sometimes may be asked for, and a context may be looked at', () => {
    const look = (context: Context): Shell => {
      expect(context.inputs['region'] ?? 'all').toBe('all');
      expect(JSON.stringify(context)).toContain('IN_BAM');
      expect(`${Object.keys(context)}`).toBe('inputs,outputs,env,threads,memory');
      expect(context).toHaveProperty('inputs.bam');
      expect((context as { then?: unknown }).then).toBeUndefined();
      return fine(context);
    };
    expect(() => stage(look, { bam: 'x' })).not.toThrow();
  });
});

describe('F10.3 a finding of the checks names the template and the task', () => {
  const manifest = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name: 'w' },
    spec: {
      entrypoint: 'main',
      templates: [
        { name: 'main', dag: { tasks: [{ name: 'first', template: 'align', depends: 'nobody' }] } },
        { name: 'align', container: { image: 'tools:latest', command: ['a'] } },
      ],
    },
  };

  test('of anybody’s manifests, in each form', () => {
    const findings = check([manifest]);
    expect(findings.map(({ code, template, task }) => ({ code, template, task }))).toEqual(
      expect.arrayContaining([
        { code: 'unknown-dependency', template: 'main', task: 'first' },
        { code: 'mutable-image', template: 'align', task: undefined },
      ]),
    );
    expect(findings.map(describeFinding).join('\n')).toContain(
      "spec.templates[0].dag.tasks[0].depends of task 'first' of template 'main': first depends on nobody",
    );
  });

  test('steps and workflows of a schedule have names as well', () => {
    const workflowSpec = {
      entrypoint: 'main',
      templates: [{ name: 'main', steps: [[{ name: 'one', template: 'none' }]] }],
    };
    const cron = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'CronWorkflow',
      metadata: { name: 'w' },
      spec: { schedule: '@daily', workflowSpec },
    };
    expect(check([cron])).toContainEqual(expect.objectContaining({ template: 'main', task: 'one' }));
  });

  test('at synth, of a stage that is patched', () => {
    const { chart, workflow, run } = newWorkflow();
    const made = new GenomicsStage(workflow, 'align', {
      outputs: { txt: run.result('x') },
      script: ({ outputs }) => sh`date >${outputs.txt}`,
    });
    made.addTemplatePatch(JsonPatch.add('/container/command', 'a text'));
    const app = chart.node.root as App;
    expect(() => app.synth()).toThrow("of template 'align'");
  });
});

test('F10.4 a value that is made outside of any stage says what it is about', () => {
  const { volume } = newWorkflow();
  const error = refusal(() => volume.file('x'));
  expect(error).toBeInstanceOf(GenomicsError);
  expect(error.message).toMatch(/^\[pvc-oss\] a path on a volume does not start at its root, got 'x'/);
  expect(refusal(() => Value.of('{{x}}')).message).toMatch(/^\[value\] a piece of a value/);
  expect(Testing.synth(new Chart(Testing.app(), 'x'))).toEqual([]);
});
