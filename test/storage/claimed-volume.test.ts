import { ApiObject, App, Chart } from 'cdk8s';
import { ClaimedVolume } from '../../lib';
import { refusal } from '../synth';

const chart = () => new Chart(new App(), 'c', { namespace: 'argo' });
const props = { storageClassName: 'nfs', capacity: '500Gi', owner: 'root' } as const;

// Argo CD has such a claim wait in its wave, and no pod mounts it before the next wave: argoproj/argo-cd#12840.
test('a claim that is bound when a pod mounts it does not keep Argo CD from applying what has pods', () => {
  const { claim } = new ClaimedVolume(chart(), 'results', props);
  expect(ApiObject.of(claim).toJson().metadata.annotations).not.toHaveProperty(['argocd.argoproj.io/sync-wave']);
});

test.each(['1536Mi', '0Gi'])('a capacity of %s is refused: cdk8s-plus writes whole GiB', (capacity) => {
  expect(refusal(() => new ClaimedVolume(chart(), 'results', { ...props, capacity }))).toMatchObject({
    code: 'invalid-value',
    message: expect.stringMatching(/^\[c\/results\] .+, got .+, expected .+; .+/),
  });
});
