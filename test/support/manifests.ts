import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { WorkflowTemplate } from '../../imports/argoproj.io';

const ROOT = join(__dirname, '../..');

/** The documents of a file of the project, as `kubectl apply` would read them. */
export function documents(path: string): readonly Readonly<Record<string, unknown>>[] {
  return parseAllDocuments(readFileSync(join(ROOT, path), 'utf8')).map(
    (document) => document.toJS() as Record<string, unknown>,
  );
}

export function workflowTemplate(all: readonly Readonly<Record<string, unknown>>[]): WorkflowTemplate {
  const found = all.find(({ kind }) => kind === 'WorkflowTemplate');
  if (found === undefined) throw new Error('there is no WorkflowTemplate');
  return found as unknown as WorkflowTemplate;
}

/** The committed pipeline. */
export function committedPipeline(): WorkflowTemplate {
  return workflowTemplate(documents('dist/bwa-oss.k8s.yaml'));
}
