import { type Attempt, type Outcome, type PodEnd, runWorkflow, type SettledNode } from '../../lib/run/engine';
import type { Template, Workflow } from '../../lib/run/manifest';
import { comparePositions } from '../../lib/run/position';

// The semantics are those of Argo 4.1's operator.go and dag.go; e2e/argo.test.ts compares them with a real controller.

const POD: Template = { name: 'pod', container: { command: ['true'] } };

function workflow(tasks: NonNullable<Template['dag']>['tasks'], ...more: readonly Template[]): Workflow {
  const known = more.some(({ name }) => name === 'pod') ? [] : [POD];
  return {
    metadata: { name: 'w' },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks: tasks ?? [] } }, ...known, ...more] },
  };
}

interface Ran {
  readonly outcome: Outcome;
  readonly begun: readonly string[];
  readonly attempts: readonly Attempt[];
  readonly phases: Readonly<Record<string, string>>;
  /** How many ran at most at once. */
  readonly most: number;
}

/** Runs a workflow whose containers end as they are told by their task; one after the other, while others run. */
function ran(
  given: Workflow,
  ends: (attempt: Attempt) => Partial<PodEnd> = () => ({}),
  others: readonly Workflow[] = [],
): Ran {
  const attempts: Attempt[] = [];
  const nodes: SettledNode[] = [];
  const running: { readonly attempt: Attempt; readonly ended: (end: PodEnd) => void }[] = [];
  let outcome: Outcome | undefined;
  let most = 0;
  runWorkflow(
    { workflow: given, others, uid: 'u' },
    {
      start: (attempt, ended) => {
        attempts.push(attempt);
        running.push({ attempt, ended });
        most = Math.max(most, running.length);
      },
      settled: (node) => nodes.push(node),
    },
    (one) => {
      outcome = one;
    },
  );
  for (let next = running.shift(); next !== undefined; next = running.shift())
    next.ended({ phase: 'Succeeded', texts: {}, ...ends(next.attempt) });
  if (outcome === undefined) throw new Error('the run did not end');
  return {
    outcome,
    begun: attempts.map(({ invocation }) => invocation.task),
    attempts,
    phases: Object.fromEntries(nodes.map(({ task, phase }) => [task, phase])),
    most,
  };
}

const failing =
  (...tasks: readonly string[]) =>
  ({ invocation }: Attempt): Partial<PodEnd> =>
    tasks.includes(invocation.task) ? { phase: 'Failed', exitCode: 1 } : {};

test('what depends on nothing runs at once, the rest behind what it needs', () => {
  const { begun, most } = ran(
    workflow([
      { name: 'c', template: 'pod', depends: 'a && b' },
      { name: 'a', template: 'pod' },
      { name: 'b', template: 'pod' },
    ]),
  );
  expect(begun).toEqual(['a', 'b', 'c']);
  expect(most).toBe(2);
});

test('behind a failure tasks are omitted and the run is red; who asked for the failure runs, and decides', () => {
  const tasks = [
    { name: 'a', template: 'pod' },
    { name: 'b', template: 'pod', depends: 'a' },
    { name: 'c', template: 'pod', depends: 'b' },
  ];
  const red = ran(workflow(tasks), failing('a'));
  expect([red.outcome.phase, red.phases]).toEqual(['Failed', { a: 'Failed', b: 'Omitted', c: 'Omitted' }]);
  const tolerant = ran(
    workflow([...tasks.slice(0, 1), { name: 'd', template: 'pod', depends: '(a || a.Failed)' }]),
    failing('a'),
  );
  expect([tolerant.outcome.phase, tolerant.begun]).toEqual(['Succeeded', ['a', 'd']]);
});

