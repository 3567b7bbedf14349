import { Value } from '../argo/value';
import { handleInText } from '../errors';

/**
 * Where a stage downloads from: http, https, or `oss://<bucket>/<key>` of the bucket that is mounted. The protocol
 * refuses any other scheme and prints no query, which may hold a signature. Made by {@link url}.
 */
export class Url {
  /** @internal */
  constructor(
    readonly value: Value,
    readonly optional: boolean,
  ) {
    Object.freeze(this);
  }

  toString(): never {
    return handleInText('a URL');
  }
}

/** Marks a value as a URL: `inputs: { fastq1: url(workflow.parameters.fastq1) }`. An optional one may be empty. */
export function url(value: string | Value, { optional = false }: { readonly optional?: boolean } = {}): Url {
  return new Url(Value.of(value), optional);
}
