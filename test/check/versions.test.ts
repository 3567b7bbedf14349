import { check, type Finding } from '../../lib/check';
import { isOlder } from '../../lib/check/model/versions';
import { manifests } from './corpus/case';

const errorsIn = (yaml: string, argoVersion?: string, newestArgoVersion?: string): readonly Finding[] =>
  check(manifests(yaml), { argoVersion, newestArgoVersion }).filter(({ severity }) => severity === 'error');
const codesIn = (...given: Parameters<typeof errorsIn>): readonly string[] =>
  errorsIn(...given).map(({ code }) => code);

const all = ['3.4', '3.5', '3.6', '3.7', '4.0', '4.1'] as const;
/** The versions for which a manifest has no error. */
const fits = (yaml: string): readonly string[] => all.filter((version) => codesIn(yaml, version).length === 0);

const container = 'container: {image: "busybox:1.36", command: [date]}';
const workflow = (spec: string, body = container): string => `
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: w-}
spec:
  entrypoint: main
  ${spec}
  templates:
  - name: main
    ${body}
`;
const cron = (spec: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly}
spec:
  ${spec}
  workflowSpec:
    entrypoint: main
    templates:
    - {name: main, ${container}}
`;

describe('a field that not every version has', () => {
  test.each([
    ['a mutex', workflow('synchronization: {mutex: {name: one}}'), ['3.4', '3.5', '3.6', '3.7']],
    [
      'a semaphore of a template',
      workflow('', `${container}\n    synchronization: {semaphore: {configMapKeyRef: {name: c, key: k}}}`),
      ['3.4', '3.5', '3.6', '3.7'],
    ],
    ['mutexes', workflow('synchronization: {mutexes: [{name: one}]}'), ['3.6', '3.7', '4.0', '4.1']],
    [
      'a mutex of another namespace',
      workflow('synchronization: {mutex: {name: a, namespace: b}}'),
      ['3.5', '3.6', '3.7'],
    ],
    [
      'a mutex in a database',
      workflow('synchronization: {mutexes: [{name: a, database: true}]}'),
      ['3.7', '4.0', '4.1'],
    ],
    ['a schedule', cron('schedule: "0 3 * * *"'), ['3.4', '3.5', '3.6', '3.7']],
    ['a schedule with its time zone in it', cron('schedule: "TZ=UTC 0 3 * * *"'), ['3.4', '3.5', '3.6', '3.7']],
    ['schedules', cron('schedules: ["0 3 * * *"]'), ['3.6', '3.7', '4.0', '4.1']],
    ['no schedule', cron('suspend: true'), []],
    ['a priority of pods by number', workflow('podPriority: 5'), ['3.4', '3.5', '3.6']],
    ['a delay of podGC', workflow('podGC: {strategy: OnPodSuccess, deleteDelayDuration: 60s}'), all.slice(1)],
    [
      'a sleeping hook of a container',
      workflow('', 'container: {image: "a:1", command: [b], lifecycle: {preStop: {sleep: {seconds: 5}}}}'),
      all.slice(2),
    ],
  ])('%s', (_, yaml, versions) => expect(fits(yaml)).toEqual(versions));

  test('is told with what to write in its place', () => {
    const said = (yaml: string, version: string): string => errorsIn(yaml, version)[0]?.message ?? '';
    expect(said(workflow('synchronization: {mutexes: [{name: a}]}'), '3.4')).toBe(
      'mutexes came with Argo 3.6, and 3.4 is asked for; write mutex, or ask for argoVersion 3.6.',
    );
    expect(said(workflow('synchronization: {mutex: {name: a}}'), '4.0')).toMatch(/no field mutex.*mutexes/);
    expect(said(cron('suspend: true'), '3.4')).toMatch(/schedule is missing/);
    expect(said(cron('suspend: true'), '3.6')).toMatch(/schedules is missing/);
  });

  test('is looked for in inline templates and below a mutex too', () => {
    const inline = `dag: {tasks: [{name: a, inline: {${container}, synchronization: {mutexes: [{name: a}]}}}]}`;
    expect(codesIn(workflow('', inline), '3.4')).toEqual(['newer-than-argo-version']);
    expect(codesIn(workflow('', inline), '3.6')).toEqual([]);
    expect(codesIn(workflow('synchronization: {mutex: {nam: one}}'), '3.4')).toEqual(['unknown-field']);
  });
});

describe('what the full CRDs of 4.0 brought', () => {
  const before = ['3.4', '3.5', '3.6', '3.7'];
  const many = (text: (at: number) => string, count: number): string =>
    Array.from({ length: count }, (_, at) => text(at)).join(', ');

  test.each([
    [
      'numbers and booleans as values of parameters',
      workflow('arguments: {parameters: [{name: a, value: 1}, {name: b, value: true}]}'),
    ],
    [
      'numbers as defaults and choices',
      workflow('', `inputs: {parameters: [{name: a, default: 1, enum: [1, 2]}]}\n    ${container}`),
    ],
    [
      'a number as the default of an output',
      workflow('', `${container}\n    outputs: {parameters: [{name: a, valueFrom: {path: /tmp/a, default: 0}}]}`),
    ],
    ['no parallelism', workflow('parallelism: 0')],
    [
      'more than 200 tasks',
      [
        workflow('', `dag: {tasks: [${many((at) => `{name: t${at}, template: work}`, 201)}]}`),
        `  - {name: work, ${container}}\n`,
      ].join(''),
    ],
    [
      'an artifact in two places',
      workflow('', `${container}\n    outputs: {artifacts: [{name: f, path: /tmp/f, s3: {key: a}, oss: {key: a}}]}`),
    ],
  ])('%s', (_, yaml) => expect(fits(yaml)).toEqual(before));

  test('lists and objects are no values of parameters in any version', () => {
    expect(fits(workflow('arguments: {parameters: [{name: a, value: [1]}]}'))).toEqual([]);
    expect(fits(workflow('', 'container: {image: "a:1", command: [b], env: [{name: A, value: 1}]}'))).toEqual([]);
  });
});

describe('a variable that not every version has', () => {
  const patched = (memory: string): string => {
    const patch = `{"containers": [{"name": "main", "resources": {"limits": {"memory": "{{=${memory}}}Mi"}}}]}`;
    return workflow(
      '',
      `retryStrategy: {limit: "3", retryPolicy: Always}\n    podSpecPatch: '${patch}'\n    ${container}`,
    );
  };

  test.each([
    ['lastRetry in a podSpecPatch', patched('asInt(lastRetry.exitCode) == 137 ? 2048 : 1024'), ['3.7', '4.0', '4.1']],
    ['retries in a podSpecPatch', patched('sprig.int(retries) * 1024'), all],
    [
      'lastRetry in an expression',
      workflow(
        '',
        `retryStrategy: {limit: "3", retryPolicy: Always, expression: "lastRetry.exitCode != '1'"}\n    ${container}`,
      ),
      all,
    ],
    [
      'the message of the last attempt',
      workflow('', `retryStrategy: {limit: "3", expression: "lastRetry.message != ''"}\n    ${container}`),
      all.slice(1),
    ],
  ])('%s', (_, yaml, versions) => expect(fits(yaml)).toEqual(versions));

  const dropped = (callee: string, value = 'of {{tasks.a.outputs.parameters.x}}'): string => `
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: w-}
spec:
  entrypoint: main
  templates:
  - name: main
    dag:
      tasks:
      - {name: a, template: make}
      - {name: b, template: ${callee}, arguments: {parameters: [{name: x, value: "${value}"}]}}
  - {name: make, ${container}, outputs: {parameters: [{name: x, valueFrom: {path: /tmp/x}}]}}
  - {name: plain, ${container}}
  - {name: takes, ${container}, inputs: {parameters: [{name: x}]}}