test('a loop ends when all items have, and fails where one does; an empty one is skipped', () => {
  const loop = workflow([
    { name: 'each', template: 'pod', withItems: ['x', 'y', 'z'] },
    { name: 'none', template: 'pod', withParam: '[]' },
    { name: 'after', template: 'pod', depends: 'each.AnySucceeded && none' },
  ]);
  const { outcome, begun, phases } = ran(loop, failing('each(1)'));
  expect(begun).toEqual(['each(0)', 'each(1)', 'each(2)', 'after']);
  expect(phases).toMatchObject({ 'each(1)': 'Failed', none: 'Skipped', after: 'Succeeded' });
  expect(outcome.phase).toBe('Succeeded');
});

test('a list that is none ends the run with an error of its own', () => {
  const { outcome } = ran(workflow([{ name: 'each', template: 'pod', withParam: 'no list' }]));
  expect([outcome.phase, outcome.error?.message]).toEqual(['Error', 'withParam is no list: no list']);
});

test('a condition skips, and a comparison may stand in it', () => {
  const { phases } = ran(
    workflow([
      { name: 'yes', template: 'pod', when: "'a' == 'a'" },
      { name: 'no', template: 'pod', when: '{{=1 > 2}}' },
      { name: 'reader', template: 'pod', depends: 'no.Succeeded' },
    ]),
  );
  expect(phases).toEqual({ yes: 'Succeeded', no: 'Skipped', reader: 'Omitted' });
});

describe('retries', () => {
  const strategy = {
    limit: '2',
    retryPolicy: 'Always',
    backoff: { duration: '30s', factor: '2' },
    expression: "lastRetry.status == 'Error' || asInt(lastRetry.exitCode) in [-1, 75]",
  };
  const once = workflow([{ name: 'a', template: 'pod' }], { ...POD, retryStrategy: strategy });

  test('what the expression names is tried again, later each time, to the limit', () => {
    const { attempts, outcome } = ran(once, () => ({ phase: 'Failed', exitCode: 75 }));
    expect(attempts.map(({ retries, wait }) => [retries, wait])).toEqual([
      [0, 0],
      [1, 30],
      [2, 60],
    ]);
    expect(outcome.phase).toBe('Failed');
  });

  test('bad data is not; a pod without an exit code is', () => {
    expect(ran(once, () => ({ phase: 'Failed', exitCode: 65 })).attempts).toHaveLength(1);
    expect(ran(once, ({ retries }) => (retries === 0 ? { phase: 'Error' } : {})).attempts).toHaveLength(2);
  });

  test('the next attempt knows how the last one ended, and may ask for more memory', () => {
    const memory = "{{=sprig.int(retries) > 0 && lastRetry.exitCode == '137' ? 2048 : 1024}}Mi";
    const growing: Template = {
      ...POD,
      container: { command: ['true'], resources: { limits: { memory: '1Gi', cpu: '1' } } },
      retryStrategy: { limit: 1 },
      podSpecPatch: JSON.stringify({ containers: [{ name: 'main', resources: { limits: { memory } } }] }),
    };
    const { attempts } = ran(workflow([{ name: 'a', template: 'pod' }], growing), ({ retries }) =>
      retries === 0 ? { phase: 'Failed', exitCode: 137 } : {},
    );
    expect(attempts.map(({ invocation }) => invocation.container.resources?.limits)).toEqual([
      { memory: '1024Mi', cpu: '1' },
      { memory: '2048Mi', cpu: '1' },
    ]);
  });

  test('without a strategy nothing is tried again', () => {
    const { attempts } = ran(workflow([{ name: 'a', template: 'pod' }]), failing('a'));
    expect(attempts).toHaveLength(1);
  });
});

test('a text that a container leaves is a parameter of the next; where it leaves none it erred', () => {
  const writer: Template = {
    ...POD,
    name: 'writer',
    outputs: { parameters: [{ name: 'list', valueFrom: { path: '/tmp/list' } }] },
  };
  const tasks = [
    { name: 'a', template: 'writer' },
    { name: 'each', template: 'pod', depends: 'a', withParam: '{{tasks.a.outputs.parameters.list}}' },
  ];
  const { begun } = ran(workflow(tasks, writer), () => ({ texts: { '/tmp/list': '["x","y"]\n' } }));
  expect(begun).toEqual(['a', 'each(0)', 'each(1)']);
  expect(ran(workflow(tasks, writer)).phases).toEqual({ a: 'Error', each: 'Omitted' });
});

