import { object, text } from '../check/json';
import { type Document, isArgo, toDocuments } from '../check/model/document';
import { type Manifests, toManifests } from '../check/model/manifests';
import { libraryOf } from '../check/model/target';
import { toWorkflowView, type WorkflowView } from '../check/model/workflow-view';
import { GenomicsError } from '../errors';

/** One workflow of any of Argo's four kinds, and the manifests in which its `templateRef`s are looked up. */
export interface Subject {
  readonly document: Document;
  /** What runs: of a workflow that is a reference, its template with what the workflow puts above it. */
  readonly flow: WorkflowView;
  readonly world: Manifests;
  /** The WorkflowTemplate that the whole workflow is taken from, where it is not among the manifests. */
  readonly missing: string | undefined;
}

/**
 * Reads a manifest that may be anybody's.
 *
 * @throws GenomicsError `invalid-value` where it is no Workflow, WorkflowTemplate, ClusterWorkflowTemplate or
 * CronWorkflow
 */
export function subjectOf(manifest: unknown, others: readonly unknown[] = []): Subject {
  const [document] = toDocuments([manifest]);
  if (document === undefined || !isArgo(document))
    throw new GenomicsError('invalid-value', document?.name || 'manifest', {
      what: 'this is no workflow of Argo',
      got: document === undefined ? typeof manifest : `kind '${document.kind}' of '${document.apiVersion}'`,
      expected: 'a Workflow, WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow as a plain object',
      fix: 'pass the parsed manifest',
    });
  const [flow, world] = [toWorkflowView(document), toManifests([manifest, ...others], {})];
  const library = libraryOf(flow, world);
  if (library === undefined) return { document, flow, world, missing: undefined };
  if (typeof library !== 'string') return { document, flow: joined(flow, library), world, missing: undefined };
  const reference = object(flow.spec['workflowTemplateRef']);
  return { document, flow, world, missing: text(reference['name']) ?? '' };
}

/** The workflow's own fields win over its template's (`JoinWorkflowSpec` in Argo's `workflow/util/merge.go`). */
function joined(own: WorkflowView, library: WorkflowView): WorkflowView {
  const { workflowTemplateRef: _, ...spec } = own.spec;
  return {
    ...library,
    spec: { ...library.spec, ...spec },
    entrypoint: own.entrypoint ?? library.entrypoint,
    parameters: new Map([...library.parameters, ...own.parameters]),
  };
}
