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

/**
 * JSON Schema, as far as ours goes. An object that has `properties`, be it none, is a shape; any other is a map. Equal
 * shapes stand once, and `$ref` is the number of one.
 */
export interface Schema {
  readonly $ref?: number;
  readonly items?: Schema;
  readonly additionalProperties?: false | Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
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

/** Refuses what it does not understand: a keyword lost in silence would be a check that is not made. */
export function readSchema(schema: OpenApi, path: string): Schema {
  const constraints = readConstraints(schema, path);
  if (schema['x-kubernetes-int-or-string'] === true) {
    const { pattern, ...others } = constraints;
    return { anyOf: [{ type: 'integer' }, { type: 'string', ...(pattern !== undefined && { pattern }) }], ...others };
  }
  if (schema.anyOf !== undefined) throw new Error(`${path}: anyOf is understood for int-or-string only`);
  switch (schema.type) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return { type: schema.type, ...constraints };
    case 'array':
      if (schema.items === undefined) throw new Error(`${path}: an array without items`);
      return { type: 'array', items: readSchema(schema.items, `${path}[]`), ...constraints };
    case 'object':
      return { type: 'object', ...readObject(schema, path, constraints) };
    case undefined:
      if (schema['x-kubernetes-preserve-unknown-fields'] === true) return {};
  }
  throw new Error(`${path}: type ${schema.type} is not understood`);
}

function readObject(schema: OpenApi, path: string, constraints: Schema): Schema {
  const { required = [], properties } = schema;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema.additionalProperties) {
    return { additionalProperties: readSchema(schema.additionalProperties, `${path}{}`), ...constraints };
  }
  if (open && properties === undefined) return constraints;
  const read = Object.entries(properties ?? {}).map(
    ([key, value]) => [key, readSchema(value, `${path}.${key}`)] as const,
  );
  return {
    ...(required.length > 0 && { required: [...required].sort() }),
    // Otherwise the API server keeps fields that are not listed, instead of pruning them.
    ...(!open && { additionalProperties: false }),
    ...constraints,
    properties: sorted(read),
  };
}

function readConstraints(schema: OpenApi, path: string): Schema {
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
