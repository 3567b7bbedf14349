import { GenomicsStage, type Shell, type ShellVariable, sh } from '../../lib';
import { invocations } from '../../lib/run/invocations';
import type { Workflow } from '../../lib/run/manifest';
import { argumentsOf, stubbed } from '../../lib/run/stub';
import type { Invocation } from '../../lib/run/template';
import { newWorkflow, refusal, template } from '../synth';

type Outputs = { readonly outputs: { readonly bam: ShellVariable } };

function synthesized(stub?: (context: Outputs) => Shell): Invocation {
  const { chart, workflow, run } = newWorkflow();
  new GenomicsStage(workflow, 'sort', {
    outputs: { bam: run.result('a.bam').with('.bai') },
    script: ({ outputs }) => sh`samtools sort ${outputs.bam}`,
    ...(stub === undefined ? {} : { stub }),
  });
  return only(template(chart));
}

function only(workflow: Workflow): Invocation {
  const [one] = invocations(workflow);
  if (one === undefined) throw new Error('nothing runs');
  return one;
}

const mine = ({ outputs }: Outputs): Shell => sh`echo mine >${outputs.bam}`;

test('a stage’s own stub stands in its manifest, and is what a stub run calls', () => {
  const texts = argumentsOf(synthesized(mine).container.args ?? []).texts;
  expect(texts.get('--stub')).toBe('echo mine >"$OUT_BAM"');
  expect(texts.get('--script')).toBe('samtools sort "$OUT_BAM"');
  expect(stubbed(synthesized(mine)).container.args?.at(-1)).toBe('echo mine >"$OUT_BAM"');
});

test('without one nothing of it is in the manifest', () => {
  expect(argumentsOf(synthesized().container.args ?? []).texts.has('--stub')).toBe(false);
});

test('a script that needs no tool is its own stub, and stands there once', () => {
  const { chart, workflow, run } = newWorkflow();
  const script = ({ outputs }: { readonly outputs: { readonly text: ShellVariable } }): Shell =>
    sh`date >${outputs.text}`;
  new GenomicsStage(workflow, 'note', { outputs: { text: run.result('a.txt') }, script, stub: script });
  const one = only(template(chart));
  expect(argumentsOf(one.container.args ?? []).texts.get('--stub')).toBe('');
  expect(stubbed(one).container.args?.at(-1)).toBe('date >"$OUT_TEXT"');
});

test('a stub that cannot make an output is refused', () => {
  const { workflow, run } = newWorkflow();
  const error = refusal(
    () =>
      new GenomicsStage(workflow, 'sort', {
        outputs: { bam: run.result('a.bam') },
        script: ({ outputs }) => sh`samtools sort ${outputs.bam}`,
        stub: () => sh`true`,
      }),
  );
  expect(error.message).toContain('the stub never mentions it');
});
