import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { BwaAlignmentChart } from '../../lib';
import { committedPipeline, workflowTemplate } from '../../test/support/manifests';

/** A pipeline to measure. */
export interface Side {
  readonly workflow: WorkflowTemplate;
  /** Parameters of its own. */
  readonly given: Readonly<Record<string, string>>;
}

export const { SEED = '../shared/seed' } = process.env;

/** The seed's YAML out of its page, with the one command mended that today's samtools takes for another. */
export function seed(): Side {
  const [page = ''] = readdirSync(SEED);
  const [, yaml] = /^(apiVersion: argoproj[\s\S]*?)^Verify the results$/m.exec(readFileSync(join(SEED, page), 'utf8')) ?? [];
  if (yaml === undefined) throw new Error(`there is no workflow in ${SEED}/${page}`);
  const mended = yaml.replace(/samtools import \S+ (\S+) (\S+);/, 'samtools view -b -o $2 $1;');
  if (mended === yaml) throw new Error("the seed's samtools import is not there");
  const workflow: WorkflowTemplate = parse(mended);
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
