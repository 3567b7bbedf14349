import { SharedVolume } from '../../lib';

/** A volume that is mounted at a folder of this machine. Not below /tmp: that is each pod's own. */
export function volumeAt(mountPath: string): SharedVolume {
  return SharedVolume.fromClaim({ claimName: 'pvc-oss', owner: { uid: 1000, gid: 1000 }, mountPath });
}

/** The seed's volume, under its names: what the tests' pods mount. */
export const SEED_VOLUME = SharedVolume.fromClaim({
  claimName: 'pvc-oss',
  owner: { uid: 1000, gid: 1000 },
  volumeName: 'ossdir',
  mountPath: '/bwa',
});

/** The same, whose files are root's. */
export const ROOT_VOLUME = SharedVolume.fromClaim({
  claimName: SEED_VOLUME.claimName,
  owner: 'root',
  volumeName: SEED_VOLUME.volumeName,
  mountPath: SEED_VOLUME.mountPath,
});
