import { type Case, container, dag, leaf, spec, steps } from './case';

const library = `apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: library}
spec:
  arguments: {parameters: [{name: known, value: "1"}]}
  entrypoint: work
  templates:
  - {name: work, container: {image: "busybox:1.36", command: [echo]}}
---
`;

export const templateCases: readonly Case[] = [
  {
    code: 'unknown-template',
    why: 'a task of a template that does not exist',
    yaml: dag('- {name: a, template: «wrok|work»}'),
  },
  {
    code: 'unknown-template',
    why: 'an entrypoint that does not exist',
    yaml: spec(`entrypoint: «mian|main»\ntemplates:\n- {name: main, ${container}}`),
  },
  {
    code: 'unknown-template',
    why: 'an exit handler that does not exist',
    yaml: dag('- {name: a, template: work}', 'onExit: «wrok|work»'),
  },
  {
    code: 'unknown-template',
    why: 'a hook that does not exist',
    yaml: dag('- {name: a, template: work, hooks: {exit: {template: «wrok|work»}}}'),
  },
  {
    code: 'unknown-template',
    why: 'a reference to a template that the other has not',
    yaml: library + dag('- {name: a, templateRef: {name: library, template: «wrok|work»}}'),
  },
  {
    code: 'unresolved-template-ref',
    why: 'a reference to what is not there',
    yaml: library + dag('- {name: a, templateRef: {name: «elsewhere|library», template: work}}'),
  },
  {
    code: 'missing-entrypoint',
    why: 'a workflow that cannot begin',
    yaml: spec(`«|entrypoint: main»\ntemplates:\n- {name: main, ${container}}`, 'Workflow'),
  },
  {
    code: 'templates-beside-workflow-template-ref',
    why: 'a reference with templates of its own',
    yaml: `${library}${spec(`workflowTemplateRef: {name: library}\n«templates: [{name: work, ${container}}]|»`, 'Workflow')}`,
  },
  {
    code: 'no-template-type',
    why: 'a template that runs nothing',
    yaml: leaf(`inputs: {parameters: [{name: x, default: "1"}]}\n«|${container}»`),
  },
  { code: 'task-target', why: 'a task that runs nothing', yaml: dag('- {name: a«|, template: work»}') },
  {
    code: 'task-target',
    why: 'a task that runs two things',
    yaml: library + dag('- {name: a, template: work«, templateRef: {name: library, template: work}|»}'),
  },
  {
    code: 'inline-depth',
    why: 'an inline template in an inline template',
    yaml: dag(`- name: a\n  inline:\n    dag: {tasks: [{name: b, «inline: {${container}}|template: work»}]}`),
  },
  {
    code: 'inline-in-loop',
    why: 'an inline template in a loop',
    yaml: dag(`- name: a\n  withItems: ["1"]\n  «inline: {${container}}|template: work»`),
  },
  {
    code: 'missing-field',
    why: 'a DAG without tasks',
    yaml: leaf('dag: {«|tasks: [{name: a, inline: {container: {image: "a:1", command: [b]}}}]»}'),
  },
  {
    code: 'unused-template',
    why: 'a template that nobody calls',
    yaml: spec(
      `entrypoint: main\ntemplates:\n- {name: main, ${container}}\n«- {name: spare, ${container}}|»`,
      'Workflow',
    ),
  },
  {
    code: 'unknown-workflow-argument',
    why: 'a parameter that the referred template has not',
    yaml: `${library}${spec('workflowTemplateRef: {name: library}\narguments: {parameters: [{name: «unknown|known», value: "2"}]}', 'Workflow')}`,
  },
  {
    code: 'bad-value',
    why: 'a template with a space in its name',
    yaml: spec(`entrypoint: «"ma in"|main»\ntemplates:\n- {name: «"ma in"|main», ${container}}`),
  },
  { code: 'bad-value', why: 'a step with an underscore', yaml: steps('- - {name: «a_b|a-b», template: work}') },
  {
    code: 'missing-name',
    why: 'a template without a name',
    yaml: spec(`entrypoint: main\ntemplates:\n- {name: main, ${container}}\n- {«|name: other, »${container}}`),
  },
  {
    code: 'duplicate-name',
    why: 'two templates of one name',
    yaml: dag('- {name: a, template: work}').replace(
      '- name: work',
      `- {name: «work|other», ${container}}\n  - name: work`,
    ),
  },
  {
    code: 'duplicate-name',
    why: 'two tasks of one name',
    yaml: dag('- {name: a, template: work}\n- {name: «a|b», template: work}'),
  },
  {
    code: 'duplicate-name',
    why: 'two inputs of one name',
    yaml: leaf(`${container}\ninputs: {parameters: [{name: x, default: "1"}, {name: «x|w», default: "1"}]}`),
  },
  {
    code: 'pod-name',
    why: 'an upper-case name that becomes a pod’s',
    yaml: spec(
      `entrypoint: main\ntemplates:\n- {name: main, dag: {tasks: [{name: a, template: «BwaMap|bwa-map»}]}}\n- {name: «BwaMap|bwa-map», ${container}}`,
    ),
  },
  {
    code: 'bad-global-name',
    why: 'a global name with a point',
    yaml: leaf(`${container}\noutputs: {parameters: [{name: x, globalName: «a.b|a-b», valueFrom: {path: /tmp/x}}]}`),
  },
  {
    code: 'bad-display-name',
    why: 'a display name with spaces',
    yaml: leaf(`annotations: {workflows.argoproj.io/display-name: «Align and sort|Align-and-sort»}\n${container}`),
  },
  {
    code: 'bad-display-name',
    why: 'a display name of 64 letters; what a value makes of one is not known',
    yaml: leaf(
      `inputs: {parameters: [{name: x, default: "1"}]}\nannotations: {workflows.argoproj.io/display-name: "«${'x'.repeat(64)}|{{inputs.parameters.x}} sorted»"}\n${container}`,
    ),
  },
  {
    code: 'field-on-wrong-template',
    why: 'claims of a DAG',
    yaml: dag('- {name: a, template: work}', '', '«pendingTimeout: 2h|»'),
  },
];
