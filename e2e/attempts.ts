import { files, textOf, tree } from '../test/support/tree';

/** The records on a volume: one for each attempt that finished its work. */
export function records(volume: string): readonly string[] {
  return files(volume).filter((path) => path.endsWith('.record'));
}

/** The folders of attempts, with a record or without. */
export function attempts(volume: string): readonly string[] {
  return [...tree(volume)]
    .filter(([path, what]) => what === 'folder' && /^\/[.]work\/[^/]+\/[^/]+-[0-9a-f]{16}$/.test(path))
    .map(([path]) => path);
}

/**
 * What attempts made, by call and name, whichever attempt it was. A call's folder is called after its first output's
 * path.
 */
export function products(volume: string): readonly (readonly [product: string, text: string])[] {
  return files(volume)
    .flatMap((path) => {
      const [, call, name] = /^\/[.]work\/([^/]+)\/[^/]+-[0-9a-f]{16}\/(.+)$/.exec(path) ?? [];
      return call === undefined || name === undefined ? [] : [[`${call}/${name}`, textOf(volume, path)] as const];
    })
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
