import { Size, SizeRoundingBehavior } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { parseQuantity } from '../check/kubernetes/quantity';
import { GenomicsError } from '../errors';

const UNITS = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/**
 * An amount of bytes as Kubernetes would print it itself: `1024Mi` becomes `1Gi`, so that nothing differs after it is
 * applied. Takes `'8Gi'`, or cdk8s's `Size`.
 */
export function quantity(where: IConstruct, what: string, amount: string | Size): string {
  const text = amount instanceof Size ? `${amount.toKibibytes({ rounding: SizeRoundingBehavior.FLOOR })}Ki` : amount;
  const match = /^([1-9]\d*)(Ki|Mi|Gi|Ti|Pi)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new GenomicsError('invalid-value', where, {
      what: `${what} is not an amount of bytes`,
      got: `'${text}'`,
      expected: 'a whole number with a binary unit, as 512Mi, 8Gi or 1Ti',
      fix: `write ${what} like that, or as a cdk8s Size`,
    });
  }
  let number = BigInt(match[1]);
  let unit = UNITS.indexOf(match[2]);
  while (number % 1024n === 0n && unit < UNITS.length - 1) {
    number /= 1024n;
    unit += 1;
  }
  return `${number}${UNITS[unit]}`;
}

/** A number of CPUs as Kubernetes would print it itself: 1.5 and `1500m` are `1500m`, `1000m` is `1`. */
export function cpus(where: IConstruct, what: string, amount: string | number): string {
  const text = `${amount}`;
  const milli = /^(\d+(\.\d{1,3})?|\d+m)$/.test(text) ? Math.round((parseQuantity(text) ?? 0) * 1000) : 0;
  if (milli < 1) {
    throw new GenomicsError('invalid-value', where, {
      what: `${what} is not a number of CPUs`,
      got: `'${text}'`,
      expected: 'a number above 0 with at most three decimals, or thousandths, as 1.5 or 1500m',
      fix: `write ${what} like that`,
    });
  }
  return milli % 1000 === 0 ? `${milli / 1000}` : `${milli}m`;
}

/** A canonical quantity in MiB, rounded down, as scripts compare it. */
export function mebibytes(canonical: string): number {
  return Math.floor((parseQuantity(canonical) ?? 0) / 1024 ** 2);
}
