import { Testing } from 'cdk8s';
import { type ArgoVersion, BwaAlignmentChart, type BwaAlignmentChartProps, type RetryPolicy } from '../../lib';

const synth = (props: BwaAlignmentChartProps) => Testing.synth(new BwaAlignmentChart(Testing.app(), 'bwa', props));
type Json = ReturnType<typeof Testing.synth>[number];
const workflowOf = (props: BwaAlignmentChartProps): Json =>
  synth(props).find(({ kind }) => kind === 'WorkflowTemplate');
const templates = (props: BwaAlignmentChartProps): Json[] =>
  workflowOf(props).spec.templates.filter(({ container }: Json) => container !== undefined);

describe('a mutex on the folder of a run, and on a reference that runs share', () => {
  test.each<readonly [ArgoVersion | undefined, boolean]>([
    [undefined, false],
    ['3.4', false],
    ['3.5', false],
    ['3.6', true],
    ['4.1', true],
  ])('argoVersion %s: %s', (argoVersion, isThere) => {
    const parameters = { referenceChecksum: 'd41d8cd98f00b204e9800998ecf8427e' };
    const all: Json[] = workflowOf({ parameters, ...(argoVersion && { argoVersion }) }).spec.templates;
    const found = all.map(({ name, synchronization }) => [name, synchronization]);
    const mutex = (name: string) => (isThere ? { mutexes: [{ name }] } : undefined);
    expect(found).toEqual([
      ['bwa-oss', mutex('pvc-oss:/bwa{{workflow.parameters.fastqFolder}}')],
      ['bwaprepare', mutex('{{inputs.parameters.fasta}}')],
      ['bwareads', undefined],
      ['bwamap', undefined],
      ['bwaindex', undefined],
    ]);
  });
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
    const policy = synth({ denyMetadata: true, name: 'mine', labels: { team: 'a' } }).find(
      ({ kind }) => kind === 'NetworkPolicy',
    );
    expect(policy).toMatchInlineSnapshot(`
{
  "apiVersion": "networking.k8s.io/v1",
  "kind": "NetworkPolicy",
  "metadata": {
    "name": "mine-no-metadata",
    "namespace": "argo",
  },
  "spec": {
    "egress": [
      {
        "to": [
          {
            "ipBlock": {
              "cidr": "0.0.0.0/0",
              "except": [
                "169.254.169.254/32",
                "100.100.100.200/32",
              ],
            },
          },
          {
            "ipBlock": {
              "cidr": "::/0",
              "except": [
                "fd00:ec2::254/128",
              ],
            },
          },
        ],
      },
    ],
    "podSelector": {
      "matchLabels": {
        "app.kubernetes.io/part-of": "mine",
      },
    },
    "policyTypes": [
      "Egress",
    ],
  },
}
`);
    for (const { metadata } of templates({ denyMetadata: true, name: 'mine', labels: { team: 'a' } })) {
      expect(metadata.labels).toEqual({ team: 'a', ...policy.spec.podSelector.matchLabels });
    }
  });
});
