import { Chart, Size, Testing } from 'cdk8s';
import { ClaimedVolume, OssVolume, type OssVolumeProps } from '../../lib';
import './serializer';

const bucket = { bucket: 'cohort-a', endpoint: 'oss-cn-hangzhou-internal.aliyuncs.com' } as const;

test('a bucket: its volume and its claim, which name each other and stay when an application goes', () => {
  const chart = Testing.chart();
  new OssVolume(chart, 'oss', bucket);
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a folder of a bucket, by ossfs2 and a RAM role, in a namespace of its own: every prop', () => {
  const chart = new Chart(Testing.app(), 'storage', { namespace: 'lab' });
  const props: Required<OssVolumeProps> = {
    ...bucket,
    client: 'ossfs2',
    credentials: { roleName: 'cohort-reader' },
    path: '/2026',
    capacity: Size.tebibytes(2),
    owner: { uid: 7, gid: 8 },
    options: '-o extra=1',
    readOnly: false,
    name: 'cohort',
    volumeName: 'cohort',
    mountPath: '/cohort',
    workFolder: '/.attempts',
  };
  new OssVolume(chart, 'oss', props);
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a bucket that is only read', () => {
  const chart = Testing.chart();
  new OssVolume(chart, 'oss', { ...bucket, credentials: { secretName: 'reader' }, readOnly: true });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a claim of a StorageClass', () => {
  const chart = Testing.chart();
  new ClaimedVolume(chart, 'results', { storageClassName: 'nfs', capacity: Size.tebibytes(2), owner: 'root' });
  expect(Testing.synth(chart)).toMatchSnapshot();
});
