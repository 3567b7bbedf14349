import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';

/** Refuses a number that is not whole, or is below the least that makes sense. Undefined passes: the default holds. */
export function mustBeWhole(
  where: IConstruct,
  what: string,
  value: number | undefined,
  least: number,
  most = Infinity,
): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  throw new GenomicsError('invalid-value', where, {
    what: `${what} is not a number that can be used`,
    got: typeof value === 'string' ? `'${value}'` : `${value}`,
    expected: `a whole number from ${least}${most === Infinity ? '' : ` to ${most}`}`,
    fix: `set ${what}, or leave it out`,
  });
}

/** Refuses a number that is no share. */
export function mustBeShare(where: IConstruct, what: string, share: number): void {
  if (share >= 0 && share <= 1) return;
  throw new GenomicsError('invalid-value', where, {
    what: `${what} is no share`,
    got: `${share}`,
    expected: 'a number from 0 to 1',
    fix: 'give a share: 0.9 for nine of ten',
  });
}