`;

  test('an argument that nothing takes may read what is not over, until 3.7 resolves it', () => {
    expect(fits(dropped('plain'))).toEqual(['3.4', '3.5', '3.6']);
    expect(fits(dropped('takes'))).toEqual([]);
    expect(fits(dropped('plain', '{{tasks.a.outputs.parameters.x}}'))).toEqual([]);
    expect(codesIn(dropped('plain'))).toEqual(['not-an-ancestor']);
  });
});

describe('two versions at once', () => {
  test('fields are those of the older, limits and types those of the newer', () => {
    expect(codesIn(workflow('synchronization: {mutexes: [{name: a}]}'), '3.4', '4.1')).toEqual([
      'newer-than-argo-version',
    ]);
    expect(codesIn(workflow('arguments: {parameters: [{name: a, value: 1}]}'), '3.4', '4.1')).toEqual(['wrong-type']);
  });

  test('a field that the newer has no more is a warning', () => {
    const found = check(manifests(workflow('synchronization: {mutex: {name: a}}')), {
      argoVersion: '3.4',
      newestArgoVersion: '4.1',
    });
    expect(found.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      [
        'unknown-field',
        'warning',
        'Argo has mutex to 3.7 only, and since then mutexes; say which argoVersion you have.',
      ],
    ]);
  });

  test('without any version all is judged by the newest', () => {
    expect(codesIn(cron('schedule: "0 3 * * *"'))).toEqual(expect.arrayContaining(['unknown-field']));
    expect(codesIn(workflow('arguments: {parameters: [{name: a, value: 1}]}'))).toEqual(['wrong-type']);
    expect(codesIn(cron('schedules: ["0 3 * * *"]'))).toEqual([]);
  });
});

describe('a schedule in the old field', () => {
  test.each(['61 * * * *', '0 3 * * 7', '0 3 * *', '@nightly'])('%s is found', (schedule) => {
    expect(codesIn(cron(`schedule: "${schedule}"`), '3.4')).toEqual(['bad-schedule']);
  });

  test('beside the new one is refused by Argo', () => {
    expect(codesIn(cron('schedule: "0 3 * * *"\n  schedules: ["0 3 * * *"]'), '3.6')).toEqual(['bad-schedule']);
  });
});

test('versions are compared by their minor number', () => {
  const pairs = [
    ['3.4', '3.5'],
    ['v3.10.1', '3.5'],
    ['4.0', '3.7'],
    ['3.7', '3.7'],
  ] as const;
  expect(pairs.map(([version, since]) => isOlder(version, since))).toEqual([true, false, false, false]);
});
