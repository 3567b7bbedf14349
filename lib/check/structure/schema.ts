import type * as Schema from '../../../imports/argoproj.io.schema.json';

/** As much of JSON Schema as the CRDs use. `format`, `default` and `uniqueItems` say nothing here: other checks say more. */
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
}

let loaded: Readonly<Record<string, Shape>> | undefined;

/** The shapes of Argo's kinds and of all that stands in them, by name; read where there is a workflow. */
export function shapes(): Readonly<Record<string, Shape>> {
  loaded ??= (require('../../../imports/argoproj.io.schema.json') as typeof Schema).$defs as Readonly<
    Record<string, Shape>
  >;
  return loaded;
}
