import { isObject, list, object, text } from '../check/json';

/** The ConfigMaps and Secrets among manifests, by name: the bytes of each key. */
export interface Objects {
  readonly configMaps: ReadonlyMap<string, Files>;
  readonly secrets: ReadonlyMap<string, Files>;
}

export type Files = ReadonlyMap<string, Buffer>;

export const NO_OBJECTS: Objects = { configMaps: new Map(), secrets: new Map() };

/** Those that pods of a namespace may mount; manifests without one go to any. */
export function objectsIn(manifests: readonly unknown[], namespace = ''): Objects {
  const isThere = (one: Readonly<Record<string, unknown>>): boolean =>
    new Set([namespace, text(object(one['metadata'])['namespace'])].filter(Boolean)).size < 2;
  const all = flattened(manifests).map(object).filter(isThere);
  const named = (kind: string): ReadonlyMap<string, Files> =>
    new Map(
      all
        .filter((one) => one['kind'] === kind)
        .map((one) => [text(object(one['metadata'])['name']) ?? '', filesOf(one)] as const),
    );
  return { configMaps: named('ConfigMap'), secrets: named('Secret') };
}

/** Manifests, with what Lists hold in their place. */
export function flattened(manifests: readonly unknown[]): readonly unknown[] {
  return manifests.flatMap((one) => (isObject(one) && one['kind'] === 'List' ? flattened(list(one['items'])) : [one]));
}

/** A ConfigMap's `data` is text; a Secret's is in base64. */
function filesOf(one: Readonly<Record<string, unknown>>): Files {
  const isSecret = one['kind'] === 'Secret';
  const encoded = one[isSecret ? 'data' : 'binaryData'];
  const plain = one[isSecret ? 'stringData' : 'data'];
  const read = (value: unknown, encoding: BufferEncoding): readonly (readonly [string, Buffer])[] =>
    Object.entries(object(value)).map(([key, content]) => [key, Buffer.from(`${content}`, encoding)] as const);
  return new Map([...read(encoded, 'base64'), ...read(plain, 'utf8')]);
}
