import { scalar } from '../json';

const FORM = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d+))?$/;
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** A quantity as a number; `undefined` if it is none. */
export function parseQuantity(value: unknown): number | undefined {
  const match = FORM.exec(scalar(value) ?? '');
  if (match === null) return undefined;
  const [, digits, binarySuffix, decimalSuffix, exponent] = match;
  if (binarySuffix !== undefined) return Number(digits) * 1024 ** (BINARY.indexOf(binarySuffix) + 1);
  return Number(digits) * 10 ** (decimalSuffix === undefined ? Number(exponent ?? 0) : (DECIMAL[decimalSuffix] ?? 0));
}
