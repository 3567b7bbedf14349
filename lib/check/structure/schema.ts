import * as schema from '../../../imports/argoproj.io.schema.json';
import * as versions from '../../../imports/argoproj.io.versions.json';
import { FULL_CRDS, isOlder, NEWEST, type Span } from '../model/versions';

/**
 * As much of JSON Schema as the CRDs use. `format`, `default` and `uniqueItems` say nothing here: other checks say
 * more.
 */
export interface Shape {
  readonly $ref?: string;
  readonly type?: string;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** `false`: there are no others. A shape: a map. */
  readonly additionalProperties?: false | Shape;
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string }[];
  /** Fields that the versions asked for do not all have. */
  readonly versions?: FieldVersions;
}

/** A field that the newest version has no more. */
interface Former {
  readonly last: string;
  readonly now?: string;
  readonly schema: Shape;
}

export interface FieldVersions {
  /** By the name of a field that is too new: the version that brought it, and the field that stood in its place. */
  readonly newer: Readonly<Record<string, { readonly since: string; readonly instead?: string }>>;
  /** By the name of a field that the oldest version has, and the newest has not. */
  readonly gone: Readonly<Record<string, Former>>;
  /** By the name of a required field: one that may stand in its place. */
  readonly instead: Readonly<Record<string, string>>;
}

type Shapes = Readonly<Record<string, Shape>>;
type Table<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

const NEWEST_SHAPES = schema.$defs as Shapes;
const spans = new Map<string, Shapes>();

/** The shapes of Argo's kinds and of all that stands in them, by name. */
export function shapes(span: Span = { oldest: NEWEST, newest: NEWEST }): Shapes {
  if (!isOlder(span.oldest, NEWEST)) return NEWEST_SHAPES;
  const key = `${span.oldest} ${span.newest}`;
  const known = spans.get(key) ?? suiting(span);
  spans.set(key, known);
  return known;
}

/** The newest shapes as a span of versions has them. */
function suiting(span: Span): Shapes {
  const since: Table<string> = versions.since;
  const until: Table<Former> = versions.until;
  const isOpen = isOlder(span.newest, FULL_CRDS);
  const open = (name: string, shape: Shape): Shape => (isOpen ? withoutCrd(name, shape) : shape);
  return Object.fromEntries(
    Object.entries(NEWEST_SHAPES).map(([name, shape]) => [
      name,
      open(name, withFields(shape, since[name] ?? {}, until[name] ?? {}, span)),
    ]),
  );
}

function withFields(
  shape: Shape,
  since: Readonly<Record<string, string>>,
  until: Readonly<Record<string, Former>>,
  { oldest, newest }: Span,
): Shape {
  const newer = Object.entries(since).filter(([, version]) => isOlder(oldest, version));
  const former = Object.entries(until).filter(([, { last }]) => !isOlder(last, oldest));
  if (newer.length === 0 && former.length === 0) return shape;
  const missing = new Set(newer.map(([field]) => field));
  const before = Object.fromEntries(former.flatMap(([field, { now }]) => (now === undefined ? [] : [[now, field]])));
  const kept = Object.entries(shape.properties ?? {}).filter(([field]) => !missing.has(field));
  return {
    ...shape,
    properties: Object.fromEntries([...kept, ...former.map(([field, { schema }]) => [field, schema] as const)]),
    required: (shape.required ?? []).flatMap((field) => (missing.has(field) ? (before[field] ?? []) : [field])),
    versions: {
      newer: Object.fromEntries(
        newer.map(([field, version]) => [
          field,
          { since: version, ...(before[field] === undefined ? {} : { instead: before[field] }) },
        ]),
      ),
      gone: Object.fromEntries(former.filter(([, { last }]) => isOlder(last, newest))),
      instead: before,
    },
  };
}

/** Of these fields the CRD alone limits the number; Argo itself takes any. */
const ONLY_IN_CRD: Table<readonly (keyof Shape)[]> = {
  Artifact: {},
  ArtifactLocation: {},
  DagTemplate: { tasks: ['maxItems'] },
  Gauge: { value: ['maxLength'] },
  Inputs: { parameters: ['maxItems'] },
  Metrics: { prometheus: ['maxItems'] },
  Template: { parallelism: ['minimum'] },
  WorkflowSpec: { parallelism: ['minimum'], templates: ['maxItems'] },
};

/**
 * Where Argo's own reader takes numbers and booleans for the texts that the CRD asks for (`AnyString` in
 * workflow_types.go).
 */
const ANY_STRING: Readonly<Record<string, readonly string[]>> = {
  Parameter: ['default', 'description', 'enum', 'value'],
  ValueFrom: ['default'],
};
const SCALAR: Shape = { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] };

/**
 * A shape without what only the full CRDs say: before 4.0 the released CRDs have no schema, and Argo's own validation
 * is what counts.
 */
function withoutCrd(name: string, shape: Shape): Shape {
  const limits = ONLY_IN_CRD[name];
  const texts = ANY_STRING[name];
  if (name === 'CronWorkflowSpec')
    return withProperties(shape, { schedules: (one) => ({ ...one, items: { type: 'string' } }) });
  if (texts !== undefined) {
    const scalar = (one: Shape): Shape => (one.items === undefined ? SCALAR : { ...one, items: SCALAR });
    return withProperties(shape, Object.fromEntries(texts.map((field) => [field, scalar])));
  }
  if (limits === undefined) return shape;
  const unlimited = withProperties(
    shape,
    Object.fromEntries(Object.entries(limits).map(([field, keywords]) => [field, (one) => without(one, keywords)])),
  );
  // Of an artifact's locations Argo takes one, in an order of its own.
  return name.startsWith('Artifact') ? without(unlimited, ['x-kubernetes-validations']) : unlimited;
}

function withProperties(shape: Shape, changes: Readonly<Record<string, (one: Shape) => Shape>>): Shape {
  const properties = Object.entries(shape.properties ?? {}).map(
    ([field, one]) => [field, changes[field]?.(one) ?? one] as const,
  );
  return { ...shape, properties: Object.fromEntries(properties) };
}

function without(shape: Shape, keywords: readonly (keyof Shape)[]): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([keyword]) => !keywords.some((one) => one === keyword)));
}
