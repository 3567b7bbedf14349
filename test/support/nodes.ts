import { execFileSync } from 'node:child_process';
import { isBucket, newPlace } from './fault-place';
import { newVolume, removeVolume } from './tree';

/** A volume as the pods of two nodes have it mounted, under one path: a call's folder is named after that path. */
export interface Nodes {
  /** Where every pod has the volume. The test itself sees there what the first node sees. */
  readonly mount: string;
  /** The folder that a pod of the second node has under that path; on a disk it is the same. */
  readonly second: string;
  readonly close: () => void;
}

/** A new volume, empty: a folder of this machine, or one of the bucket that FAULTS_BUCKET names two mounts of. */
export function newNodes(): Nodes {
  const mount = newVolume();
  if (!isBucket) return { mount, second: mount, close: () => removeVolume(mount) };
  const place = newPlace();
  execFileSync('mount', ['--bind', place.volume, mount]);
  const close = (): void => {
    execFileSync('umount', [mount]);
    removeVolume(mount);
    place.close();
  };
  return { mount, second: place.second, close };
}
