import { Value } from '../argo/value';
import { type Kind, kind } from '../kinds';

/** What the stages that fetch a file look for, before it is fetched. */
const FORM = 'the 64 or 32 hexadecimal digits of SHA-256 or MD5, in lower case';

const DIGITS = kind(FORM, (value) => typeof value === 'string' && /^([0-9a-f]{64}|[0-9a-f]{32})$/.test(value));

/** A checksum that is known when a pipeline is written. */
export const CHECKSUM: Kind = (value, path) => {
  const wrong = DIGITS(value, path);
  const isInCapitals = typeof value === 'string' && DIGITS(value.toLowerCase(), path) === undefined;
  return wrong && isInCapitals ? { ...wrong, what: 'in capitals', fix: 'write it in lower case' } : wrong;
};

/** Of a value, the text that is known of it, as a parameter's default; an empty one must be given at submission. */
export const CHECKSUM_OR_VALUE: Kind = (value, path) => {
  if (!(value instanceof Value)) return CHECKSUM(value, path);
  return value.known ? CHECKSUM(value.known, path) : undefined;
};

/** Of reads, which need none. */
export const CHECKSUM_OR_NONE: Kind = (value, path) => {
  const wrong = value === '' ? undefined : CHECKSUM_OR_VALUE(value, path);
  return wrong && { ...wrong, expected: `${FORM}, or '' for no check` };
};
