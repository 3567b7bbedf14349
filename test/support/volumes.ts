import { SharedVolume } from '../../lib';

/** The seed's volume, under its names: what the tests' pods mount. */
export const SEED_VOLUME = SharedVolume.fromClaim({
  claimName: 'pvc-oss',
  owner: { uid: 1000, gid: 1000 },
  volumeName: 'ossdir',
  mountPath: '/bwa',
});
