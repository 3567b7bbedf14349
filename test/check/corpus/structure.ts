import { type Case, container, dag, leaf, spec, steps } from './case';

const many = (text: (index: number) => string, count: number) =>
  Array.from({ length: count }, (_, index) => text(index)).join('\n');

export const structureCases: readonly Case[] = [
  {
    code: 'unknown-field',
    why: 'a misspelt field',
    yaml: dag('- {name: a, template: work, «argumentz|arguments»: {parameters: [{name: x, value: "1"}]}}'),
  },
  {
    code: 'unknown-field',
    why: 'a misspelt field of an inline template',
    yaml: dag('- {name: a, inline: {container: {image: "a:1", command: [b]}, «timeoutt|timeout»: 2h}}'),
  },
  {
    code: 'unknown-field',
    why: 'a lock of Argo 3',
    yaml: leaf(`${container}\n«synchronization: {mutex: {name: m}}|synchronization: {mutexes: [{name: m}]}»`),
  },
  {
    code: 'unknown-field',
    why: 'a schedule of Argo 3',
    yaml: spec(
      '«schedule: "0 0 * * *"|»\nschedules: ["0 0 * * *"]\nworkflowSpec: {entrypoint: main, templates: [{name: main, container: {image: "a:1", command: [b]}}]}',
      'CronWorkflow',
    ),
  },
  {
    code: 'missing-field',
    why: 'a template reference without a key',
    yaml: leaf(
      'container: {image: "a:1", command: [b], env: [{name: X, valueFrom: {secretKeyRef: {name: s«|, key: k»}}}]}',
    ),
  },
  {
    code: 'wrong-type',
    why: 'a number where Argo asks for a text',
    yaml: dag('- {name: a, template: work, arguments: {parameters: [{name: x, value: «3|"3"»}]}}'),
  },
  { code: 'wrong-type', why: 'half a retry', yaml: leaf(`${container}\nretryStrategy: {limit: «1.5|"1"»}`) },
  {
    code: 'bad-value',
    why: 'a retry policy that does not exist',
    yaml: leaf(`${container}\nretryStrategy: {limit: "1", retryPolicy: «Sometimes|Always»}`),
  },
  {
    code: 'bad-value',
    why: 'a parameter with a space in its name',
    yaml: leaf(`${container}\ninputs: {parameters: [{name: «"my x"|my-x», default: "1"}]}`),
  },
  {
    code: 'bad-value',
    why: 'a pod cleanup that does not exist',
    yaml: leaf(container, 'podGC: {strategy: «OnPodFinished|OnPodSuccess»}'),
  },
  {
    code: 'out-of-range',
    why: 'more tasks than the API server takes',
    yaml: dag(`${many((index) => `- {name: t${index}, template: work}`, 200)}\n«- {name: last, template: work}|»`),
  },
  {
    code: 'out-of-range',
    why: 'more templates than the API server takes',
    yaml: spec(
      `entrypoint: t0\ntemplates:\n${many((index) => `- {name: t${index}, ${container}}`, 200)}\n«- {name: last, ${container}}|»`,
    ),
  },
  {
    code: 'out-of-range',
    why: 'no parallelism at all',
    yaml: dag('- {name: a, template: work}', 'parallelism: «0|1»'),
  },
  {
    code: 'one-artifact-location',
    why: 'an artifact in two places',
    yaml: leaf(`${container}\noutputs: {artifacts: [{name: f, path: /tmp/f, s3: {key: a}«, oss: {key: a}|»}]}`),
  },
  {
    code: 'depends-and-dependencies',
    why: 'both kinds of edges at one task',
    yaml: dag('- {name: a, template: work}\n- {name: b, template: work, depends: a«, dependencies: [a]|»}'),
  },
  {
    code: 'depends-and-continue-on',
    why: 'continueOn beside depends',
    yaml: dag('- {name: a, template: work}\n- {name: b, template: work, depends: a«, continueOn: {failed: true}|»}'),
  },
  {
    code: 'digit-name-with-depends',
    why: 'a dependent task that begins with a digit',
    yaml: dag('- {name: a, template: work}\n- {name: «2nd|second», template: work, dependencies: [a]}'),
  },
  {
    code: 'realtime-resources-duration',
    why: 'resources measured in real time',
    yaml: leaf(
      `${container}\nmetrics: {prometheus: [{name: m, help: h, gauge: {realtime: true, value: "{{«resourcesDuration.cpu|duration»}}"}}]}`,
    ),
  },
  {
    code: 'manifest-and-manifest-from',
    why: 'two manifests',
    yaml: leaf(
      'inputs: {artifacts: [{name: m, path: /tmp/m, raw: {data: "a: b"}}]}\nresource: {action: create, manifest: "a: b"«, manifestFrom: {artifact: {name: m}}|»}',
    ),
  },
  {
    code: 'sequence-count-and-end',
    why: 'a sequence with two ends',
    yaml: dag('- {name: a, template: work, withSequence: {count: "3"«, end: "3"|»}}'),
  },
  {
    code: 'several-template-types',
    why: 'a template that runs two things',
    yaml: leaf(`${container}\n«suspend: {}|»`),
  },
  { code: 'timeout-on-dag', why: 'a timeout of a DAG', yaml: dag('- {name: a, template: work}', '', '«timeout: 2h|»') },
  {
    code: 'deadline-on-dag',
    why: 'a deadline of steps',
    yaml: steps('- - {name: a, template: work}').replace('  steps:', '«  activeDeadlineSeconds: 60\n  |»  steps:'),
  },
];
