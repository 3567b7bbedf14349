import { App, Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../imports/argoproj.io';
import { GenomicsError, GenomicsWorkflow, type IVolume, lines, type Shell, type ShellVariable, sh } from '../lib';
import { SEED_VOLUME } from './support/volumes';

/** A chart with a volume, and what it synthesizes. */
export function newChart(): { readonly chart: Chart; readonly volume: IVolume } {
  const chart = new Chart(new App(), 'c', { namespace: 'argo' });
  return { chart, volume: SEED_VOLUME };
}

/** A workflow `w` with one folder parameter, as most tests need it. */
export function newWorkflow() {
  const { chart, volume } = newChart();
  const workflow = new GenomicsWorkflow(chart, 'w', {
    image: 'tools:1',
    parameters: { folder: '/run', fastq: 'https://h/S1_1.fastq.gz', mode: 'mem', samples: '[]', path: '' },
  });
  return { chart, volume, workflow, run: volume.folder(workflow.parameters.folder) };
}

export function manifests(chart: Chart): readonly Readonly<Record<string, unknown>>[] {
  return Testing.synth(chart);
}

/** The WorkflowTemplate of a chart, as it will be applied. */
export function template(chart: Chart): WorkflowTemplate {
  const found = manifests(chart).find(({ kind }) => kind === 'WorkflowTemplate');
  if (found === undefined) throw new Error('the chart has no WorkflowTemplate');
  return found as unknown as WorkflowTemplate;
}

export function named<T extends { readonly name?: string }>(list: readonly T[] | undefined, name: string): T {
  const found = list?.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name} among ${list?.map((one) => one.name).join(', ')}`);
  return found;
}

/** The error that a call throws, or a failure of the test where it throws none. */
export function refusal(call: () => unknown): GenomicsError {
  try {
    call();
  } catch (error) {
    if (error instanceof GenomicsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A script that makes whatever its stage declares. */
export function makes({ outputs }: { readonly outputs: Readonly<Record<string, ShellVariable>> }): Shell {
  return lines(...Object.values(outputs).map((output) => sh`make ${output}`));
}
