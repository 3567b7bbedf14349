import { Value } from '../argo/value';
import { handleInText } from '../errors';
import { FLAG, optional as maybe, mustBe, spelt } from '../kinds';

/**
 * Where a stage downloads from: http, https, or `oss://<bucket>/<key>` or `s3://…` of the bucket that is mounted. What
 * begins with a slash is the path of a given file on the volume of the stage's first output. The protocol refuses any
 * other scheme and prints no query, which may hold a signature. Made by {@link url}.
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
export function url(value: string | Value, options: { readonly optional?: boolean } = {}): Url {
  mustBe('url', options, spelt({ optional: maybe(FLAG) }), 'options');
  const { optional = false } = options;
  return new Url(Value.of(value), optional);
}
