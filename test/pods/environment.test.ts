import { GenomicsStage, type StageDefaults, setDefaults } from '../../lib';
import { kubernetesExpand } from '../../lib/argo/kubernetes-expand';
import { check } from '../../lib/check';
import { makes, manifests, named, newWorkflow, template } from '../synth';

function made(own: StageDefaults, above: StageDefaults = {}) {
  const { chart, workflow, run } = newWorkflow();
  setDefaults(workflow, above);
  new GenomicsStage(workflow, 'a', { ...own, outputs: { x: run.result('x') }, script: makes });
  return { chart, container: named(template(chart).spec.templates, 'a').container };
}

test('variables of all scopes come together, the nearest winning', () => {
  const { container } = made({ env: { A: '1', B: '2' } }, { env: { B: '1', C: { secret: 's', key: 'k' } } });
  expect(container?.env?.filter(({ name }) => /^[ABC]$/.test(name))).toEqual([
    { name: 'B', value: '2' },
    { name: 'C', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
    { name: 'A', value: '1' },
  ]);
});

test('a text that affects no result is not declared for the work key', () => {
  const { container } = made({ env: { https_proxy: { value: 'http://proxy:3128', affectsResults: false } } });
  expect(container?.env).toContainEqual({ name: 'https_proxy', value: 'http://proxy:3128' });
  expect(container?.args?.join('\n')).not.toContain('proxy');
});

test('a text arrives as it was written, whatever Kubernetes would expand', () => {
  const text = 'a$$b $(RUN) $HOME';
  const { container } = made({ env: { A: text } });
  const { value = '' } = container?.env?.find(({ name }) => name === 'A') ?? {};
  expect(kubernetesExpand(value, () => 'expanded')).toBe(text);
});

test('what a stage asks for raises no finding', () => {
  const { chart } = made({
    env: { A: 'b', LICENCE: { secret: 's', key: 'k' } },
    extendedResources: { 'nvidia.com/gpu': 1 },
    requests: { cpu: '1500m', memory: '3Gi' },
    mounts: {
      '/opt/db': { claim: 'db', subPath: 'a/b' },
      '/opt/settings': { configMap: 'settings' },
      '/opt/licence': { secret: 's' },
      '/home/tool': { emptyDir: 'disk' },
      '/dev/shm': { emptyDir: 'memory', size: '1Gi' },
    },
  });
  expect(check(manifests(chart))).toEqual([]);
});
