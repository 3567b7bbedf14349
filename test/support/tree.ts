import { chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A new folder that stands for a volume whose files belong to the pods' user. */
export function newVolume(owner?: { readonly uid: number; readonly gid: number }): string {
  const volume = join(mkdtempSync(join(tmpdir(), 'genomics-')), 'volume');
  mkdirSync(volume, { mode: 0o755 });
  if (owner !== undefined) chownSync(volume, owner.uid, owner.gid);
  return volume;
}

export function removeVolume(volume: string): void {
  rmSync(dirname(volume), { recursive: true });
}

/** Every file and folder below a folder, by path from it, with what would tell that it was written again. */
export function tree(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (below: string): void => {
    for (const name of readdirSync(join(folder, below))) {
      const path = `${below}/${name}`;
      const at = lstatSync(join(folder, path), { bigint: true });
      found.set(path, at.isDirectory() ? 'folder' : `${at.size} bytes of ${at.mtimeNs}, inode ${at.ino}`);
      if (at.isDirectory()) walk(path);
    }
  };
  walk('');
  return found;
}

/** The files alone. */
export function files(folder: string): readonly string[] {
  return [...tree(folder)].filter(([, what]) => what !== 'folder').map(([path]) => path);
}

export function textOf(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** The samples of the tables of MultiQC's page. */
export function rowsOf(page: string): readonly string[] {
  const names = [...page.matchAll(/<th class="rowheader" data-original-sn="([^"]*)"/g)].map(([, name = '']) => name);
  return [...new Set(names)].sort();
}
