import { App, Chart } from 'cdk8s';
import {
  type ArgoVersion,
  acs,
  eci,
  GenomicsStage,
  GenomicsWorkflow,
  onNodes,
  resourcePlan,
  type StageDefaults,
  setDefaults,
  sh,
} from '../../lib';
import { planTable } from '../../lib/overview';
import { evaluate } from '../../lib/run/expression';
import { SEED_VOLUME } from '../support/volumes';
import { makes, named, refusal, template } from '../synth';

function made(own: StageDefaults, ...above: readonly StageDefaults[]) {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1' });
  [app, chart, workflow].forEach((scope, at) => {
    setDefaults(scope, above[at] ?? {});
  });
  new GenomicsStage(workflow, 'a', {
    ...own,
    outputs: { x: SEED_VOLUME.folder('/r').result('x') },
    script: makes,
  });
  const written = template(chart);
  return { workflow, stage: named(written.spec.templates, 'a') };
}

const asked = (own: StageDefaults, ...above: readonly StageDefaults[]): unknown => {
  const { requests, limits } = made(own, ...above).stage.container?.resources ?? {};
  return [requests?.['cpu'], requests?.['memory'], limits?.['cpu'], limits?.['memory']].join(' ');
};

test.each<[string, string, readonly [StageDefaults, ...StageDefaults[]]]>([
  ['where nobody says anything, less than the limits is requested', '1 1536Mi 2 4Gi', [{}]],
  ['a limit that somebody set is requested whole', '16 32Gi 16 32Gi', [{ cpu: 16, memory: '32Gi' }]],
  ['the other limit keeps its default', '1 8Gi 2 8Gi', [{ memory: '8Gi' }]],
  [
    'a part of a CPU is written as Kubernetes writes it',
    '1500m 4Gi 2 4Gi',
    [{ requests: { cpu: 1.5, memory: '4096Mi' } }],
  ],
  ['thousandths that make whole CPUs are whole', '2 1536Mi 2 4Gi', [{ requests: { cpu: '2000m' } }]],
  ['a request from above holds', '500m 1Gi 2 4Gi', [{}, { requests: { cpu: 0.5, memory: '1Gi' } }]],
  [
    'requests merge, the nearest winning',
    '500m 2Gi 2 4Gi',
    [{ requests: { memory: '2Gi' } }, { requests: { cpu: 0.5, memory: '1Gi' } }],
  ],
  [
    'a limit further down has another request than the one above it',
    '8 1Gi 8 4Gi',
    [{ cpu: 8 }, { requests: { cpu: 0.5, memory: '1Gi' } }],
  ],
  ['an instance of the pod’s own is as large as the limits', '2 4Gi 2 4Gi', [{ compute: eci() }]],
  ['so it is on ACS', '2 4Gi 2 4Gi', [{ compute: () => acs() }]],
  ['unless somebody says otherwise', '1 4Gi 2 4Gi', [{ compute: eci(), requests: { cpu: 1 } }]],
  ['nodes with labels are shared', '1 1536Mi 2 4Gi', [{ compute: onNodes({ pool: 'a' }) }]],
])('%s', (_, expected, [own, ...above]) => {
  expect(asked(own, ...above)).toBe(expected);
});

test('what is asked for above is none further down by 0', () => {
  const { resources } = made(
    { extendedResources: { 'nvidia.com/gpu': 0 } },
    { extendedResources: { 'nvidia.com/gpu': 1 } },
  ).stage.container ?? { resources: {} };
  expect(resources?.limits).toEqual({ cpu: '2', memory: '4Gi' });
});

test('a plan counts requests', () => {
  const { workflow } = made({ requests: { cpu: 0.5, memory: '512Mi' }, estimate: { minutes: 60 } });
  const plan = resourcePlan(workflow);
  expect(plan.rows).toMatchObject([{ stage: 'a', cpu: 0.5, memory: 0.5 }]);
  expect(planTable(plan)).toContain('0.5 CPU-hours, 0.5 GiB-hours');
});

test.each<[ArgoVersion, number, string]>([
  ['3.4', 0, '4096 3072'],
  ['3.4', 1, '8192 6144'],
  ['3.4', 9, '10240 7680'],
  ['3.7', 0, '4096 3072'],
  ['3.7', 1, '8192 6144'],
])('on Argo %s the request of retry %d grows with the limit', (argoVersion, retries, expected) => {
  const { stage } = made(
    {
      memory: '4Gi',
      requests: { memory: '3Gi' },
      retry: { memoryGrowth: { max: '10Gi' } },
      // A stage cannot have another Argo than its workflow.
    },
    {},
    {},
    { argoVersion },
  );
  const [{ resources }] = JSON.parse(stage.podSpecPatch ?? '').containers;
  const number = (tag: string): unknown =>
    evaluate(tag.replace(/^\{\{=|\}\}Mi$/g, ''), { retries: `${retries}`, 'lastRetry.exitCode': '137' });
  expect(`${number(resources.limits.memory)} ${number(resources.requests.memory)}`).toBe(expected);
});

test('a request that its limit does not reach is refused wherever both come from', () => {
  const { message } = refusal(() => made({ requests: { memory: '9Gi' } }, { memory: '8Gi' }));
  expect(message).toMatch(
    /requests\.memory is more than the stage may use, got '9Gi', expected at most its memory, 8Gi/,
  );
});

test('what runs at the end of a run asks for its own', () => {
  const app = new App();
  setDefaults(app, { requests: { cpu: 0.1 }, extendedResources: { 'nvidia.com/gpu': 1 }, env: { A: 'b' } });
  const chart = new Chart(app, 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', {
    image: 'tools:1',
    removeUnfinished: true,
    onExit: { script: () => sh`tell` },
  });
  new GenomicsStage(workflow, 'a', {
    outputs: { x: SEED_VOLUME.folder('/r').result('x') },
    script: makes,
  });
  const { templates } = template(chart).spec;
  for (const name of ['on-exit', 'clean-up']) {
    const { resources, env } = named(templates, name).container ?? {};
    expect(resources).toEqual({
      limits: { cpu: '1', memory: '1Gi' },
      requests: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '100Mi' },
    });
    expect(env?.map((one) => one.name)).not.toContain('A');
  }
});
