/** A CRD's schema, reduced to what a type or a validator can say. Constraints ride along as JSON Schema keywords. */
export type Node = Unknown | Metadata | Scalar | IntOrString | List | Dictionary | Struct | Reference;

export interface Constraints {
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly [keyword: string]: unknown;
}

export interface Unknown {
  readonly is: 'unknown';
}

/** The metadata of a whole object: the API server checks it by rules of its own, so the schema leaves it open. */
export interface Metadata {
  readonly is: 'metadata';
}

export interface Scalar {
  readonly is: 'scalar';
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  readonly constraints: Constraints;
}

export interface IntOrString {
  readonly is: 'intOrString';
  readonly constraints: Constraints;
}

export interface List {
  readonly is: 'list';
  readonly items: Node;
  readonly constraints: Constraints;
}

export interface Dictionary {
  readonly is: 'dictionary';
  readonly values: Node;
  readonly constraints: Constraints;
}

export interface Struct {
  readonly is: 'struct';
  readonly properties: Readonly<Record<string, Node>>;
  readonly required: readonly string[];
  /** Whether the API server keeps fields that are not listed, instead of pruning them. */
  readonly open: boolean;
  readonly constraints: Constraints;
}

/** Stands where a struct stood, once equal structs have been merged into one shape. */
export interface Reference {
  readonly is: 'reference';
  readonly shape: number;
}
