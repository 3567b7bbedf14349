import { parse } from 'yaml';
import type { Node, Struct } from './node';
import { type OpenApi, readNode } from './openapi';

export interface Kind {
  readonly name: string;
  readonly root: Struct;
}

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly Version[];
  };
}

interface Version {
  readonly name: string;
  readonly storage: boolean;
  readonly schema: { readonly openAPIV3Schema: OpenApi };
}

/** Reads one CustomResourceDefinition: its kind, and the shape of its objects at the version that is stored. */
export function readKind(yaml: string): Kind {
  const { spec } = parse(yaml) as Crd;
  const kind = spec.names.kind;
  const version = spec.versions.find((candidate) => candidate.storage);
  if (version === undefined) throw new Error(`${kind}: no version of the CRD is stored`);
  const root = readNode(version.schema.openAPIV3Schema, kind);
  if (root.is !== 'struct') throw new Error(`${kind}: the schema at the top has no properties`);
  return { name: kind, root: withHead(root, `${spec.group}/${version.name}`, kind) };
}

function withHead(root: Struct, apiVersion: string, kind: string): Struct {
  return {
    ...root,
    properties: {
      ...root.properties,
      apiVersion: literal(apiVersion),
      kind: literal(kind),
      metadata: { is: 'metadata' },
      // The controller writes the status, nobody who generates manifests does: accepted, not described.
      ...('status' in root.properties && { status: { is: 'dictionary', values: { is: 'unknown' }, constraints: {} } }),
    },
    required: [...new Set(['apiVersion', 'kind', 'metadata', ...root.required])].sort(),
  };
}

function literal(value: string): Node {
  return { is: 'scalar', type: 'string', constraints: { enum: [value] } };
}
