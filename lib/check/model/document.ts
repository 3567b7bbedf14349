import { GenomicsError } from '../../errors';
import { isObject, type Json, type JsonObject, object, text } from '../json';

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

/** Lists are looked into: `kubectl get -o yaml` and some generators give one. */
export function toDocuments(manifests: readonly unknown[]): readonly Document[] {
  return manifests.flatMap((manifest, index) => {
    mustEnd(manifest);
    if (!isObject(manifest)) return [];
    const items = manifest['items'];
    if (manifest['kind'] !== 'List' || !Array.isArray(items)) return [toDocument(manifest, index)];
    return items.filter(isObject).map((item) => toDocument(item, index));
  });
}

/** A construct or a value in place of a plain object leads back to itself. */
function mustEnd(value: unknown, above: readonly unknown[] = []): void {
  if (typeof value !== 'object' || value === null) return;
  if (above.includes(value))
    throw new GenomicsError('invalid-value', 'manifest', {
      what: 'a manifest leads back to itself',
      got: 'an object that holds itself',
      expected: 'a plain object, as it is read from YAML',
      fix: 'pass what Testing.synth(chart) or resource.toJson() gives',
    });
  for (const inner of Object.values(value)) mustEnd(inner, [...above, value]);
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
