import { App, Chart } from 'cdk8s';
import {
  type ArgoVersion,
  CohortAlignmentChart,
  GenomicsStage,
  GenomicsWorkflow,
  type RetryPolicy,
  type StageDefaults,
  setDefaults,
  sh,
} from '../../lib';
import { evaluate } from '../../lib/run/expression';
import { SEED_VOLUME } from '../support/volumes';
import { named, newChart, refusal, template } from '../synth';

interface Places {
  readonly app?: StageDefaults;
  readonly workflow?: StageDefaults;
  readonly stage?: StageDefaults;
}

/** The template of a stage, with settings in each place that can have some. */
function made({ app: above = {}, workflow: middle = {}, stage: own = {} }: Places) {
  const app = new App();
  setDefaults(app, above);
  const chart = new Chart(app, 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', ...middle });
  const { volume } = newChart();
  new GenomicsStage(workflow, 'a', {
    ...own,
    outputs: { x: volume.folder('/r').result('x') },
    script: ({ outputs }) => sh`: > ${outputs.x}`,
  });
  return named(template(chart).spec.templates, 'a');
}

const TWO_WEEKS = 1_209_600;

test.each<[string, Places, number | undefined]>([
  ['a stage has a deadline of two weeks, unless somebody says otherwise', {}, TWO_WEEKS],
  ['a stage has the deadline of the scopes above', { app: { deadlineSeconds: 60 } }, 60],
  ['the nearest deadline wins', { app: { deadlineSeconds: 60 }, workflow: { deadlineSeconds: 70 } }, 70],
  ['a stage’s own deadline wins', { workflow: { deadlineSeconds: 70 }, stage: { deadlineSeconds: 80 } }, 80],
  ['a stage can have none', { workflow: { deadlineSeconds: 70 }, stage: { deadlineSeconds: false } }, undefined],
  ['a workflow can have none', { workflow: { deadlineSeconds: false } }, undefined],
  [
    'a stage has one where its workflow has none',
    { workflow: { deadlineSeconds: false }, stage: { deadlineSeconds: 9 } },
    9,
  ],
  ['the longest deadline is what Argo’s field can hold', { stage: { deadlineSeconds: 2_147_483_647 } }, 2_147_483_647],
])('%s', (_, places, expected) => {
  expect(made(places).activeDeadlineSeconds).toBe(expected);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_648])(
  'a deadline of %p is refused',
  (seconds) => {
    expect(refusal(() => made({ stage: { deadlineSeconds: seconds } }))).toMatchObject({
      code: 'invalid-value',
      message:
        `[c/w/a] deadlineSeconds is no time that a pod can be given, got ${seconds}, ` +
        'expected a whole number from 1 to 2147483647, or false; ' +
        'give the seconds that one attempt may take, or false for no deadline',
    });
  },
);

test('only templates that run a container have a deadline: Argo refuses it on a DAG', () => {
  const chart = new CohortAlignmentChart(new App(), 'cohort', { volume: SEED_VOLUME, image: 'tools:1' });
  const all = template(chart).spec.templates ?? [];
  expect(all.filter(({ dag }) => dag !== undefined).length).toBeGreaterThan(1);
  for (const { container, activeDeadlineSeconds } of all)
    expect(activeDeadlineSeconds).toBe(container === undefined ? undefined : TWO_WEEKS);
});

describe('an attempt that ran into its deadline', () => {
  const KUBELET = 'Pod was active on the node longer than the specified deadline';

  /** Whether Argo makes another attempt after one that ended so; 3.4 has no message in its expressions. */
  function isTried(exitCode: number, message: string | undefined, retry: RetryPolicy = {}, argoVersion?: ArgoVersion) {
    const { retryStrategy } = made({ stage: { retry, ...(argoVersion && { argoVersion }) } });
    return evaluate(retryStrategy?.expression ?? '', {
      retries: '0',
      'lastRetry.status': 'Failed',
      'lastRetry.exitCode': `${exitCode}`,
      'lastRetry.duration': '3',
      ...(message === undefined ? {} : { 'lastRetry.message': message }),
    });
  }

  test.each([143, 137, -1])('is not made again from Argo 3.5 on, whatever its status (%p)', (status) => {
    expect(isTried(status, KUBELET)).toBe(false);
    expect(isTried(status, KUBELET, { lost: 10 })).toBe(false);
    expect(isTried(status, KUBELET, {}, '4.1')).toBe(false);
  });

  test.each([143, 137, -1])('is a lost one to Argo 3.4, which tells no message (%p)', (status) => {
    expect(isTried(status, undefined)).toBe(true);
    expect(isTried(status, undefined, { lost: 10 })).toBe(true);
  });

  test.each([143, 137, 75, -1])('is told from one that was killed or lost (%p)', (status) => {
    expect(isTried(status, 'main: Error (exit code 143)')).toBe(true);
    expect(isTried(status, 'The node was low on resource: memory', { lost: 10 })).toBe(true);
    expect(isTried(status, '')).toBe(true);
  });
});
