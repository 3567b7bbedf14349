import { acs, type ComputeChoice, eci, GenomicsStage, type StageDefaults, sh } from '../../lib';
import { cohort } from '../support/cohort';
import { named, newWorkflow, refusal, template } from '../synth';

/** The template of a stage with these settings, in a workflow with those. */
function stageBelow(above: StageDefaults, own: StageDefaults) {
  const { chart, workflow } = cohort({ settings: above });
  const out = workflow.parameters.folder;
  const { volume } = newWorkflow();
  new GenomicsStage(workflow, 's', {
    ...own,
    outputs: { out: volume.folder(out).result('s') },
    script: ({ outputs }) => sh`date > ${outputs.out}`,
  });
  return named(template(chart).spec.templates, 's');
}

test('without a queue and a priority nothing of them is in a manifest', () => {
  const own = stageBelow({}, {});
  expect([own.metadata, own.schedulerName, own.priorityClassName]).toEqual([undefined, undefined, undefined]);
});

test('a stage’s own queue and priority win over those of the workflow, and false is none', () => {
  const above: StageDefaults = { queue: { kueue: 'cohorts' }, priorityClassName: 'overnight' };
  expect(stageBelow(above, { queue: { kueue: 'short' }, priorityClassName: 'urgent' })).toMatchObject({
    metadata: { labels: { 'kueue.x-k8s.io/queue-name': 'short' } },
    priorityClassName: 'urgent',
  });
  expect(stageBelow(above, { queue: false }).metadata).toBeUndefined();
  expect(stageBelow({ queue: { volcano: 'q1' } }, { queue: false }).schedulerName).toBeUndefined();
});

test('a second queue of Volcano in one workflow is refused: the first pod’s would hold for all', () => {
  expect(
    refusal(() => stageBelow({ queue: { volcano: 'q1' } }, { queue: { volcano: 'q2' } })).problem.expected,
  ).toContain('q1');
  expect(refusal(() => stageBelow({}, { queue: { volcano: 'q2' } })).problem.expected).toContain('none');
});

test.each<StageDefaults>([
  { queue: { kueue: 'Cohorts' } },
  { queue: { kueue: 'a', workloadPriorityClass: '' } },
  { priorityClassName: '{{workflow.name}}' },
])('%p is refused: no object is called that', (settings) => {
  expect(refusal(() => stageBelow({}, settings)).code).toBe('invalid-value');
});

describe('spot and on-demand', () => {
  const spot = 'k8s.aliyun.com/eci-spot-strategy';

  test('a stage on demand wins over spot from above', () => {
    const above = { compute: eci({ spot: 'SpotAsPriceGo' }) };
    expect(stageBelow(above, {}).metadata?.annotations).toHaveProperty([spot]);
    expect(stageBelow(above, { compute: eci() }).metadata?.annotations).toBeUndefined();
    const labels = stageBelow({ compute: acs({ qos: 'best-effort' }) }, { compute: acs() }).metadata?.labels;
    expect(labels).toHaveProperty(['alibabacloud.com/compute-qos'], 'default');
  });

  test('one function gives spot to what is short, and on-demand to what is long or merges', () => {
    const compute: ComputeChoice = ({ merges, minutes = 0 }) =>
      merges || minutes > 60 ? eci() : eci({ spot: 'SpotAsPriceGo' });
    const { chart } = cohort({ settings: { compute }, call: { estimate: { minutes: 90 } } });
    const isSpot = (name: string): boolean =>
      spot in (named(template(chart).spec.templates, name).metadata?.annotations ?? {});
    expect(['call', 'concat', 'merge', 'publish'].map(isSpot)).toEqual([false, false, false, true]);
  });
});
