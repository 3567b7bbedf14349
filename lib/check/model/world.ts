import { isObject, type Json, type JsonObject, object, text } from '../json';
import { type Flow, toFlow } from './flow';

/** One Kubernetes object as it was given. */
export interface Document {
  readonly index: number;
  readonly manifest: JsonObject;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

function toDocument(given: JsonObject, index: number): Document {
  const manifest = withoutNulls(given);
  const metadata = object(manifest['metadata']);
  return {
    index,
    manifest,
    apiVersion: text(manifest['apiVersion']) ?? '',
    kind: text(manifest['kind']) ?? '',
    name: text(metadata['name']) ?? text(metadata['generateName']) ?? '',
    namespace: text(metadata['namespace']),
  };
}

/** The names of all fields, wherever they stand: a rule about fields that nobody has need not even be loaded. */
export function fieldsIn(documents: readonly Document[]): ReadonlySet<string> {
  const fields = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isObject(value))
      for (const key of Object.keys(value)) {
        fields.add(key);
        visit(value[key]);
      }
  };
  for (const { manifest } of documents) visit(manifest);
  return fields;
}

/** Lists are looked into: `kubectl get -o yaml` and some generators give one. */
export function toDocuments(manifests: readonly unknown[]): readonly Document[] {
  return manifests.flatMap((manifest, index) => {
    if (!isObject(manifest)) return [];
    const items = manifest['items'];
    if (manifest['kind'] !== 'List' || !Array.isArray(items)) return [toDocument(manifest, index)];
    return items.filter(isObject).map((item) => toDocument(item, index));
  });
}

/** The API server drops a field that is null, and so does Argo. What has none is taken as it is. */
function withoutNulls(given: JsonObject): JsonObject {
  return hasNulls(given) ? cleanObject(given) : given;
}

function hasNulls(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some((item) => item === undefined || hasNulls(item));
  return (
    isObject(value) && Object.values(value).some((field) => field === null || field === undefined || hasNulls(field))
  );
}

function cleanObject(given: JsonObject): JsonObject {
  const kept = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept.map(([key, value]) => [key, clean(value)]));
}

function clean(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => clean(item) ?? null);
  return isObject(value) ? cleanObject(value) : value;
}

const argoKinds = new Set(['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate', 'CronWorkflow']);

export function isArgo(document: Document): boolean {
  return document.apiVersion.startsWith('argoproj.io/') && argoKinds.has(document.kind);
}

export interface Settings {
  /**
   * The Argo that the manifests are for, such as `3.4`: the oldest, where `newestArgoVersion` is another.
   * @default 4.1
   */
  readonly argoVersion?: string | undefined;
  /** The newest that they must suit as well. @default the same as `argoVersion` */
  readonly newestArgoVersion?: string | undefined;
}

/** All that was given together: a reference from one object to another is looked up here. */
export interface World extends Settings {
  readonly documents: readonly Document[];
  readonly flows: readonly Flow[];
  /** Every (Cluster)WorkflowTemplate by scope and name. Overlays for several clusters may have several of one name. */
  readonly library: ReadonlyMap<string, readonly Flow[]>;
}

export function toWorld(manifests: readonly unknown[], settings: Settings): World {
  const documents = toDocuments(manifests);
  const flows = documents.filter(isArgo).map(toFlow);
  return {
    ...settings,
    documents,
    flows,
    library: librariesOf(flows),
  };
}

function librariesOf(flows: readonly Flow[]): World['library'] {
  const libraries = new Map<string, readonly Flow[]>();
  for (const flow of flows.filter(({ isLibrary }) => isLibrary))
    libraries.set(keyOf(flow), [...(libraries.get(keyOf(flow)) ?? []), flow]);
  return libraries;
}

function keyOf({ document }: Flow): string {
  return document.kind === 'ClusterWorkflowTemplate'
    ? `cluster/${document.name}`
    : `${document.namespace ?? ''}/${document.name}`;
}

/** The (Cluster)WorkflowTemplates that a reference of `flow` may lead to: none, one, or one for each cluster. */
export function findLibraries(world: World, flow: Flow, { name, clusterScope }: JsonObject): readonly Flow[] {
  const scope = clusterScope === true ? 'cluster' : (flow.document.namespace ?? '');
  return world.library.get(`${scope}/${text(name) ?? ''}`) ?? [];
}
