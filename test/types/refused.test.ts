import { Chart } from 'cdk8s';
import {
  type DataFile,
  differs,
  equals,
  GenomicsStage,
  GenomicsWorkflow,
  lines,
  ParallelMapStage,
  sh,
  tableOf,
  url,
  Value,
} from '../../lib';
import { makes, newWorkflow, refusal } from '../synth';

/** `[path] what, got …, expected …; fix`: lower case, no final stop. */
const FORM = /^\[[^\]\n]+\] [^A-Z].+, got .+, expected .+; .+[^.]$/s;

type Setting = ReturnType<typeof setting>;

/** A workflow with a stage that makes `file`, a map that leaks its item and its inner output, and another workflow. */
function setting() {
  const { chart, volume, workflow, run } = newWorkflow();
  const stage = (
    scope: ConstructorParameters<typeof GenomicsStage>[0],
    id: string,
    output: string | Value = 'out',
    inputs: { readonly x?: DataFile } = {},
  ) => new GenomicsStage(scope, id, { inputs, outputs: { file: run.result(output) }, script: makes });
  const { file } = stage(workflow, 'first', 'first').outputs;
  const leaked: { item: Value; file: DataFile }[] = [];
  const map = new ParallelMapStage(workflow, 'map', {
    over: tableOf(workflow.parameters.samples, ['sample']),
    each: (scope, { sample }) => {
      const inner = stage(scope, 'inner', sample);
      leaked.push({ item: sample, file: inner.outputs.file });
      return inner;
    },
  });
  const [inner] = leaked;
  if (inner === undefined) throw new Error('the body did not run');
  const other = new GenomicsWorkflow(new Chart(chart, 'd'), 'other', { image: 'tools:1', parameters: { sample: 'a' } });
  const foreign = new GenomicsStage(other, 'foreign', {
    outputs: { file: run.volume.folder('/o').result('f') },
    script: makes,
  });
  return { volume, workflow, run, stage, file, set: map.outputs.file, inner, other, foreign: foreign.outputs.file };
}

/** Runs a script's function against a stage with one input of each kind. */
function script(text: (references: Setting & { one: unknown; many: unknown }) => string) {
  return (all: Setting) =>
    new GenomicsStage(all.workflow, 's', {
      inputs: { one: all.file, many: all.set },
      outputs: { out: all.run.result('s') },
      script: ({ inputs, outputs }) =>
        lines(sh.raw(text({ ...all, one: inputs.one, many: inputs.many })), makes({ outputs })),
    });
}

const smuggled: Readonly<Record<string, ReturnType<typeof script>>> = {
  'an input’s reference': script(({ one }) => `cat ${one}`),
  'a set’s reference': script(({ many }) => `cat ${many}`),
  'a concatenation': script(({ one }) => `cat ${String(one)}`),
  'a parameter': script(({ workflow }) => `cat ${workflow.parameters.folder}`),
  'an item': script(({ inner }) => `cat ${inner.item}`),
  'a file': script(({ file }) => `cat ${file}`),
  'a set of files': script(({ set }) => `cat ${set}`),
  'a folder': script(({ run }) => `ls ${run}`),
  'a file still to be made': script(({ run }) => `cat > ${run.result('x')}`),
  'a URL': script(({ workflow }) => `wget ${url(workflow.parameters.fastq)}`),
  'a piece of shell': script(() => `eval ${sh`tool`}`),
  'a condition': script(({ workflow }) => `test ${equals(workflow.parameters.mode, 'mem')}`),
};

test.each(Object.entries(smuggled))('%s in an untagged template is refused', (_, call) => {
  const { code, message } = refusal(() => call(setting()));
  expect(code).toBe('handle-in-text');
  expect(message).toMatch(FORM);
});

