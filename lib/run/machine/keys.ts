import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KeyToPath } from '../manifest';
import type { Files } from '../objects';

/** How the keys of a ConfigMap or a Secret become files. */
export interface Projection {
  /** Those that become files, and where. @default all, by their names */
  readonly items?: readonly KeyToPath[];
  /** @default 0644 */
  readonly defaultMode?: unknown;
  /** Whose group they belong to, where this program may say so. */
  readonly group: number | undefined;
}

const DEFAULT_MODE = 0o644;

/** Writes keys as files with their modes. A key that is not there is no file. */
export function layKeys(folder: string, keys: Files, { items, defaultMode, group }: Projection): void {
  const all = items ?? [...keys.keys()].map((key): KeyToPath => ({ key, path: key }));
  for (const { key, path, mode } of all) {
    const content = keys.get(key);
    if (content === undefined) continue;
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    const isGroups = group !== undefined && process.getuid?.() === 0;
    if (isGroups) chownSync(file, 0, group);
    // Who shares a volume by its group may read what lies there.
    chmodSync(file, Number(mode ?? defaultMode ?? DEFAULT_MODE) | (isGroups ? 0o440 : 0));
  }
}
