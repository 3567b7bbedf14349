import { createHash } from 'node:crypto';
import { type Case, leaf, spec } from './case';

const script = (text: string) =>
  leaf(
    `inputs: {parameters: [{name: x, default: "1"}]}\ncontainer: {image: "a:1", command: [sh, -c], args: ['${text}'], env: [{name: X, value: "{{inputs.parameters.x}}"}]}`,
  );
const PROGRAM = 'echo "$@"\n';
const NAME = `corpus-stage-${createHash('sha256')
  .update(JSON.stringify({ 'stage.sh': PROGRAM }))
  .digest('hex')
  .slice(0, 8)}`;
const stage = (name: string, words: string, program = NAME) => `- name: ${name}
  inputs: {parameters: [{name: x, default: "1"}]}
  volumes: [{name: stage, configMap: {name: ${program}, optional: true}}]
  container:
    image: "a:1"
    command: [sh, /stage/stage.sh]
    args: [${words}]
    volumeMounts: [{name: stage, mountPath: /stage, readOnly: true}]`;
const configMap = (text = PROGRAM) =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${NAME}}\ndata: {stage.sh: ${text === PROGRAM ? JSON.stringify(text) : text}}\n`;
const ours = (...stages: readonly string[]) =>
  spec(`entrypoint: main\narguments: {parameters: [{name: p, value: "1"}]}\ntemplates:\n${stages.join('\n')}`) +
  configMap();
const filled = (size: number) =>
  leaf(
    `container: {image: "a:1", command: [echo]}\nmetadata: {annotations: {text: "${'x'.repeat(size)}«${'x'.repeat(300_000)}|»"}}`,
  );

export const ownCases: readonly Case[] = [
  { code: 'tag-in-shell', why: 'a value in a script', yaml: script('echo «{{inputs.parameters.x}}|"$X"»') },
  {
    code: 'tag-in-shell',
    why: 'a value in a script of ours',
    yaml: ours(stage('main', '--script, «"{{inputs.parameters.x}}"|"echo"»')),
  },
  {
    code: 'stage-program',
    why: 'a program that was edited',
    yaml: ours(stage('main', '--script, "echo"')).replace(JSON.stringify(PROGRAM), '"«exit 0|echo \\"$@\\"»\\n"'),
  },
  {
    code: 'stage-program',
    why: 'a program that is not among the manifests',
    yaml: ours(stage('main', '--script, "echo"')).replace(/kind: ConfigMap\nmetadata: \{name: /, '$&«other|»'),
  },
  {
    code: 'stage-program',
    why: 'a program that is mounted elsewhere',
    yaml: ours(stage('main', '--script, "echo"').replace('mountPath: /stage', 'mountPath: /«program|stage»')),
  },
  {
    code: 'missing-protocol',
    why: 'a container that is no stage in a workflow of ours',
    yaml: ours(
      '- {name: main, dag: {tasks: [{name: a, template: work}, {name: b, template: other}]}}',
      stage('work', '--script, "echo"'),
      stage('other', '--script, "echo"').replace(
        'command: [sh, /stage/stage.sh]',
        'command: [sh, /stage/«other|stage».sh]',
      ),
    ),
  },
  {
    code: 'global-below-entrypoint',
    why: 'a stage that reads the workflow’s parameters',
    yaml: ours(
      '- {name: main, dag: {tasks: [{name: a, template: work}]}}',
      stage('work', '--script, "echo"').replace('default: "1"', 'value: "«{{workflow.parameters.p}}|1»"'),
    ),
  },
  {
    code: 'newer-than-argo-version',
    why: 'a field of 3.7 for 3.4',
    options: { argoVersion: '3.4' },
    yaml: leaf(
      'container: {image: "a:1", command: [b]}\nretryStrategy: {limit: "1", backoff: {duration: 30s«, cap: 10m|»}}',
    ),
  },
  {
    code: 'newer-than-argo-version',
    why: 'a variable of 3.5 for 3.4',
    options: { argoVersion: '3.4' },
    yaml: leaf(
      'container: {image: "a:1", command: [b]}\nretryStrategy: {limit: "1", expression: "lastRetry.«message|status» matches \'x\'"}',
    ),
  },
  {
    code: 'object-size',
    why: 'an object that etcd refuses',
    yaml: filled(200_000).replace('«x', `«${'x'.repeat(900_000)}`),
  },
  {
    code: 'object-size',
    why: 'an object that etcd just takes',
    yaml: filled(200_000).replace('«x', `«${'x'.repeat(400_000)}`),
  },
  {
    code: 'argument-too-long',
    why: 'a word that Linux refuses',
    yaml: leaf(`container: {image: "a:1", command: [echo], args: ["${'x'.repeat(70_000)}«${'x'.repeat(70_000)}|»"]}`),
  },
];
