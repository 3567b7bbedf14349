import { type JsonObject, text } from '../json';
import { type Document, isArgo, toDocuments } from './document';
import { toWorkflowView, type WorkflowView } from './workflow-view';

export interface CheckSettings {
  /**
   * The Argo that the manifests are for, such as `3.4`: the oldest, where `newestArgoVersion` is another.
   * @default 4.1
   */
  readonly argoVersion?: string | undefined;
  /** The newest that they must suit as well. @default the same as `argoVersion` */
  readonly newestArgoVersion?: string | undefined;
}

/** All that was given together: a reference from one object to another is looked up here. */
export interface Manifests extends CheckSettings {
  readonly documents: readonly Document[];
  readonly flows: readonly WorkflowView[];
  /** Every (Cluster)WorkflowTemplate by scope and name. Overlays for several clusters may have several of one name. */
  readonly library: ReadonlyMap<string, readonly WorkflowView[]>;
}

export function toManifests(manifests: readonly unknown[], settings: CheckSettings): Manifests {
  const documents = toDocuments(manifests);
  const flows = documents.filter(isArgo).map(toWorkflowView);
  return {
    ...settings,
    documents,
    flows,
    library: librariesOf(flows),
  };
}

function librariesOf(flows: readonly WorkflowView[]): Manifests['library'] {
  const libraries = new Map<string, readonly WorkflowView[]>();
  for (const flow of flows.filter(({ isLibrary }) => isLibrary))
    libraries.set(keyOf(flow), [...(libraries.get(keyOf(flow)) ?? []), flow]);
  return libraries;
}

function keyOf({ document }: WorkflowView): string {
  return document.kind === 'ClusterWorkflowTemplate'
    ? `cluster/${document.name}`
    : `${document.namespace ?? ''}/${document.name}`;
}

/** The (Cluster)WorkflowTemplates that a reference of `flow` may lead to: none, one, or one for each cluster. */
export function findLibraries(
  world: Manifests,
  flow: WorkflowView,
  { name, clusterScope }: JsonObject,
): readonly WorkflowView[] {
  const scope = clusterScope === true ? 'cluster' : (flow.document.namespace ?? '');
  return world.library.get(`${scope}/${text(name) ?? ''}`) ?? [];
}
