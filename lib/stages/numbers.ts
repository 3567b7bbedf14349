import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import type { RetryPolicy } from '../workflow/retry';

/** Refuses a number that is not whole, or is below the least that makes sense. Undefined passes: the default holds. */
export function mustBeWhole(where: IConstruct, what: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return;
  throw new GenomicsError('invalid-value', where, {
    what: `${what} is not a number that can be used`,
    got: `${value}`,
    expected: `a whole number from ${least}`,
    fix: `set ${what}, or leave it out`,
  });
}

export function mustBeRetry(where: IConstruct, { limit = 3, lost, factor, backoff }: RetryPolicy): void {
  mustBeWhole(where, 'retry.limit', limit, 0);
  mustBeWhole(where, 'retry.lost', lost, limit);
  mustBeWhole(where, 'retry.factor', factor, 1);
  if (backoff === undefined || /^[1-9]\d*(s|m|h)$/.test(backoff)) return;
  throw new GenomicsError('invalid-value', where, {
    what: 'retry.backoff is not a duration',
    got: `'${backoff}'`,
    expected: 'a number with s, m or h, as 30s',
    fix: 'write it like that',
  });
}
