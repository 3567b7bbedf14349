import { check } from '../../lib/check';

const GPU = 'nvidia.com/gpu';

/** What is said of a container with these resources. */
function messagesOf(resources: object): readonly string[] {
  const manifest = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowTemplate',
    metadata: { name: 'train' },
    spec: {
      entrypoint: 'main',
      templates: [{ name: 'main', container: { image: 'a:1', command: ['train'], resources } }],
    },
  };
  return check([manifest]).map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
}

describe('devices', () => {
  it.each([
    { limits: { [GPU]: '1' } },
    { limits: { [GPU]: 2 }, requests: { [GPU]: '2' } },
    { limits: { [GPU]: '1k' } },
  ])('may be %j', (resources) => expect(messagesOf(resources)).toEqual([]));

  it.each(['1.5', '0.5', '500m'])('are whole, and not %j', (amount) => {
    expect(messagesOf({ limits: { [GPU]: amount } })).toEqual([
      `error bad-resources: limits.nvidia.com/gpu is ${JSON.stringify(amount)}, and a device is not divided; write a whole number.`,
    ]);
  });

  it.each([
    ['1', '2'],
    ['2', '1'],
  ])('are requested as they are limited, and not %s of %s', (request, limit) => {
    expect(messagesOf({ limits: { [GPU]: limit }, requests: { [GPU]: request } })).toEqual([
      `error bad-resources: requests.nvidia.com/gpu is "${request}" and limits.nvidia.com/gpu "${limit}", and Kubernetes wants the two of this resource equal; drop the request: the limit stands for it.`,
    ]);
  });

  it('are told from what a node has of itself', () => {
    const limits = { cpu: '1.5', memory: '1.5Gi', 'ephemeral-storage': '1.5Gi' };
    expect(messagesOf({ limits, requests: { cpu: '500m', memory: '1Gi' } })).toEqual([]);
  });
});

it('huge pages are requested as they are limited', () => {
  const pages = (amount: string) => ({ 'hugepages-2Mi': amount, memory: '1Gi' });
  expect(messagesOf({ limits: pages('64Mi'), requests: pages('64Mi') })).toEqual([]);
  expect(messagesOf({ limits: pages('64Mi'), requests: pages('32Mi') })).toHaveLength(1);
});
