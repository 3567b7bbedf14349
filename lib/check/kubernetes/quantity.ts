import { hasTag } from '../expression/tags';
import { isObject, type JsonObject, object, quote, scalar } from '../json';

const form = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d+))?$/;
const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** A quantity as a number; `undefined` if it is none. */
export function parseQuantity(value: unknown): number | undefined {
  const match = form.exec(scalar(value) ?? '');
  if (match === null) return undefined;
  const [, digits, binarySuffix, decimalSuffix, exponent] = match;
  if (binarySuffix !== undefined) return Number(digits) * 1024 ** (binary.indexOf(binarySuffix) + 1);
  return Number(digits) * 10 ** (decimalSuffix === undefined ? Number(exponent ?? 0) : (decimal[decimalSuffix] ?? 0));
}

export function judgeQuantity(name: string, value: unknown): string | undefined {
  const shown = scalar(value);
  if (shown === undefined || hasTag(shown)) return undefined;
  const amount = parseQuantity(value);
  if (amount === undefined) return `${name} is ${quote(value)}, which is no quantity; write it as "500m", "2" or "8Gi".`;
  return amount < 0 ? `${name} is ${quote(value)}, which is negative; write a quantity from 0.` : undefined;
}

/** What is wrong with a container's `resources`. */
export function judgeResources(resources: unknown): readonly string[] {
  const [limits, requests] = ['limits', 'requests'].map((key) => amounts(resources, key));
  const messages = [limits, requests].flatMap((given, index) =>
    Object.entries(given ?? {}).flatMap(([name, value]) => judgeQuantity(`${index === 0 ? 'limits' : 'requests'}.${name}`, value) ?? []),
  );
  for (const [name, value] of Object.entries(requests ?? {})) {
    const [request, limit] = [parseQuantity(value), parseQuantity(limits?.[name])];
    if (request !== undefined && limit !== undefined && request > limit)
      messages.push(
        `requests.${name} ${quote(value)} is more than limits.${name} ${quote(limits?.[name])}; raise the limit or lower the request.`,
      );
  }
  return messages;
}

function amounts(resources: unknown, key: string): JsonObject {
  const given = isObject(resources) ? resources[key] : undefined;
  return object(given);
}
