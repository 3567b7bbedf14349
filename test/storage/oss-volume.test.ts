import { App, Chart, Size } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, OssVolume, type OssVolumeProps, SharedVolume, sh } from '../../lib';
import { quantity } from '../../lib/values/quantity';
import { manifests, named, newChart, newWorkflow, refusal, template } from '../synth';

const bucket = { bucket: 'cohort-a', endpoint: 'oss-cn-beijing-internal.aliyuncs.com' };

/** The PersistentVolume and the claim that props make in a namespace. */
function made(props: Partial<OssVolumeProps> = {}, namespace: string | undefined = 'argo') {
  const chart = new Chart(new App(), 'storage', namespace === undefined ? {} : { namespace });
  new OssVolume(chart, 'oss', { ...bucket, ...props });
  const [volume, claim] = manifests(chart);
  return { volume: volume as unknown as { metadata: object; spec: { csi: { volumeAttributes: object } } }, claim };
}

test('a bucket is a volume and a claim bound to each other by name, kept when an application is deleted', () => {
  const { volume, claim } = made();
  expect(volume).toMatchObject({
    metadata: { name: 'pv-oss', annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } },
    spec: {
      accessModes: ['ReadWriteMany'],
      capacity: { storage: '20Gi' },
      claimRef: { name: 'pvc-oss', namespace: 'argo' },
      csi: {
        driver: 'ossplugin.csi.alibabacloud.com',
        volumeHandle: 'pv-oss',
        nodePublishSecretRef: { name: 'oss-secret', namespace: 'argo' },
      },
      persistentVolumeReclaimPolicy: 'Retain',
    },
  });
  expect(volume.metadata).not.toHaveProperty('namespace');
  expect(volume.spec).not.toHaveProperty('storageClassName');
  expect(claim).toMatchObject({
    metadata: {
      name: 'pvc-oss',
      namespace: 'argo',
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
    },
    spec: { storageClassName: '', volumeName: 'pv-oss', resources: { requests: { storage: '20Gi' } } },
  });
});

test('every prop reaches the manifest', () => {
  const props: Required<OssVolumeProps> = {
    ...bucket,
    credentials: { roleName: 'reader' },
    path: '/cohorts/2026',
    capacity: Size.gibibytes(2048),
    client: 'ossfs2',
    owner: { uid: 7, gid: 8 },
    options: '-o extra=1',
    readOnly: true,
    name: 'cohort',
    volumeName: 'data',
    workFolder: '/.attempts',
    mountPath: '/data',
  };
  const { volume, claim } = made(props, 'lab');
  expect(volume).toMatchObject({
    metadata: { name: 'lab-pv-cohort' },
    spec: {
      accessModes: ['ReadOnlyMany'],
      capacity: { storage: '2Ti' },
      csi: {
        readOnly: true,
        volumeAttributes: {
          bucket: 'cohort-a',
          path: '/cohorts/2026',
          fuseType: 'ossfs2',
          authType: 'rrsa',
          roleName: 'reader',
        },
      },
    },
  });
  expect(volume.spec.csi).not.toHaveProperty('nodePublishSecretRef');
  expect(JSON.stringify(volume.spec.csi.volumeAttributes)).toMatch(/uid=7 .*gid=8 .*-o extra=1"/);
  expect(claim).toMatchObject({
    metadata: { name: 'pvc-cohort', namespace: 'lab' },
    spec: { volumeName: 'lab-pv-cohort' },
  });
});

test('the mount options let the pods’ user write, and show no stale sizes', () => {
  expect(made().volume.spec.csi.volumeAttributes).toMatchObject({
    otherOpts: '-o allow_other -o uid=1000 -o gid=1000 -o umask=022 -o stat_cache_expire=1',
  });
});

test('a stage mounts the volumes of its files, as their owner, the read-only ones read-only', () => {
  const { chart } = newChart();
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1' });
  const reference = SharedVolume.fromClaim({
    claimName: 'nas',
    owner: 'root',
    volumeName: 'nas',
    mountPath: '/ref',
    readOnly: true,
  });
  const data = SharedVolume.fromClaim({
    claimName: 'pvc-data',
    volumeName: 'ossdir',
    mountPath: '/bwa',
    owner: { uid: 5, gid: 6 },
  });
  new GenomicsStage(workflow, 'a', {
    inputs: { fasta: reference.file('/hg38/hg38.fa') },
    outputs: { out: data.folder('/run').result('out') },
    script: ({ inputs, outputs }) => sh`cat ${inputs.fasta} > ${outputs.out}`,
  });
  const stage = named(template(chart).spec.templates, 'a');
  expect(stage.container?.volumeMounts).toEqual([
    { mountPath: '/bwa', name: 'ossdir' },
    { mountPath: '/ref', name: 'nas', readOnly: true },
    { mountPath: '/tmp', name: 'scratch' },
    { mountPath: '/stage', name: 'stage', readOnly: true },
  ]);
  expect(stage.volumes?.map(({ name }) => name)).toEqual(['ossdir', 'nas', 'scratch', 'stage']);
  expect(stage.securityContext).toMatchObject({ runAsUser: 5, runAsGroup: 6, runAsNonRoot: true });
  expect(stage.container?.args).toEqual(
    expect.arrayContaining([
      '--volume=/ref,/ref/.work',
      '--volume=/bwa,/bwa/.work',
      '--given=IN_FASTA',
      '--publish=OUT_OUT',
    ]),
  );
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
