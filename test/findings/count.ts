import { GenomicsStage, type ScriptContext, type Shell, type StageInputs, type StageOutputs } from '../../lib';
import { newWorkflow, refusal, template } from '../synth';

/** A script of a stage whose inputs and outputs a test names. */
export type Write = (context: ScriptContext<StageInputs, StageOutputs>) => Shell;

/** A stage `count` that makes `txt`, with these inputs and this script, as it is synthesized. */
export function count(script: Write, inputs: StageInputs = {}, more: object = {}) {
  const { chart, workflow, run } = newWorkflow();
  const outputs: StageOutputs = { txt: run.result('x.txt') };
  new GenomicsStage(workflow, 'count', { inputs, outputs, script, ...more });
  return template(chart);
}

export const messageOf = (act: () => unknown): string => refusal(act).message;
