import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { GenomicsStage, GenomicsWorkflow, type IVolume, sh } from '../../lib';
import { workflowTemplate } from './manifests';
import { SEED_VOLUME } from './volumes';

/**
 * The smallest pipeline in which a parameter becomes a text, a folder and a file's name: `say` writes `<text>`, `copy`
 * reads that.
 */
export function echoManifests(volume: IVolume = SEED_VOLUME): readonly { readonly kind: string }[] {
  const chart = new Chart(Testing.app(), 'echo', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'echo', {
    image: 'registry.example/geno/alltools:v0.2',
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    parameters: { folder: '/run', text: 'a text', name: 'out' },
  });
  const { folder, text, name } = workflow.parameters;
  const run = volume.folder(folder);
  const { said } = new GenomicsStage(workflow, 'say', {
    inputs: { text, b: 'not this' },
    outputs: { said: run.result(name, '.txt') },
    script: ({ inputs, outputs }) => sh`printf '<%s>' ${inputs.text} > ${outputs.said}`,
  }).outputs;
  new GenomicsStage(workflow, 'copy', {
    inputs: { said },
    outputs: { copied: run.result(name, '.copy') },
    script: ({ inputs, outputs }) => sh`cat ${inputs.said} > ${outputs.copied}`,
  });
  return Testing.synth(chart);
}

export function echoWorkflow(volume?: IVolume): WorkflowTemplate {
  return workflowTemplate(echoManifests(volume));
}
