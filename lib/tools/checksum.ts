import { VALUE } from '../constructs/kinds';
import { either, kind, oneOf } from '../kinds';

/** What the stages that fetch a file look for, before it is fetched. */
const FORM = 'the 64 or 32 hexadecimal digits of SHA-256 or MD5, in lower case';

/** A checksum that is known when a pipeline is written. */
export const CHECKSUM = kind(FORM, (value) => typeof value === 'string' && /^([0-9a-f]{64}|[0-9a-f]{32})$/.test(value));

export const CHECKSUM_OR_VALUE = either(FORM, CHECKSUM, VALUE);

/** Of reads, which need none. */
export const CHECKSUM_OR_NONE = either(`${FORM}, or '' for no check`, CHECKSUM, VALUE, oneOf(''));
