import { type Case, container, dag, leaf, spec } from './case';

export const bodyCases: readonly Case[] = [
  {
    code: 'output-source',
    why: 'an output from nowhere',
    yaml: leaf(`${container}\noutputs: {parameters: [{name: x«|, valueFrom: {path: /tmp/x}»}]}`),
  },
  {
    code: 'output-source',
    why: 'an output of a container from a parameter',
    yaml: leaf(`${container}\noutputs: {parameters: [{name: x, valueFrom: {«parameter: p|path: /tmp/x»}}]}`),
  },
  {
    code: 'output-source',
    why: 'an output of a DAG from a file',
    yaml: dag(
      '- {name: a, template: work}',
      '',
      'outputs: {parameters: [{name: x, valueFrom: {«path: /tmp/x|parameter: "{{tasks.a.outputs.parameters.size}}"»}}]}',
    ),
  },
  {
    code: 'artifact-place',
    why: 'an artifact without a path',
    yaml: leaf(`${container}\noutputs: {artifacts: [{name: f«|, path: /tmp/f»}]}`),
  },
  {
    code: 'artifact-place',
    why: 'a file in a DAG',
    yaml: dag(
      '- {name: a, template: work}',
      '',
      'outputs: {artifacts: [{name: f, from: "{{tasks.a.outputs.artifacts.file}}"«, path: /tmp/f|»}]}',
    ),
  },
  { code: 'bad-duration', why: 'a timeout without a unit', yaml: leaf(`${container}\ntimeout: "«7200|7200s»"`) },
  {
    code: 'bad-duration',
    why: 'a backoff in words',
    yaml: leaf(`${container}\nretryStrategy: {limit: "1", backoff: {duration: «"2 minutes"|2m»}}`),
  },
  { code: 'bad-number', why: 'a deadline before the start', yaml: leaf(`${container}\nactiveDeadlineSeconds: «-5|5»`) },
  { code: 'bad-number', why: 'a deadline in words', yaml: leaf(`${container}\nactiveDeadlineSeconds: «2h|7200»`) },
  {
    code: 'retry-without-limit',
    why: 'attempts without end',
    yaml: leaf(`${container}\nretryStrategy: {«retryPolicy: Always|limit: "3"»}`),
  },
  {
    code: 'backoff-without-duration',
    why: 'a backoff that does not say how long',
    yaml: leaf(`${container}\nretryStrategy: {limit: "1", backoff: {«factor: "2"|duration: 30s»}}`),
  },
  {
    code: 'retry-of-everything',
    why: 'a retry of the whole DAG',
    yaml: dag('- {name: a, template: work}', '«retryStrategy: {limit: "1"}|»'),
  },
  {
    code: 'missing-image',
    why: 'a container of no image',
    yaml: leaf('container: {«|image: "a:1", »command: [echo]}'),
  },
  {
    code: 'missing-command',
    why: 'a container whose command nobody knows',
    yaml: leaf('container: {image: "a:1"«|, command: [echo]»}'),
  },
  {
    code: 'reserved-container-name',
    why: 'a sidecar with the executor’s name',
    yaml: leaf(`${container}\nsidecars: [{name: «wait|proxy», image: "a:1"}]`),
  },
  {
    code: 'container-name',
    why: 'two sidecars of one name',
    yaml: leaf(`${container}\nsidecars: [{name: one, image: "a:1"}, {name: «one|two», image: "a:1"}]`),
  },
  {
    code: 'container-set',
    why: 'a container that waits for none of the set',
    yaml: leaf(
      'containerSet: {containers: [{name: main, image: "a:1", command: [b]}, {name: two, image: "a:1", command: [b], dependencies: [«one|main»]}]}',
    ),
  },
  {
    code: 'container-set',
    why: 'files without a main container',
    yaml: leaf(
      'containerSet: {containers: [{name: «one|main», image: "a:1", command: [b]}]}\noutputs: {parameters: [{name: x, valueFrom: {path: /tmp/x}}]}',
    ),
  },
  { code: 'parallelism-on-leaf', why: 'parallelism of one container', yaml: leaf(`${container}\n«parallelism: 2|»`) },
  {
    code: 'executor-without-token',
    why: 'no token for anybody',
    yaml: leaf(container, 'automountServiceAccountToken: false\n«|executor: {serviceAccountName: reporter}»'),
  },
  {
    code: 'bad-value',
    why: 'an action that does not exist',
    yaml: leaf('resource: {action: «make|create», manifest: "kind: ConfigMap"}'),
  },
  {
    code: 'resource-template',
    why: 'a manifest that is no YAML',
    yaml: leaf("resource: {action: create, manifest: 'a: «[1|[1]»'}"),
  },
  {
    code: 'resource-template',
    why: 'a manifest that is missing',
    yaml: leaf('resource: {action: create«|, manifest: "kind: ConfigMap"»}'),
  },
  { code: 'empty-url', why: 'a request to nowhere', yaml: leaf('http: {url: "«|https://example.com»"}') },
  {
    code: 'bad-metric',
    why: 'a metric of nothing',
    yaml: leaf(`${container}\nmetrics: {prometheus: [{name: m, help: h, «|counter: {value: "1"}»}]}`),
  },
  {
    code: 'bad-schedule',
    why: 'the 61st minute',
    yaml: spec(
      `schedules: ["«61|1» 0 * * *"]\nworkflowSpec: {entrypoint: main, templates: [{name: main, ${container}}]}`,
      'CronWorkflow',
    ),
  },
  {
    code: 'bad-schedule',
    why: 'a zone that does not exist',
    yaml: spec(
      `schedules: ["1 0 * * *"]\ntimezone: Europe/«Belin|Berlin»\nworkflowSpec: {entrypoint: main, templates: [{name: main, ${container}}]}`,
      'CronWorkflow',
    ),
  },
  {
    code: 'bad-selector',
    why: 'an operator that does not exist',
    yaml: leaf(
      container,
      'podGC: {strategy: OnPodSuccess, labelSelector: {matchExpressions: [{key: a, operator: «Is|In», values: [b]}]}}',
    ),
  },
  {
    code: 'bad-hdfs',
    why: 'a file system without a login',
    yaml: leaf(
      `${container}\noutputs: {artifacts: [{name: f, path: /tmp/f, hdfs: {addresses: ["a:1"], path: /f«|, hdfsUser: root»}}]}`,
    ),
  },
];
