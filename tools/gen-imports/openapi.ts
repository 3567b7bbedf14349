import type { Constraints, Node } from './node';

/** What a structural schema of Kubernetes may hold, as far as Argo's CRDs use it. */
export interface OpenApi {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, OpenApi>>;
  readonly required?: readonly string[];
  readonly items?: OpenApi;
  readonly anyOf?: readonly OpenApi[];
  readonly additionalProperties?: OpenApi;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly [keyword: string]: unknown;
}

const STRUCTURE = [
  'type',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'x-kubernetes-preserve-unknown-fields',
];
const INT_OR_STRING = ['x-kubernetes-int-or-string', 'anyOf'];
const KEPT = [
  ...['enum', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'],
  ...['default', 'x-kubernetes-validations', 'x-kubernetes-list-map-keys'],
];
/** Prose, and how server-side apply merges: neither says which values are valid. */
const DROPPED = ['description', 'x-kubernetes-map-type', 'x-kubernetes-list-type'];

/** Refuses what it does not understand: a keyword lost in silence would be a type that lies. */
export function readNode(schema: OpenApi, path: string): Node {
  const constraints = readConstraints(schema, path);
  if (schema['x-kubernetes-int-or-string'] === true) return { is: 'intOrString', constraints };
  if (schema.anyOf !== undefined) throw new Error(`${path}: anyOf is understood for int-or-string only`);
  switch (schema.type) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return { is: 'scalar', type: schema.type, constraints };
    case 'array':
      if (schema.items === undefined) throw new Error(`${path}: an array without items`);
      return { is: 'list', items: readNode(schema.items, `${path}[]`), constraints };
    case 'object':
      return readObject(schema, path, constraints);
    case undefined:
      if (schema['x-kubernetes-preserve-unknown-fields'] === true) return { is: 'unknown' };
  }
  throw new Error(`${path}: type ${schema.type} is not understood`);
}

function readObject(schema: OpenApi, path: string, constraints: Constraints): Node {
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema.additionalProperties) {
    return { is: 'dictionary', values: readNode(schema.additionalProperties, `${path}{}`), constraints };
  }
  if (open && schema.properties === undefined) return { is: 'dictionary', values: { is: 'unknown' }, constraints };
  const properties = Object.entries(schema.properties ?? {}).map(
    ([key, value]) => [key, readNode(value, `${path}.${key}`)] as const,
  );
  return {
    is: 'struct',
    properties: sorted(properties),
    required: [...(schema.required ?? [])].sort(),
    open,
    constraints,
  };
}

function readConstraints(schema: OpenApi, path: string): Constraints {
  for (const keyword of Object.keys(schema)) {
    if (![...STRUCTURE, ...INT_OR_STRING, ...KEPT, ...DROPPED].includes(keyword)) {
      throw new Error(`${path}: keyword ${keyword} is not understood`);
    }
  }
  // The empty default is how Go writes a string that may be absent; it would only keep equal shapes apart.
  const kept = Object.entries(schema).filter(
    ([keyword, value]) => KEPT.includes(keyword) && !(keyword === 'default' && value === ''),
  );
  return sorted(schema['x-kubernetes-list-type'] === 'set' ? [...kept, ['uniqueItems', true]] : kept);
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
