import { App } from 'cdk8s';
import { BwaAlignmentChart, type BwaAlignmentChartProps, eci, SharedVolume } from '../../lib';
import { manifests, named, template } from '../synth';

const DIGEST = `own/tools@sha256:${'0'.repeat(64)}`;
const chart = (props: BwaAlignmentChartProps) => new BwaAlignmentChart(new App(), 'bwa', props);

test('every prop reaches the manifest', () => {
  const props: BwaAlignmentChartProps = {
    volume: SharedVolume.fromClaim({
      claimName: 'pvc-lab',
      owner: 'root',
      volumeName: 'lab',
      mountPath: '/lab',
    }),
    namespace: 'lab',
    name: 'align',
    algorithm: 'backtrack',
    parameters: { fastqFolder: '/own', maxReads: '1000' },
    readGroup: { id: 'L1', sample: 'S', library: 'lib', platform: 'BGI', unit: 'U' },
    preview: 'chr1:5',
    stages: { bwamap: { cpu: 16, compute: eci({ spot: 'SpotAsPriceGo' }) } },
    serviceAccountName: 'theirs',
    image: DIGEST,
  };
  const made = chart(props);
  const { metadata, spec } = template(made);
  expect(metadata).toMatchObject({ name: 'align', namespace: 'lab' });
  expect(spec).toMatchObject({ entrypoint: 'align', serviceAccountName: 'theirs' });
  expect(manifests(made).map(({ kind }) => kind)).toEqual(['WorkflowTemplate', 'ConfigMap']);
  expect(named(spec.arguments?.parameters, 'fastqFolder').value).toBe('/own');
  expect(named(spec.arguments?.parameters, 'maxReads').value).toBe('1000');
  const { container, inputs, securityContext, volumes } = named(spec.templates, 'bwaindex');
  expect(container?.args?.at(-1)).toContain(
    'read_group "$IN_RG_ID" "$IN_RG_SAMPLE" "$IN_RG_LIBRARY" "$IN_RG_PLATFORM" "$IN_RG_UNIT"',
  );
  expect(inputs?.parameters).toContainEqual({ name: 'rgPlatform', default: 'BGI' });
  expect(container?.args?.at(-1)).toContain('preview "$OUT_BAM" "$IN_FASTA" chr1:5');
  expect(container?.image).toBe(DIGEST);
  expect(securityContext).toMatchObject({ runAsUser: 0, runAsNonRoot: false });
  expect(volumes?.[0]).toEqual({ name: 'lab', persistentVolumeClaim: { claimName: 'pvc-lab' } });
  const map = named(spec.templates, 'bwamap');
  expect(map.container?.resources?.limits).toMatchObject({ cpu: '16' });
  expect(map.metadata?.annotations).toMatchObject({ 'k8s.aliyun.com/eci-spot-strategy': 'SpotAsPriceGo' });
});

test('mem aligns, sorts and indexes in one stage', () => {
  const { spec } = template(chart({ algorithm: 'mem', preview: false }));
  expect(spec.templates?.map(({ name }) => name)).toEqual(['bwa-oss', 'bwaprepare', 'bwamap']);
  const script = named(spec.templates, 'bwamap').container?.args?.at(-1);
  expect(script).toContain('bwa mem -t "$THREADS" -K 100000000 -R "$rg"');
  expect(script).not.toContain('preview');
});
