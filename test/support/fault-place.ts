import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Where a run works: a volume as one or two nodes have it mounted, and the run's folder in it. */
export interface Place {
  readonly volume: string;
  /** The same volume as another node sees it. */
  readonly second: string;
  /** From the volume, with its slash. */
  readonly folder: string;
  /** Takes the fault of its kind away, where that can be done. */
  readonly mend?: () => void;
  readonly close: () => void;
}

export type PlaceKind = 'plain' | 'full' | 'read-only';

/**
 * FAULTS_BUCKET names two mounts of one bucket, `one:two`; FAULTS_BUCKET_FULL one of a bucket that takes next to
 * nothing more.
 */
const { FAULTS_BUCKET: mounts = '', FAULTS_BUCKET_FULL: full = '' } = process.env;

export const isBucket = mounts !== '';
/** On a bucket, which is slow, some of the changes and sources stand for all; FAULTS_ALL=yes tries each. */
export const isSampled = isBucket && process.env['FAULTS_ALL'] !== 'yes';

/**
 * Waits until a look at the volume shows what every node wrote. A mount of a bucket shows a file's size for a second as
 * it was, and whoever reads a longer file then gets its first part.
 */
export async function caughtUp(): Promise<void> {
  if (isBucket) await setTimeout(2_000);
}

/** A new place for one case, empty. */
export function newPlace(kind: PlaceKind = 'plain'): Place {
  return isBucket ? onBucket(kind) : onDisk(kind);
}

/** A folder of the bucket stands for the volume, so that no case sees the work of another. */
function onBucket(kind: PlaceKind): Place {
  const [one = '', two = one] = kind === 'full' ? [full] : mounts.split(':');
  const own = `faults-${randomUUID()}`;
  const volume = join(one, own);
  const folder = '/gene';
  mkdirSync(volume);
  mkdirSync(join(volume, folder));
  // A mount that remembers for minutes does not see what came by the other.
  const remove = (): void => {
    for (const view of [join(two, own), volume]) {
      try {
        rmSync(view, { recursive: true, force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
      }
    }
  };
  if (kind !== 'read-only') return { volume, second: join(two, own), folder, close: remove };
  const view = readOnlyView(volume);
  return { volume: view.path, second: view.path, folder, close: () => [view.close(), remove()] };
}

function onDisk(kind: PlaceKind): Place {
  const base = mkdtempSync(join(tmpdir(), 'faults-'));
  const volume = join(base, 'volume');
  mkdirSync(volume);
  if (kind === 'full') run('mount', '-t', 'tmpfs', '-o', 'size=64k', 'small', volume);
  chownSync(volume, 1000, 1000);
  const view = kind === 'read-only' ? readOnlyView(volume) : { path: volume, close: () => undefined };
  const close = (): void => {
    view.close();
    if (kind === 'full') run('umount', volume);
    rmSync(base, { recursive: true });
  };
  const mend = kind === 'full' ? () => run('mount', '-o', 'remount,size=32m', volume) : undefined;
  return { volume: view.path, second: view.path, folder: '/gene', close, ...(mend === undefined ? {} : { mend }) };
}

function readOnlyView(volume: string): { readonly path: string; readonly close: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'faults-ro-'));
  run('mount', '--bind', volume, path);
  run('mount', '-o', 'remount,bind,ro', path);
  const close = (): void => {
    run('umount', path);
    rmSync(path, { recursive: true });
  };
  return { path, close };
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: 'pipe' });
}
