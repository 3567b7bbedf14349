import { problemText } from '../../lib/errors';
import type { Workflow } from '../../lib/run/manifest';
import { objectsIn } from '../../lib/run/objects';
import { parameterProblems } from '../../lib/run/parameters';
import { neededFor } from '../../lib/run/reach';
import { refusals } from '../../lib/run/refusals';
import { selectWorkflow } from '../../lib/run/select';
import { documents } from '../support/manifests';
import { refusal } from '../synth';

type Fields = Readonly<Record<string, unknown>>;

const CONTAINER = { command: ['true'] };

/** What is refused of a workflow of one container, with some fields of it changed. */
function refused(template: Fields = {}, spec: Fields = {}, manifests: readonly unknown[] = []): readonly string[] {
  const workflow = {
    kind: 'WorkflowTemplate',
    metadata: { name: 'w' },
    spec: { entrypoint: 'a', templates: [{ name: 'a', container: CONTAINER, ...template }], ...spec },
  };
  const all = [workflow, ...manifests];
  return refusals(selectWorkflow(all, 'w'), {}, objectsIn(all)).map(
    ({ where, what, got }) => `${where}: ${what}, ${got}`,
  );
}

const NOT_RUN = 'this is not run on one machine';

test('nothing of what the library commits is refused', () => {
  const files = [
    'dist/bwa-oss.k8s.yaml',
    ...['cohort', 'fastp-qc', 'phylogeny', 'rnaseq', 'variants'].map((name) => `examples/${name}/${name}.k8s.yaml`),
  ];
  for (const file of files) {
    const manifests = documents(file);
    const found = refusals(selectWorkflow(manifests, undefined), {}, objectsIn(manifests));
    expect([file, found.filter(({ where }) => !where.startsWith('claim '))]).toEqual([file, []]);
  }
});

test.each<[string, Fields, string]>([
  ['steps', { container: undefined, steps: [[]] }, `template a: ${NOT_RUN}, template.steps`],
  ['a daemon', { daemon: true }, `template a: ${NOT_RUN}, template.daemon`],
  ['HTTP', { container: undefined, http: { url: 'x' } }, `template a: ${NOT_RUN}, template.http`],
  ['a plugin', { container: undefined, plugin: {} }, `template a: ${NOT_RUN}, template.plugin`],
  ['a pause', { container: undefined, suspend: {} }, `template a: ${NOT_RUN}, template.suspend`],
  ['memoization', { memoize: { key: 'k' } }, `template a: ${NOT_RUN}, template.memoize`],
  ['a sidecar', { sidecars: [{ name: 's' }] }, `template a: ${NOT_RUN}, template.sidecars`],
  [
    'an artifact of a bucket',
    { inputs: { artifacts: [{ name: 'f', path: '/tmp/f', s3: { key: 'k' } }] } },
    `template a: ${NOT_RUN}, inputs.artifacts f, which is not raw`,
  ],
  ['an artifact out', { outputs: { artifacts: [{ name: 'f', path: '/f' }] } }, `${NOT_RUN}, outputs.artifacts f`],
  [
    'a folder of the node',
    { volumes: [{ name: 'v', hostPath: { path: '/' } }] },
    `volume v: ${NOT_RUN}, volume.hostPath`,
  ],
  [
    'a field of the pod',
    { container: { ...CONTAINER, env: [{ name: 'X', valueFrom: { fieldRef: {} } }] } },
    'env.valueFrom.fieldRef',
  ],
  [
    'a patch of the pod',
    { podSpecPatch: '{"hostNetwork":true,"containers":[{"name":"main","resources":{}}]}' },
    'podSpecPatch.hostNetwork',
  ],
  [
    'a patch of the container',
    { podSpecPatch: '{"containers":[{"name":"main","tty":true}]}' },
    'podSpecPatch.containers.tty',
  ],
  ['an image’s own command', { container: { image: 'x' } }, 'template a: a container names no command'],
  [
    'a claim without a folder',
    { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] },
    'claim c: no folder stands for a claim',
  ],
  ['a Secret that must be there', { volumes: [{ name: 'v', secret: { secretName: 's' } }] }, "Secret 's'"],
  [
    'the program of the stages',
    {
      container: { command: ['sh', '/stage/stage.sh'], volumeMounts: [{ name: 'v', mountPath: '/stage' }] },
      volumes: [{ name: 'v', configMap: { name: 'w-stage-1', optional: true } }],
    },
    "template a: what a pod mounts is not among the manifests, ConfigMap 'w-stage-1'",
  ],
  [
    'a function that it does not know',
    { container: { ...CONTAINER, args: ["{{=sprig.snakecase('x')}}"] } },
    "an expression cannot be evaluated here (no function sprig.snakecase), {{=sprig.snakecase('x')}}",
  ],
  [
    'a loop by number',
    { container: undefined, dag: { tasks: [{ name: 't', template: 'a', withSequence: { count: '3' } }] } },
    `template a, task t: ${NOT_RUN}, task.withSequence`,
  ],
  [
    'another WorkflowTemplate',
    { container: undefined, dag: { tasks: [{ name: 't', templateRef: { name: 'other', template: 'x' } }] } },
    "t: a task calls another WorkflowTemplate, 'other', which is not among the manifests",
  ],
])('refused by name is %s', (_, template, message) => {
  expect(refused(template).join('\n')).toContain(message);
});

