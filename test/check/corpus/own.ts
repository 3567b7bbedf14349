import { PROTOCOL } from '../../../lib/stages/protocol';
import { type Case, leaf, spec } from './case';

const script = (text: string) =>
  leaf(
    `inputs: {parameters: [{name: x, default: "1"}]}\ncontainer: {image: "a:1", command: [sh, -c], args: ['${text}'], env: [{name: X, value: "{{inputs.parameters.x}}"}]}`,
  );
const stage = (name: string, protocol: string, words: string) =>
  `- name: ${name}\n  inputs: {parameters: [{name: x, default: "1"}]}\n  container: {image: "a:1", command: [sh, -c], args: [${JSON.stringify(protocol)}, ${name}, ${words}]}`;
const ours = (...stages: readonly string[]) =>
  spec(`entrypoint: main\narguments: {parameters: [{name: p, value: "1"}]}\ntemplates:\n${stages.join('\n')}`);
const filled = (size: number) =>
  leaf(
    `container: {image: "a:1", command: [echo]}\nmetadata: {annotations: {text: "${'x'.repeat(size)}«${'x'.repeat(300_000)}|»"}}`,
  );

export const ownCases: readonly Case[] = [
  { code: 'tag-in-shell', why: 'a value in a script', yaml: script('echo «{{inputs.parameters.x}}|"$X"»') },
  {
    code: 'tag-in-shell',
    why: 'a value in a script of ours',
    yaml: ours(stage('main', PROTOCOL, '"", «"{{inputs.parameters.x}}"|"echo"»')),
  },
  {
    code: 'changed-protocol',
    why: 'a protocol with a line less',
    yaml: `${ours(stage('main', `${PROTOCOL.slice(0, 2000)}«|${PROTOCOL.slice(2000)}»`, '"", "echo"'))}`,
  },
  {
    code: 'missing-protocol',
    why: 'a stage without the protocol in a workflow of ours',
    yaml: ours(
      stage('main', '«set -eu|PROTOCOL»', '"", "echo"').replace('PROTOCOL', JSON.stringify(PROTOCOL).slice(1, -1)),
    ).replace('name: corpus', 'name: corpus, annotations: {cdk8s-genomics/stage-protocol: "1"}'),
  },
  {
    code: 'global-below-entrypoint',
    why: 'a stage that reads the workflow’s parameters',
    yaml: ours(
      '- {name: main, dag: {tasks: [{name: a, template: work}]}}',
      stage('work', PROTOCOL, '"", "echo"').replace('default: "1"', 'value: "«{{workflow.parameters.p}}|1»"'),
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
