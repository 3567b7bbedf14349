import { type Case, container, dag, leaf, spec, steps } from './case';

const a = '- {name: a, template: work}';
const loop = '- {name: a, template: work, withItems: ["1", "2"]}';

export const dagCases: readonly Case[] = [
  {
    code: 'unknown-dependency',
    why: 'a dependency that is no task',
    yaml: dag(`${a}\n- {name: b, template: work, depends: «aa|a»}`),
  },
  {
    code: 'unknown-dependency',
    why: 'the same in dependencies',
    yaml: dag(`${a}\n- {name: b, template: work, dependencies: [«c|a»]}`),
  },
  {
    code: 'depends-syntax',
    why: 'one ampersand',
    yaml: dag(`${a}\n- {name: b, template: work}\n- {name: c, template: work, depends: "a «&|&&» b"}`),
  },
  {
    code: 'depends-syntax',
    why: 'an operator without its right side',
    yaml: dag(`${a}\n- {name: b, template: work, depends: "a« &&|»"}`),
  },
  {
    code: 'depends-status',
    why: 'a status that does not exist',
    yaml: dag(`${a}\n- {name: b, template: work, depends: a.«Success|Succeeded»}`),
  },
  {
    code: 'depends-status',
    why: 'a loop’s status of a task without a loop',
    yaml: dag(`${a}\n- {name: b, template: work, depends: a.«AnySucceeded|Succeeded»}`),
  },
  {
    code: 'dag-cycle',
    why: 'two tasks that wait for each other',
    yaml: dag('- {name: a, template: work«, depends: b|»}\n- {name: b, template: work, depends: a}'),
  },
  {
    code: 'dag-cycle',
    why: 'a task that waits for itself',
    yaml: dag(`${a}\n- {name: b, template: work, depends: «b|a»}`),
  },
  {
    code: 'dag-target',
    why: 'a target that is no task',
    yaml: leaf('dag: {target: «b|a», tasks: [{name: a, inline: {container: {image: "a:1", command: [b]}}}]}'),
  },
  {
    code: 'mixed-depends',
    why: 'both kinds of edges in one DAG',
    yaml: dag(
      `${a}\n- {name: b, template: work, depends: a}\n- {name: c, template: work, «dependencies: [a]|depends: a»}`,
    ),
  },
  {
    code: 'skipped-output',
    why: 'a reader of what may be skipped',
    yaml: dag(
      `- {name: a, template: work, when: "{{workflow.name}} == x"}\n- {name: b, template: work, depends: a«|.Succeeded», arguments: {parameters: [{name: x, value: "{{tasks.a.outputs.parameters.size}}"}]}}`,
    ),
  },
  {
    code: 'loop-conflict',
    why: 'two loops',
    yaml: dag('- {name: a, template: work, withItems: ["1"]«, withParam: "[1]"|»}'),
  },
  {
    code: 'mixed-items',
    why: 'a map among texts',
    yaml: dag('- {name: a, template: work, withItems: ["1", «{k: "2"}|"2"»]}'),
  },
  {
    code: 'bad-with-param',
    why: 'a list that is no JSON',
    yaml: dag("- {name: a, template: work, withParam: «'[1, 2'|'[1, 2]'»}"),
  },
  { code: 'empty-loop', why: 'a loop over nothing', yaml: dag('- {name: a, template: work, withItems: [«|"1"»]}') },
  {
    code: 'bad-sequence',
    why: 'half a count',
    yaml: dag('- {name: a, template: work, withSequence: {count: «"1.5"|"2"»}}'),
  },
  {
    code: 'artifact-fan-in',
    why: 'an artifact of a loop',
    yaml: dag(
      `«${loop}|${a}»\n- {name: b, depends: a, template: read, arguments: {artifacts: [{name: f, from: "{{tasks.a.outputs.artifacts.file}}"}]}}`,
    ).replace(
      '- name: work',
      `- {name: read, inputs: {artifacts: [{name: f, path: /tmp/f}]}, ${container}}\n  - name: work`,
    ),
  },
  {
    code: 'item-without-loop',
    why: 'an item in a task that does not loop',
    yaml: dag(
      '- {name: a, template: work, arguments: {parameters: [{name: x, value: "{{item}}"}]}«|, withItems: ["1"]»}',
    ),
  },
  {
    code: 'item-without-loop',
    why: 'an item in a template’s body',
    yaml: leaf(
      `container: {image: "a:1", command: [echo], args: ["«{{item}}|{{inputs.parameters.x}}»"]}\ninputs: {parameters: [{name: x, default: "1"}]}`,
    ),
  },
  {
    code: 'item-shape',
    why: 'a field that one item lacks',
    yaml: dag(
      '- {name: a, template: work, arguments: {parameters: [{name: x, value: "{{item.k}}"}]}, withItems: [{k: "1"}, {«j|k»: "2"}]}',
    ),
  },
  {
    code: 'item-shape',
    why: 'a field of a text',
    yaml: dag(
      '- {name: a, template: work, arguments: {parameters: [{name: x, value: "{{item«.k|»}}"}]}, withItems: ["1"]}',
    ),
  },
  {
    code: 'not-an-ancestor',
    why: 'a value of a task that it does not wait for',
    yaml: dag(
      `${a}\n- {name: b, template: work«|, depends: a», arguments: {parameters: [{name: x, value: "{{tasks.a.outputs.parameters.size}}"}]}}`,
    ),
  },
  {
    code: 'not-an-ancestor',
    why: 'a value of a step beside it',
    yaml: steps(
      '- - {name: a, template: work}\n«  |- »- {name: b, template: work, arguments: {parameters: [{name: x, value: "{{steps.a.outputs.parameters.size}}"}]}}',
    ),
  },
  {
    code: 'not-an-ancestor',
    why: 'a condition on a task that it does not wait for',
    yaml: dag(`${a}\n- {name: b, template: work«|, depends: a», when: "{{tasks.a.outputs.parameters.size}} > 3"}`),
  },
  { code: 'when-syntax', why: 'one equals sign', yaml: dag('- {name: a, template: work, when: "1 «=|==» 1"}') },
  {
    code: 'when-syntax',
    why: 'a parenthesis that stays open',
    yaml: dag("- {name: a, template: work, when: \"('{{workflow.name}}' == 'x'«|)»\"}"),
  },
  {
    code: 'when-syntax',
    why: 'a word for an operator',
    yaml: dag("- {name: a, template: work, when: \"'{{workflow.name}}' == 'x' «and|&&» true\"}"),
  },
  {
    code: 'hook-without-expression',
    why: 'a hook that never knows when',
    yaml: dag(
      '- {name: a, template: work, hooks: {running: {template: work«|, expression: "tasks.a.status == \\"Running\\""»}}}',
    ),
  },
  {
    code: 'missing-argument',
    why: 'an input that gets no value',
    yaml: spec(
      `entrypoint: main\ntemplates:\n- name: main\n  dag: {tasks: [{name: a, template: work«|, arguments: {parameters: [{name: z, value: "1"}]}»}]}\n- {name: work, inputs: {parameters: [{name: z}]}, ${container}}`,
    ),
  },
  {
    code: 'missing-argument',
    why: 'an entrypoint that gets no value',
    yaml: leaf(`inputs: {parameters: [{name: z«|, default: "1"»}]}\n${container}`, '', 'Workflow'),
  },
  {
    code: 'unknown-argument',
    why: 'an argument that no input takes',
    yaml: dag('- {name: a, template: work, arguments: {parameters: [{name: «z|x», value: "1"}]}}'),
  },
  {
    code: 'argument-without-value',
    why: 'an argument of nothing',
    yaml: dag('- {name: a, template: work, arguments: {parameters: [{name: x«|, value: "1"»}]}}'),
  },
  {
    code: 'argument-without-value',
    why: 'a schedule with an open parameter',
    yaml: spec(
      `schedules: ["0 0 * * *"]\nworkflowSpec:\n  entrypoint: main\n  arguments: {parameters: [{name: p«|, value: "1"»}]}\n  templates: [{name: main, ${container}}]`,
      'CronWorkflow',
    ),
  },
  {
    code: 'enum-member',
    why: 'a value that is not among the choices',
    yaml: leaf(container, 'arguments: {parameters: [{name: mode, value: «fast|mem», enum: [mem, aln]}]}'),
  },
  {
    code: 'enum-member',
    why: 'an argument that is not among the choices',
    yaml: spec(
      `entrypoint: main\ntemplates:\n- name: main\n  dag: {tasks: [{name: a, template: work, arguments: {parameters: [{name: z, value: «c|a»}]}}]}\n- {name: work, inputs: {parameters: [{name: z, enum: [a, b]}]}, ${container}}`,
    ),
  },
  {
    code: 'argument-value-from',
    why: 'a workflow’s argument from a file',
    yaml: leaf(container, 'arguments: {parameters: [{name: p, valueFrom: {«path: /tmp/p|supplied: {}»}}]}'),
  },
  {
    code: 'default-in-arguments',
    why: 'a default that has no effect',
    yaml: leaf(container, 'arguments: {parameters: [{name: p, «default|value»: "1"}]}'),
  },
];