test('hooks and claims of the run’s own are refused by name', () => {
  expect(refused({}, { hooks: {}, volumeClaimTemplates: [] })).toEqual([
    `workflow w: ${NOT_RUN}, spec.hooks`,
    `workflow w: ${NOT_RUN}, spec.volumeClaimTemplates`,
  ]);
});

test('a folder for a claim that no stage mounts is refused where others are mounted, and they are named', () => {
  const volumes = ['data', 'refs'].map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } }));
  const workflow = { kind: 'WorkflowTemplate', metadata: { name: 'w' }, spec: { entrypoint: 'a' } };
  const told = (
    template: Fields,
    claims: Readonly<Record<string, string>> = { dat: '/x', refs: '/y' },
  ): readonly unknown[] => {
    const templates = [{ name: 'a', container: CONTAINER, ...template }];
    const all = [{ ...workflow, spec: { ...workflow.spec, templates } }];
    return refusals(selectWorkflow(all, 'w'), claims, objectsIn(all)).map(problemText);
  };
  const unknown = '[claim dat] the workflow mounts no such claim, got a folder for it, expected data, refs';
  expect(told({ volumes })).toEqual([
    expect.stringContaining('[claim data] no folder stands for a claim'),
    `${unknown}; did you mean data?`,
  ]);
  expect(told({ volumes }, { data: '/x', DATA: '/y', refs: '/z' })).toEqual([
    '[claim DATA] the workflow mounts no such claim, got a folder for it, expected data, refs; correct the name, or \
leave it out',
  ]);
  expect(told({})).toEqual([]);
});

test('what no task leads to is not looked at, and a Secret that is given is enough', () => {
  const secret = { kind: 'Secret', metadata: { name: 's' }, data: { k: 'dg==' } };
  const volumes = [{ name: 'v', secret: { secretName: 's' } }];
  expect(refused({ volumes }, {}, [secret])).toEqual([]);
  expect(objectsIn([secret]).secrets.get('s')?.get('k')?.toString()).toBe('v');
  const templates = [
    { name: 'a', container: CONTAINER },
    { name: 'never', http: {} },
  ];
  expect(refused({}, { templates })).toEqual([]);
});

