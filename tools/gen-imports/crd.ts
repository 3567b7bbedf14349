import { parse } from 'yaml';
import { type OpenApi, readSchema, type Schema } from './openapi';

export interface Kind {
  readonly name: string;
  readonly root: Schema;
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

const OPEN: OpenApi = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** Reads one CustomResourceDefinition: its kind, and the shape of its objects at the version that is stored. */
export function readKind(yaml: string): Kind {
  const { spec } = parse(yaml) as Crd;
  const kind = spec.names.kind;
  const version = spec.versions.find((candidate) => candidate.storage);
  if (version === undefined) throw new Error(`${kind}: no version of the CRD is stored`);
  const root = version.schema.openAPIV3Schema;
  if (root.properties === undefined) throw new Error(`${kind}: the schema at the top has no properties`);
  const properties = {
    ...root.properties,
    apiVersion: { type: 'string', enum: [`${spec.group}/${version.name}`] },
    kind: { type: 'string', enum: [kind] },
    // The API server checks the metadata of a whole object by rules of its own.
    metadata: OPEN,
    // The controller writes the status, nobody who generates manifests does: accepted, not described.
    ...('status' in root.properties && { status: OPEN }),
  };
  const required = [...new Set(['apiVersion', 'kind', 'metadata', ...(root.required ?? [])])];
  return { name: kind, root: readSchema({ ...root, properties, required }, kind) };
}
