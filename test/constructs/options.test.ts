import { Chart, Testing } from 'cdk8s';
import {
  type ArgoVersion,
  BwaAlignmentChart,
  type BwaAlignmentChartProps,
  GenomicsStage,
  GenomicsWorkflow,
  type RetryPolicy,
  SharedVolume,
  sh,
  Value,
} from '../../lib';

const synth = (props: BwaAlignmentChartProps) => Testing.synth(new BwaAlignmentChart(Testing.app(), 'bwa', props));
type Json = ReturnType<typeof Testing.synth>[number];
const workflowOf = (props: BwaAlignmentChartProps): Json =>
  synth(props).find(({ kind }) => kind === 'WorkflowTemplate');
const templates = (props: BwaAlignmentChartProps): Json[] =>
  workflowOf(props).spec.templates.filter(({ container }: Json) => container !== undefined);

describe('a mutex on the folder of a run, and on a reference that runs share', () => {
  const parameters = { referenceChecksum: 'd41d8cd98f00b204e9800998ecf8427e' };
  const locksOf = (props: BwaAlignmentChartProps): Json[] =>
    workflowOf({ parameters, ...props }).spec.templates.map(({ name, synchronization }: Json) => [
      name,
      synchronization,
    ]);
  const one = (name: string) => ({ mutex: { name } });
  const several = (name: string) => ({ mutexes: [{ name }] });
  const none = () => undefined;

  test.each<readonly [ArgoVersion | undefined, (name: string) => object | undefined]>([
    [undefined, none],
    ['3.4', one],
    ['3.5', one],
    ['3.6', several],
    ['3.7', several],
    ['4.0', several],
    ['4.1', several],
  ])('argoVersion %s has its own spelling, or none is given and there is no mutex', (argoVersion, lock) => {
    expect(locksOf({ ...(argoVersion && { argoVersion }) })).toEqual([
      ['bwa-oss', lock('pvc-oss:/bwa{{workflow.parameters.fastqFolder}}')],
      ['bwaprepare', lock('{{inputs.parameters.fasta}}')],
      ['bwareads', undefined],
      ['bwamap', undefined],
      ['bwaindex', undefined],
    ]);
  });

  test('runs in one folder do not wait where exclusive is false; the reference is still made once', () => {
    expect(locksOf({ argoVersion: '4.1', exclusive: false }).slice(0, 2)).toEqual([
      ['bwa-oss', undefined],
      ['bwaprepare', several('{{inputs.parameters.fasta}}')],
    ]);
  });

  test('exclusive without an argoVersion is refused: the field has two spellings', () => {
    expect(() => synth({ exclusive: true })).toThrow(/got no argoVersion, expected the version of the cluster's Argo/);
  });

  test.each<readonly [ArgoVersion, object]>([
    ['3.5', { mutex: { name: 'pvc-oss:/one+pvc-oss:/two' } }],
    ['3.6', { mutexes: [{ name: 'pvc-oss:/one' }, { name: 'pvc-oss:/two' }] }],
  ])(
    '%s: two folders of one workflow are locked together, where there can be one mutex only by one name',
    (version, lock) => {
      const chart = new Chart(Testing.app(), 'c', { namespace: 'argo' });
      const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', argoVersion: version });
      const volume = SharedVolume.fromClaim({
        claimName: 'pvc-oss',
        volumeName: 'ossdir',
        owner: 'root',
        mountPath: '/data',
      });
      for (const id of ['one', 'two'])
        new GenomicsStage(workflow, id, {
          outputs: { out: volume.folder(Value.of(`/${id}`)).result('x') },
          script: ({ outputs }) => sh`date > ${outputs.out}`,
        });
      const [entrypoint] = Testing.synth(chart).find(({ kind }) => kind === 'WorkflowTemplate').spec.templates;
      expect(JSON.stringify(entrypoint.synchronization)).toBe(JSON.stringify(lock).replaceAll(':/', ':/data/'));
    },
  );
});

describe('retries of lost attempts beside those of failed ones', () => {
  const retryOf = (retry: RetryPolicy) => templates({ retry })[0].retryStrategy;

  test('are counted together by default', () => {
    expect(retryOf({ limit: 2 })).toMatchObject({
      limit: '2',
      expression:
        "!(toJson(lastRetry) contains 'longer than the specified deadline') && (lastRetry.status == 'Error' || asInt(lastRetry.exitCode) in [-1, 75, 137, 143])",
    });
  });

  test('go on to `lost`, while a failure by itself ends at `limit`', () => {
    expect(retryOf({ lost: 10 })).toMatchObject({
      limit: '10',
      expression:
        "!(toJson(lastRetry) contains 'longer than the specified deadline') && (lastRetry.status == 'Error' || asInt(lastRetry.exitCode) in [-1, 143] || (asInt(lastRetry.exitCode) in [75, 137] && asInt(retries) < 3))",
    });
  });

  test('cannot be fewer', () => {
    expect(() => synth({ retry: { limit: 5, lost: 4 } })).toThrow(
      /retry\.lost is not a number that can be used, got 4, expected a whole number from 5/,
    );
  });
});

describe('a NetworkPolicy against metadata addresses', () => {
  test('is there only on request, and selects each pod of the workflow and no other', () => {
    expect(synth({}).filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
    const policy = synth({ denyCloudMetadata: true, name: 'mine', labels: { team: 'a' } }).find(
      ({ kind }) => kind === 'NetworkPolicy',
    );
    for (const { metadata } of templates({ denyCloudMetadata: true, name: 'mine', labels: { team: 'a' } })) {
      expect(metadata.labels).toEqual({ team: 'a', ...policy.spec.podSelector.matchLabels });
    }
  });
});