describe('parameters', () => {
  const workflow: Workflow = {
    spec: {
      arguments: {
        parameters: [
          { name: 'folder', value: '/run' },
          { name: 'sheet' },
          { name: 'mode', value: 'a', enum: ['a', 'b'] },
        ],
      },
    },
  };

  test('one that is missing, unknown or not allowed is named', () => {
    expect(parameterProblems(workflow, { sheet: 's' })).toEqual([]);
    const found = parameterProblems(workflow, { folders: '/x', mode: 'c' });
    expect(found.map(({ where, what, fix }) => [where, what, fix])).toEqual([
      ['parameter folders', 'the workflow has no such parameter', 'did you mean folder?'],
      ['parameter sheet', 'a parameter has no value', 'add -p sheet=<value>'],
      ['parameter mode', 'a value is not allowed', 'give one of those'],
    ]);
  });

  test('of names that are like one only those that are not given are proposed, whatever their capitals', () => {
    const fixes = (given: Readonly<Record<string, string>>): readonly string[] =>
      parameterProblems(workflow, { sheet: 's', ...given }).map(({ fix }) => fix);
    expect(fixes({ folders: '/x', folder: '/y' })).toEqual(['correct the name, or leave it out']);
    expect(fixes({ FOLDER: '/x' })).toEqual(['did you mean folder?']);
  });

  test('in a stub run one that is missing is asked for with what it may be', () => {
    expect(parameterProblems(workflow, {}, true).map(({ fix }) => fix)).toEqual([
      'add -p sheet=<value>: in a stub run a sheet must be real (--volume), other paths and URLs need not exist',
    ]);
  });

  test('with one that is like none of them these are named once', () => {
    expect(parameterProblems(workflow, { sheet: 's', reference: '/x' }).map(problemText)).toEqual([
      "[parameter reference] the workflow has no such parameter, got 'reference', expected folder, sheet, mode; correct \
the name, or leave it out",
    ]);
  });
});

