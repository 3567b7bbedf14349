import { ApiObject, Chart, Size, Testing } from 'cdk8s';
import { ClaimedVolume, type ClaimedVolumeProps, type IVolume, OssVolume, SharedVolume } from '../../lib';
import { refusal } from '../synth';

const owner = { uid: 1000, gid: 1000 } as const;

function made(props: Partial<ClaimedVolumeProps> = {}) {
  const chart = new Chart(Testing.app(), 'storage', { namespace: 'lab' });
  const volume = new ClaimedVolume(chart, 'results', { storageClassName: 'nfs', capacity: '2Ti', owner, ...props });
  return { chart, volume };
}

test('the claim asks a StorageClass for a volume that many pods can write to, and is kept', () => {
  expect(Testing.synth(made().chart)).toEqual([
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: 'results',
        namespace: 'lab',
        annotations: {
          'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        },
      },
      spec: {
        accessModes: ['ReadWriteMany'],
        resources: { requests: { storage: '2048Gi' } },
        storageClassName: 'nfs',
        volumeMode: 'Filesystem',
      },
    },
  ]);
});

// Argo CD has a claim wait in its wave, and no pod mounts it before the next wave: argoproj/argo-cd#12840.
test('a claim that is bound when a pod mounts it does not keep Argo CD from applying what has pods', () => {
  expect(ApiObject.of(made().volume.claim).toJson().metadata.annotations).not.toHaveProperty([
    'argocd.argoproj.io/sync-wave',
  ]);
});

test('the claim can be labelled', () => {
  const { chart, volume } = made({ name: 'cohort', capacity: Size.gibibytes(5) });
  ApiObject.of(volume.claim).metadata.addLabel('team', 'a');
  expect(Testing.synth(chart)).toMatchObject([{ metadata: { name: 'cohort', labels: { team: 'a' } } }]);
});

test('every kind of volume is mounted at /data as data unless it says otherwise', () => {
  const chart = new Chart(Testing.app(), 'c');
  const all: readonly IVolume[] = [
    made().volume,
    SharedVolume.fromClaim({ claimName: 'claim', owner }),
    new OssVolume(chart, 'o', { bucket: 'b-1', endpoint: 'oss-cn-beijing.aliyuncs.com' }),
  ];
  expect(all.map(({ volumeName, mountPath, workFolder }) => [volumeName, mountPath, workFolder])).toEqual(
    all.map(() => ['data', '/data', '/.work']),
  );
  expect(all.map((volume) => volume.file('/a/b.fa').path.literal)).toEqual(all.map(() => '/data/a/b.fa'));
});

test.each<[Partial<ClaimedVolumeProps>, string]>([
  [{ capacity: '1500Mi' }, 'the capacity of a claim is not in whole GiB, got 1500Mi'],
  [{ capacity: '2' }, 'capacity is not an amount of bytes'],
  [{ storageClassName: 'A b' }, 'is not allowed'],
  [{ name: 'Results' }, 'is not allowed'],
  [{ mountPath: '/tmp' }, 'the mount path of a volume is not usable'],
  [{ owner: { uid: 0, gid: 0 } }, 'the owner of a volume is no user that pods can run as'],
])('%j is refused', (props, message) => {
  expect(refusal(() => made(props)).message).toContain(message);
});
