import { type Document, isArgo, toDocuments } from './document';
import { type Flow, toFlow } from './flow';

export interface Settings {
  /** The oldest Argo that the manifests must suit, such as `3.4`. */
  readonly argoVersion?: string | undefined;
  /** The stage protocol's text; `undefined` where there is none to compare with. */
  readonly protocol?: string | undefined;
}

/** All that was given together: a reference from one object to another is looked up here. */
export interface World extends Settings {
  readonly documents: readonly Document[];
  readonly flows: readonly Flow[];
  readonly library: ReadonlyMap<string, Flow>;
}

export function toWorld(manifests: readonly unknown[], settings: Settings): World {
  const documents = toDocuments(manifests);
  const flows = documents.filter(isArgo).map(toFlow);
  return { ...settings, documents, flows, library: new Map(flows.filter((flow) => flow.isLibrary).map((flow) => [keyOf(flow), flow])) };
}

function keyOf({ document }: Flow): string {
  return document.kind === 'ClusterWorkflowTemplate' ? `cluster/${document.name}` : `${document.namespace ?? ''}/${document.name}`;
}

/** The (Cluster)WorkflowTemplate of that name that `flow` would get, if it is among the manifests. */
export function findLibrary(world: World, flow: Flow, name: string, clusterScope: boolean): Flow | undefined {
  return world.library.get(clusterScope ? `cluster/${name}` : `${flow.document.namespace ?? ''}/${name}`);
}