describe('which workflow', () => {
  const named = (name: string, calls?: string): unknown => ({
    kind: 'WorkflowTemplate',
    metadata: { name },
    spec: { templates: calls === undefined ? [] : [{ dag: { tasks: [{ templateRef: { name: calls } }] } }] },
  });

  test('the one that no other calls, or the one that is named', () => {
    const list = { kind: 'List', items: [named('tools'), named('main', 'tools')] };
    expect(selectWorkflow([list], undefined).workflow.metadata?.name).toBe('main');
    expect(selectWorkflow([list], 'tools').workflow.metadata?.name).toBe('tools');
  });

  test('of two that may be meant, and of none, it says which there are', () => {
    expect(refusal(() => selectWorkflow([named('a'), named('b')], undefined)).message).toContain("workflows 'a', 'b'");
    expect(refusal(() => selectWorkflow([named('a')], 'x')).message).toContain("there is no workflow 'x'");
    expect(refusal(() => selectWorkflow([], undefined)).message).toContain('manifests without a WorkflowTemplate');
  });

  test.each([undefined, 'a'])('of two with one name it says in which files they are, where %s is named', (name) => {
    const twice = [named('a'), { kind: 'List', items: [named('tools'), named('a', 'tools')] }];
    expect(refusal(() => selectWorkflow(twice, name, ['dist/a.yaml', 'dist/b.yaml'])).message).toBe(
      "[run] 2 workflows have one name, got 'a' in dist/a.yaml, dist/b.yaml, expected one: applied to one namespace, \
the last replaces the others; name the file of one alone, or give one another name",
    );
    expect(refusal(() => selectWorkflow([...twice, named('b')], undefined)).message).toContain("workflows 'a', 'b',");
  });

  const placed = (metadata: Fields, kind = 'WorkflowTemplate', spec: Fields = {}): unknown => ({
    kind,
    metadata,
    spec,
  });

  test('one name in two namespaces are two workflows, and each is chosen with its namespace', () => {
    const both = ['prod', 'staging'].map((namespace) => placed({ name: 'a', namespace }));
    const told =
      "not plain which workflow is to run, got workflows 'prod/a', 'staging/a', expected one that no other \
calls; choose one, as with --workflow prod/a";
    for (const name of [undefined, 'a']) expect(refusal(() => selectWorkflow(both, name)).message).toContain(told);
    const { workflow, others } = selectWorkflow(both, 'staging/a');
    expect([workflow.metadata?.namespace, others]).toEqual(['staging', []]);
    expect(selectWorkflow([...both, placed({ name: 'a' })], '/a').workflow.metadata).toEqual({ name: 'a' });
  });

  test('a workflow has ConfigMaps of its own namespace', () => {
    const config = (namespace: string): unknown => ({
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace },
      data: { of: namespace },
    });
    const of = (namespace?: string): unknown =>
      objectsIn([config('prod'), config('staging')], namespace)
        .configMaps.get('c')
        ?.get('of')
        ?.toString();
    expect([of('prod'), of('staging'), of('other'), of()]).toEqual(['prod', 'staging', undefined, 'staging']);
  });

  test('Workflows whose names end at random are told apart by how these begin', () => {
    const both = ['one-', 'two-'].map((generateName) => placed({ generateName }, 'Workflow'));
    expect(refusal(() => selectWorkflow(both, undefined)).message).toContain("workflows 'one-', 'two-'");
    expect(selectWorkflow(both, 'two-').workflow).toBe(both[1]);
    const twice = [both[0], structuredClone(both[0])];
    expect(refusal(() => selectWorkflow(twice, undefined)).message).toBe(
      "[run] 2 workflows have one name, got 'one-', expected a name for each; name the file of one alone, or give one \
another name",
    );
  });

  test('of a Workflow and a WorkflowTemplate of one name the one runs that calls the other; or its kind says', () => {
    const entry = { entrypoint: 'main', templates: [{ name: 'main', container: CONTAINER }] };
    const template = placed({ name: 'a' }, 'WorkflowTemplate', entry);
    const submits = placed({ name: 'a' }, 'Workflow', { workflowTemplateRef: { name: 'a' } });
    for (const name of [undefined, 'a']) {
      const { workflow } = selectWorkflow([submits, template], name);
      expect([workflow.kind, workflow.spec.entrypoint]).toEqual(['Workflow', 'main']);
    }
    const own = placed({ name: 'a' }, 'Workflow', entry);
    expect(refusal(() => selectWorkflow([own, template], 'a')).message).toContain(
      "workflows 'Workflow/a', 'WorkflowTemplate/a', expected one that no other calls; choose one, as with --workflow \
Workflow/a",
    );
    expect(selectWorkflow([own, template], 'WorkflowTemplate/a').workflow).toBe(template);
  });

  test('a Workflow’s task calls the WorkflowTemplate of its name, not itself', () => {
    const template = placed({ name: 'a' }, 'WorkflowTemplate', { templates: [{ name: 'work', container: CONTAINER }] });
    const tasks = [{ name: 't', templateRef: { name: 'a', template: 'work' } }];
    const own = placed({ name: 'a' }, 'Workflow', {
      entrypoint: 'main',
      templates: [{ name: 'main', dag: { tasks } }],
    });
    expect(refusals(selectWorkflow([template, own], undefined), {}, objectsIn([]))).toEqual([]);
  });

  test('a Workflow that names a WorkflowTemplate is that one with values of its own', () => {
    const template = {
      kind: 'WorkflowTemplate',
      metadata: { name: 't' },
      spec: { entrypoint: 'x', arguments: { parameters: [{ name: 'p', value: '1' }] } },
    };
    const workflow = {
      kind: 'Workflow',
      metadata: { name: 'r' },
      spec: { workflowTemplateRef: { name: 't' }, arguments: { parameters: [{ name: 'p', value: '2' }] } },
    };
    expect(selectWorkflow([template, workflow], undefined).workflow.spec).toMatchObject({
      entrypoint: 'x',
      arguments: { parameters: [{ name: 'p', value: '2' }] },
    });
    expect(refusal(() => selectWorkflow([workflow], undefined)).message).toContain('is not among the manifests');
  });
});

describe('up to a stage', () => {
  const variants = selectWorkflow(documents('examples/variants/variants.k8s.yaml'), undefined);

  test('what it needs is wanted, at each level, and nothing else', () => {
    const all = neededFor(selectWorkflow(documents('dist/bwa-oss.k8s.yaml'), undefined), 'bwamap');
    expect([...(all ?? [])].sort()).toEqual(['bwamap', 'bwaprepare']);
    const inner = [...(neededFor(variants, 'per-lane') ?? [])];
    expect(inner).toContain('per-sample.each.per-lane');
    expect(inner.filter((stage) => stage.includes('per-region'))).toEqual([]);
  });

  test('a name that no stage has is none', () => {
    expect(neededFor(variants, 'nobody')).toBeUndefined();
  });
});
