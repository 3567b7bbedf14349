import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { BwaAlignmentChart } from '../../lib';
import { committedPipeline, workflowTemplate } from '../../test/support/manifests';
import { seedWorkflow } from '../../test/support/seed';

/** A pipeline to measure. */
export interface Side {
  readonly workflow: WorkflowTemplate;
  /** Parameters of its own. */
  readonly given: Readonly<Record<string, string>>;
}

/** The seed's pipeline. */
export function seed(): Side {
  const workflow = seedWorkflow();
  const { spec } = workflow;
  // Argo gives each pod the workflow's volumes; our interpreter knows a template's own, as we emit them.
  const templates = (spec.templates ?? []).map((template) => ({ ...template, volumes: spec.volumes ?? [] }));
  return { workflow: { ...workflow, spec: { ...spec, templates } }, given: {} };
}

export function ours(): Side {
  return { workflow: committedPipeline(), given: {} };
}

export function mem(): Side {
  const chart = new BwaAlignmentChart(Testing.app(), 'bwa-oss', { algorithm: 'mem' });
  return { workflow: workflowTemplate(Testing.synth(chart)), given: {} };
}