const foreign: Readonly<Record<string, (all: Setting) => unknown>> = {
  'an item as an input outside of its map': ({ workflow, run, inner }) =>
    new GenomicsStage(workflow, 's', {
      inputs: { x: inner.item },
      outputs: { out: run.result('s') },
      script: makes,
    }),
  'an item in a URL outside of its map': ({ workflow, run, inner }) =>
    new GenomicsStage(workflow, 's', {
      inputs: { x: url(inner.item) },
      outputs: { out: run.result('s') },
      script: makes,
    }),
  'an item in an output’s name outside of its map': ({ workflow, stage, inner }) => stage(workflow, 's', inner.item),
  'a name of an item outside of its map': ({ workflow, stage, inner }) =>
    stage(workflow, 's', Value.of(inner.item.stem, '.txt')),
  'a file named by an item outside of its map': ({ workflow, volume, stage, inner }) =>
    stage(workflow, 's', 'out', { x: volume.file('/', inner.item) }),
  'an item in a condition outside of its map': ({ workflow, run, inner }) =>
    new GenomicsStage(workflow, 's', {
      when: differs(inner.item, 'a'),
      outputs: { out: run.result('s') },
      script: makes,
    }),
  'an item in the list of another map': ({ workflow, stage, inner }) =>
    new ParallelMapStage(workflow, 'm', { over: [inner.item, 'b'], each: (scope, x) => stage(scope, 's', x) }),
  'an item of a map in the body of another': ({ workflow, stage, inner }) =>
    new ParallelMapStage(workflow, 'm', {
      over: ['a', 'b'],
      each: (scope, x) => stage(scope, 's', Value.of(x, inner.item)),
    }),
  'an inner output outside of its map': ({ workflow, stage, inner }) => stage(workflow, 's', 'out', { x: inner.file }),
  'an inner output in the body of another map': ({ workflow, stage, inner }) =>
    new ParallelMapStage(workflow, 'm', {
      over: ['a', 'b'],
      each: (scope, x) => stage(scope, 's', x, { x: inner.file }),
    }),
  'inner outputs as the list of another map': ({ workflow, stage, inner }) =>
    new ParallelMapStage(workflow, 'm', { over: [inner.file], each: (scope, x) => stage(scope, 's', x.name, { x }) }),
  'a map that returns a file of the scope around it': ({ workflow, stage, file }) =>
    new ParallelMapStage(workflow, 'm', {
      over: ['a', 'b'],
      each: (scope, x) => {
        stage(scope, 's', x);
        return { outputs: { file } };
      },
    }),
  'a parameter of another workflow': ({ workflow, stage, other }) => stage(workflow, 's', other.parameters.sample),
  'a list that is a parameter of another workflow': ({ workflow, stage, other }) =>
    new ParallelMapStage(workflow, 'm', {
      over: tableOf(other.parameters.sample, ['a']),
      each: (scope, { a }) => stage(scope, 's', a),
    }),
  'an output of another workflow': ({ workflow, stage, foreign }) => stage(workflow, 's', 'out', { x: foreign }),
  'a stage outside of any workflow': ({ other, run }) =>
    new GenomicsStage(Chart.of(other), 's', {
      image: 'a:1',
      outputs: { out: run.result('s') },
      script: makes,
    }),
};

test.each(Object.entries(foreign))('%s is refused', (_, call) => {
  const { code, message } = refusal(() => call(setting()));
  expect(code).toBe('foreign-scope');
  expect(message).toMatch(FORM);
});

const unchecked: Readonly<Record<string, unknown>> = {
  'an undeclared file': setting().file,
  'an undeclared parameter': setting().workflow.parameters.folder,
  'something that is missing': undefined,
  'an explicit nothing': null,
  'an object': {},
};

test.each(Object.entries(unchecked))('%s in sh is refused where a cast hides it from the compiler', (_, part) => {
  const { code, message } = refusal(() => lines(sh`tool ${part as string}`));
  expect(code).toBe('handle-in-text');
  expect(message).toMatch(FORM);
});
