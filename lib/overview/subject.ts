import { type Flow, toFlow } from '../check/model/flow';
import { isArgo, toDocuments, toWorld, type World } from '../check/model/world';
import { GenomicsError } from '../errors';

/** One workflow of any of Argo's four kinds, and the manifests in which its `templateRef`s are looked up. */
export interface Subject {
  readonly flow: Flow;
  readonly world: World;
}

/**
 * Reads a manifest that may be anybody's.
 *
 * @throws GenomicsError `invalid-value` where it is no Workflow, WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow
 */
export function subjectOf(manifest: unknown, others: readonly unknown[] = []): Subject {
  const [document] = toDocuments([manifest]);
  if (document !== undefined && isArgo(document))
    return { flow: toFlow(document), world: toWorld([manifest, ...others], {}) };
  throw new GenomicsError('invalid-value', document?.name || 'manifest', {
    what: 'this is no workflow of Argo',
    got: document === undefined ? typeof manifest : `kind '${document.kind}' of '${document.apiVersion}'`,
    expected: 'a Workflow, WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow as a plain object',
    fix: 'pass the parsed manifest',
  });
}