test('a DAG in a DAG has paths of its own, and templates of another WorkflowTemplate call their own', () => {
  const other: Workflow = {
    metadata: { name: 'other' },
    spec: {
      templates: [
        { name: 'whole', dag: { tasks: [{ name: 'inner', template: 'pod' }] } },
        { ...POD, container: { command: ['other'] } },
      ],
    },
  };
  const given = workflow([{ name: 'a', templateRef: { name: 'other', template: 'whole' }, withItems: [1, 2] }]);
  const { attempts } = ran(given, undefined, [other]);
  expect(attempts.map(({ invocation }) => [invocation.task, invocation.container.command])).toEqual([
    ['a(0).inner', ['other']],
    ['a(1).inner', ['other']],
  ]);
});

test('at most as many run at once as a DAG or the workflow says', () => {
  const tasks = [{ name: 'each', template: 'pod', withItems: [1, 2, 3, 4, 5] }];
  const limited = { name: 'main', dag: { tasks }, parallelism: 2 };
  expect(ran({ spec: { entrypoint: 'main', templates: [limited, POD] } }).most).toBe(2);
  const { most, begun } = ran({
    spec: { entrypoint: 'main', parallelism: 1, templates: [{ ...limited, parallelism: 3 }, POD] },
  });
  expect([most, begun.length]).toEqual([1, 5]);
});

test('ten thousand skipped items in a map that lets one begin at a time are no deep recursion', () => {
  const tasks = [{ name: 'each', template: 'pod', withItems: [...Array(10_000).keys()], when: 'false' }];
  const { outcome, begun } = ran({
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks }, parallelism: 1 }, POD] },
  });
  expect([outcome.phase, begun]).toEqual(['Succeeded', []]);
});

test('the exit handler learns how the run ended, and makes a green run red where it fails', () => {
  const given: Workflow = {
    spec: {
      entrypoint: 'pod',
      onExit: 'tell',
      templates: [POD, { name: 'tell', container: { args: ['{{workflow.status}}', '{{=workflow.failures}}'] } }],
    },
  };
  const red = ran(given, ({ stage }) => (stage === 'onExit' ? {} : { phase: 'Failed', exitCode: 3, message: 'no' }));
  const [status, failures = ''] = red.attempts[1]?.invocation.container.args ?? [];
  expect([red.outcome.phase, status]).toEqual(['Failed', 'Failed']);
  expect(JSON.parse(JSON.parse(failures))).toMatchObject([{ templateName: 'pod', message: 'no', phase: 'Failed' }]);
  const untold = ran(given, ({ stage }) => (stage === 'onExit' ? { phase: 'Failed', exitCode: 1 } : {}));
  expect(untold.outcome.phase).toBe('Failed');
  expect(untold.attempts[1]?.invocation.container.args).toEqual(['Succeeded', '"null"']);
});

test('of what may run, the first sample’s next stage stands before the second sample’s first', () => {
  const body: Template = {
    name: 'body',
    dag: {
      tasks: [
        { name: 'one', template: 'pod' },
        { name: 'two', template: 'pod', depends: 'one' },
      ],
    },
  };
  const { attempts } = ran(workflow([{ name: 'each', template: 'body', withItems: [1, 2] }], body));
  const sorted = [...attempts].sort((one, other) => comparePositions(one.position, other.position));
  expect(sorted.map(({ invocation }) => invocation.task)).toEqual([
    'each(0).one',
    'each(0).two',
    'each(1).one',
    'each(1).two',
  ]);
});
