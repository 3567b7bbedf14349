import { mermaid, nodeCount, planTable } from '../../lib/overview';
import { planOf } from '../../lib/overview/plan';

const container = { image: 'busybox:1.36', command: ['date'] };
const work = { name: 'work', container };
const tidy = { name: 'tidy', container: { ...container, resources: { requests: { cpu: '1' } } } };

function workflow(spec: object, kind = 'Workflow', name = 'run'): Record<string, unknown> {
  return { apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name }, spec };
}

function dag(tasks: readonly object[], more: object = {}): Record<string, unknown> {
  return workflow({ entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }, work, tidy], ...more });
}

function steps(...groups: readonly (readonly object[])[]): Record<string, unknown> {
  return workflow({ entrypoint: 'main', templates: [{ name: 'main', steps: groups }, work, tidy] });
}

const stagesOf = (manifest: unknown, others: readonly unknown[] = []) =>
  planOf(manifest, others, new Map()).rows.map(({ stage, pods }) => [stage, pods.times]);

describe('a workflow that is a reference', () => {
  const tasks = [
    { name: 'a', template: 'work' },
    { name: 'b', template: 'work', depends: 'a' },
  ];
  const lib = { ...dag(tasks), kind: 'WorkflowTemplate', metadata: { name: 'lib' } };
  const reference = workflow({ workflowTemplateRef: { name: 'lib' } });

  test('has the nodes, the stages and the picture of its template', () => {
    expect(nodeCount(reference, { others: [lib] })).toBe(nodeCount(lib));
    expect(stagesOf(reference, [lib])).toEqual([
      ['lib/work', 1],
      ['lib/work', 1],
    ]);
    expect(planTable(planOf(reference, [lib], new Map()))).toContain('plan of run\n');
    expect(mermaid(reference, { others: [lib] })).toBe(mermaid(lib));
  });

  test('runs its own entrypoint, exit handler and lists where it has them', () => {
    const own = workflow({ workflowTemplateRef: { name: 'lib' }, entrypoint: 'work', onExit: 'tidy' });
    expect(nodeCount(own, { others: [lib] })).toBe(2);
    const looping = {
      ...dag([{ name: 'a', template: 'work', withParam: '{{workflow.parameters.list}}' }], {
        arguments: { parameters: [{ name: 'list', value: '[1]' }] },
      }),
      kind: 'WorkflowTemplate',
      metadata: { name: 'lib' },
    };
    const longer = workflow({
      workflowTemplateRef: { name: 'lib' },
      arguments: { parameters: [{ name: 'list', value: '[1, 2, 3]' }] },
    });
    expect(nodeCount(longer, { others: [looping] })).toBe(2 + 3);
  });

  test('of a schedule is one too, and so is one to the whole cluster', () => {
    const nightly = workflow(
      { schedules: ['@daily'], workflowSpec: { workflowTemplateRef: { name: 'lib' } } },
      'CronWorkflow',
    );
    expect(nodeCount(nightly, { others: [lib] })).toBe(3);
    const cluster = workflow({ workflowTemplateRef: { name: 'lib', clusterScope: true } });
    expect(nodeCount(cluster, { others: [{ ...lib, kind: 'ClusterWorkflowTemplate' }] })).toBe(3);
  });

  test('says that its template is missing where it is', () => {
    expect(nodeCount(reference)).toBe(1);
    expect(mermaid(reference)).toContain('lib');
    expect(mermaid(reference)).toContain('not among the manifests');
    expect(planTable(planOf(reference, [], new Map()))).toContain('without lib, which is not among the manifests');
  });
});

test('a plan says which templates of elsewhere it is without', () => {
  const manifest = dag([{ name: 'a', templateRef: { name: 'there', template: 'go' } }]);
  expect(planTable(planOf(manifest, [], new Map()))).toContain('without there, which is not among the manifests');
});

describe('what runs at the end', () => {
  const one = { name: 'a', template: 'work' };

  test.each<[string, unknown, number]>([
    ['the exit handler of a workflow', dag([one], { onExit: 'tidy' }), 3],
    ['its exit hook', dag([one], { hooks: { exit: { template: 'tidy' } } }), 3],
    ['the exit handler alone of the two', dag([one], { onExit: 'tidy', hooks: { exit: { template: 'tidy' } } }), 3],
    ['another hook of a workflow', dag([one], { hooks: { late: { template: 'tidy', expression: 'true' } } }), 3],
    ['the exit handler of a task', dag([{ ...one, onExit: 'tidy' }]), 3],
    ['the exit hook of a task', dag([{ ...one, hooks: { exit: { template: 'tidy' } } }]), 3],
    ['the exit hook of a step', steps([{ ...one, hooks: { exit: { template: 'tidy' } } }]), 4],
    [
      'an exit handler that is elsewhere',
      dag([one], { hooks: { exit: { templateRef: { name: 'x', template: 'y' } } } }),
      3,
    ],
    ['an exit handler of each item of a loop', dag([{ ...one, withItems: [1, 2], onExit: 'tidy' }]), 2 + 2 * 2],
    [
      'another for the loop where other tasks wait for it',
      dag([
        { ...one, withItems: [1, 2], onExit: 'tidy' },
        { name: 'b', template: 'work', depends: 'a' },
      ]),
      2 + 2 * 2 + 1 + 1,
    ],
    [
      'another hook of a loop in a DAG once',
      dag([{ ...one, withItems: [1, 2], hooks: { late: { template: 'tidy', expression: 'true' } } }]),
      2 + 2 + 1,
    ],
    [
      'another hook of a loop in steps for each item',
      steps([{ ...one, withItems: [1, 2], hooks: { late: { template: 'tidy', expression: 'true' } } }]),
      2 + 2 + 2,
    ],
  ])('is counted: %s', (_, manifest, nodes) => {
    expect(nodeCount(manifest)).toBe(nodes);
  });

  test('is a stage of the plan, with a condition where it has one', () => {
    const made = planOf(
      dag([one], { onExit: 'tidy', hooks: { late: { template: 'work', expression: 'true' } } }),
      [],
      new Map(),
    );
    expect(made.rows.map(({ stage, cpu, conditional }) => [stage, cpu, conditional])).toEqual([
      ['work', 0, false],
      ['tidy', 1, false],
      ['work', 0, true],
    ]);
  });
});

test('a loop in steps has no node of its own', () => {
  expect(nodeCount(steps([{ name: 'a', template: 'work', withItems: ['x', 'y', 'z'] }]))).toBe(5);
});

test('the containers of a set are nodes below its pod', () => {
  const set = {
    name: 'main',
    containerSet: { containers: [container, container].map((one, at) => ({ ...one, name: `c${at}` })) },
  };
  const manifest = workflow({ entrypoint: 'main', templates: [set] });
  expect(nodeCount(manifest)).toBe(3);
  expect(stagesOf(manifest)).toEqual([['main', 1]]);
});

test('a stage without a name has its task’s', () => {
  expect(stagesOf(dag([{ name: 'a', inline: { container } }]))).toEqual([['a', 1]]);
});
