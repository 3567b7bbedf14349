import { type Case, container, dag, leaf } from './case';

const reading = (value: string) =>
  dag(
    `- {name: a, template: work, arguments: {parameters: [{name: x, value: '${value}'}]}}`,
    'arguments: {parameters: [{name: reads, value: "1"}, {name: max-reads, value: "1"}]}',
  );
const printing = (value: string) =>
  leaf(
    `inputs: {parameters: [{name: x, default: "1"}, {name: max-reads, default: "1"}]}\ncontainer: {image: "a:1", command: [echo], args: ['${value}']}`,
  );
const patch = (text: string) =>
  leaf(`${container}\nretryStrategy: {limit: "1"}\npodSpecPatch: |\n${text.replace(/^/gm, '  ')}`);

export const variableCases: readonly Case[] = [
  { code: 'unknown-variable', why: 'an input that is not declared', yaml: printing('{{inputs.parameters.«xx|x»}}') },
  { code: 'unknown-variable', why: 'the same in an expression', yaml: printing('{{=inputs.parameters.«xx|x»}}') },
  {
    code: 'unknown-variable',
    why: 'an output that is not declared',
    yaml: dag(
      '- {name: a, template: work}\n- {name: b, template: work, depends: a, arguments: {parameters: [{name: x, value: "{{tasks.a.outputs.parameters.«length|size»}}"}]}}',
    ),
  },
  {
    code: 'unknown-variable',
    why: 'a task that does not exist',
    yaml: dag(
      '- {name: a, template: work}\n- {name: b, template: work, depends: a, arguments: {parameters: [{name: x, value: "{{tasks.«c|a».outputs.parameters.size}}"}]}}',
    ),
  },
  { code: 'unknown-variable', why: 'a property that a workflow has not', yaml: printing('{{workflow.«nmae|name»}}') },
  {
    code: 'unknown-variable',
    why: 'an attempt’s number without attempts',
    yaml: leaf('container: {image: "a:1", command: [echo], args: ["{{retries}}"]}\n«|retryStrategy: {limit: "1"}»'),
  },
  {
    code: 'unknown-variable',
    why: 'the failures before there are any',
    yaml: leaf('container: {image: "a:1", command: [echo], args: ["{{workflow.«failures|name»}}"]}'),
  },
  {
    code: 'unknown-variable',
    why: 'a name that no expression knows',
    yaml: printing('{{=«mode|inputs.parameters.x» == "mem"}}'),
  },
  {
    code: 'unknown-workflow-parameter',
    why: 'a workflow’s parameter that is not declared',
    yaml: reading('{{workflow.parameters.«raeds|reads»}}'),
  },
  {
    code: 'unknown-workflow-parameter',
    why: 'the same in an expression',
    yaml: reading('{{=workflow.parameters.«read|reads»}}'),
  },
  { code: 'unknown-prefix', why: 'input for inputs', yaml: printing('{{«input|inputs».parameters.x}}') },
  {
    code: 'unknown-prefix',
    why: 'task for tasks',
    yaml: dag(
      '- {name: a, template: work}\n- {name: b, template: work, depends: a, arguments: {parameters: [{name: x, value: "{{«task|tasks».a.outputs.parameters.size}}"}]}}',
    ),
  },
  {
    code: 'hyphen-in-expression',
    why: 'a hyphen that subtracts',
    yaml: printing('{{=inputs.parameters«.max-reads|["max-reads"]»}}'),
  },
  {
    code: 'hyphen-in-expression',
    why: 'the same in a workflow’s parameter',
    yaml: reading('{{=workflow.parameters«.max-reads|["max-reads"]»}}'),
  },
  {
    code: 'expression-syntax',
    why: 'a parenthesis that stays open',
    yaml: printing('{{=sprig.trim(inputs.parameters.x«|)»}}'),
  },
  {
    code: 'expression-syntax',
    why: 'a retry that does not parse',
    yaml: leaf(`${container}\nretryStrategy: {limit: "1", expression: "asInt(lastRetry.exitCode) «==== 1|== 1»"}`),
  },
  {
    code: 'unknown-function',
    why: 'a function that sprig has not',
    yaml: printing('{{=sprig.«tirm|trim»(inputs.parameters.x)}}'),
  },
  {
    code: 'unknown-function',
    why: 'a function of sprig’s without its name',
    yaml: printing('{{=«|sprig.»regexReplaceAll("a", inputs.parameters.x, "b")}}'),
  },
  { code: 'unclosed-tag', why: 'one brace short', yaml: printing('{{inputs.parameters.x}«|}»') },
  {
    code: 'pod-spec-patch',
    why: 'a patch that is no YAML',
    yaml: patch('containers:\n- name: main\n  resources: {limits: {memory: 8Gi}«|}»'),
  },
  {
    code: 'pod-spec-patch',
    why: 'a patch of a container that is not there',
    yaml: patch('containers:\n- name: «mian|main»\n  resources: {limits: {memory: 8Gi}}'),
  },
  {
    code: 'pod-spec-patch',
    why: 'a patch with a quantity that is none',
    yaml: patch('containers:\n- name: main\n  resources: {limits: {memory: «8GB|8Gi»}}'),
  },
  { code: 'pod-spec-patch', why: 'a field that a pod has not', yaml: patch('«nodeSelectors|nodeSelector»: {a: b}') },
  {
    code: 'pod-spec-patch',
    why: 'a limit below the request',
    yaml: leaf(
      'container: {image: "a:1", command: [b], resources: {requests: {memory: 4Gi}}}\npodSpecPatch: "containers: [{name: main, resources: {limits: {memory: «2Gi|8Gi»}}}]"',
    ),
  },
];
