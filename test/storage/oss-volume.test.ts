import { App, Chart } from 'cdk8s';
import { GenomicsStage, OssVolume, type OssVolumeProps, SharedVolume, sh } from '../../lib';
import { quantity } from '../../lib/values/quantity';
import { manifests, newChart, newWorkflow, refusal } from '../synth';

const bucket = { bucket: 'cohort-a', endpoint: 'oss-cn-beijing-internal.aliyuncs.com' };

/** The PersistentVolume that props make. */
function made(props: Partial<OssVolumeProps> = {}) {
  const chart = new Chart(new App(), 'storage', { namespace: 'argo' });
  new OssVolume(chart, 'oss', { ...bucket, ...props });
  const [volume] = manifests(chart);
  return volume as unknown as { spec: { csi: { volumeAttributes: object } } };
}

test('the mount options let the pods’ user write, and show no stale sizes', () => {
  expect(made().spec.csi.volumeAttributes).toMatchObject({
    otherOpts: '-o allow_other -o uid=1000 -o gid=1000 -o umask=022 -o stat_cache_expire=1',
  });
});

test.each([
  ['1024Mi', '1Gi'],
  ['3Gi', '3Gi'],
  ['1048576Ki', '1Gi'],
  ['1536Mi', '1536Mi'],
])('%s is written as Kubernetes itself would: %s', (given, written) => {
  expect(quantity(newChart().chart, 'memory', given)).toBe(written);
});

test.each<[string, () => unknown]>([
  ['a bucket with its scheme', () => made({ bucket: 'oss://x' })],
  ['an endpoint with the bucket in front', () => made({ endpoint: 'cohort-a.oss-cn-beijing.aliyuncs.com' })],
  ['a path without a slash', () => made({ path: 'x' })],
  ['a path with a parent', () => made({ path: '/a/../b' })],
  ['a decimal quantity', () => made({ capacity: '5G' })],
  [
    'a mount over /tmp',
    () =>
      SharedVolume.fromClaim({
        claimName: 'c',
        volumeName: 'ossdir',
        owner: 'root',
        mountPath: '/tmp',
      }),
  ],
  [
    'an output on a read-only volume',
    () => {
      const { workflow } = newWorkflow();
      const volume = SharedVolume.fromClaim({
        claimName: 'c',
        volumeName: 'ossdir',
        mountPath: '/bwa',
        owner: 'root',
        readOnly: true,
      });
      new GenomicsStage(workflow, 'a', {
        outputs: { x: volume.folder('/r').result('x') },
        script: ({ outputs }) => sh`: > ${outputs.x}`,
      });
    },
  ],
  [
    'two claims of one volume name',
    () => {
      const { workflow, run } = newWorkflow();
      const other = SharedVolume.fromClaim({
        claimName: 'other',
        volumeName: 'ossdir',
        mountPath: '/bwa',
        owner: 'root',
      });
      new GenomicsStage(workflow, 'a', {
        inputs: { y: other.file('/y') },
        outputs: { x: run.result('x') },
        script: ({ outputs }) => sh`: > ${outputs.x}`,
      });
    },
  ],
])('%s is refused', (_, make) => {
  const error = refusal(make);
  expect(error.code).toBe('invalid-value');
  expect(error.message).toMatch(/^\[.+\] .+, got .+, expected .+; .+/);
});
