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
/** A stage with a volume, an input and an output, as it is written; each test edits one line of it. */
const FILES = {
  'fastq.sh': '# results: 1\nmust_be_reads() {\n  true\n}\n',
  'plot.R': 'print(1)\n',
  'stage.sh': '#!/bin/sh\n# results: 1\nfail() {\n  true\n}\n',
};
const FILES_NAME = `corpus-stage-${createHash('sha256').update(JSON.stringify(FILES)).digest('hex').slice(0, 8)}`;
export const WHOLE = `${spec(`entrypoint: main
templates:
- name: main
  inputs:
    parameters: [{name: bam, default: /data/a.bam}, {name: out, default: /data/b/b.bam}, {name: set, default: /data/c}]
    artifacts: [{name: set, path: /tmp/IN_SET.paths, raw: {data: "{{inputs.parameters.set}}"}}]
  outputs: {parameters: [{name: 'n', valueFrom: {path: /tmp/texts/OUT_N}}]}
  retryStrategy: {limit: "3"}
  volumes:
  - {name: data, persistentVolumeClaim: {claimName: data}}
  - {name: db, persistentVolumeClaim: {claimName: db}}
  - {name: stage, configMap: {name: ${FILES_NAME}, optional: true}}
  container:
    image: registry.example.com/geno/tools:1.0
    command: [sh, /stage/stage.sh]
    args:
    - --stage=main
    - --image=geno/tools:1.0
    - --scratch-mib=10240
    - --retries=3
    - --volume=/data,/data/.work
    - --use=fastq.sh
    - --file=plot.R
    - --mount=/db,claim/db
    - --secret=LICENSE,lims/key
    - --input=IN_BAM,.bai
    - --inputs=IN_SET
    - --publish=OUT_BAM
    - --output=OUT_N
    - --text=OUT_N
    - --script
    - |-
      must_be_reads "$IN_BAM"
      Rscript /stage/plot.R "$IN_SET" "$LICENSE" >"$OUT_N"
      cp "$IN_BAM" "$OUT_BAM"
    env:
    - {name: IN_BAM, value: "{{inputs.parameters.bam}}"}
    - {name: IN_SET, value: /tmp/IN_SET.paths}
    - {name: OUT_BAM, value: "{{inputs.parameters.out}}"}
    - {name: OUT_N, value: "{{inputs.parameters.out}}.n"}
    - {name: LICENSE, valueFrom: {secretKeyRef: {name: lims, key: key, optional: true}}}
    resources: {requests: {ephemeral-storage: 10Gi}}
    volumeMounts:
    - {name: data, mountPath: /data}
    - {name: db, mountPath: /db, readOnly: true}
    - {name: stage, mountPath: /stage, readOnly: true}`)}---
apiVersion: v1
kind: ConfigMap
metadata: {name: ${FILES_NAME}}
data: ${JSON.stringify(FILES)}
`;
/** The stage with a part of it as an edit made it. */
const edited = (part: string, broken: string): string => {
  if (!WHOLE.includes(part)) throw new Error(`the stage has no ${part}`);
  return WHOLE.replace(part, () => `«${broken}|${part}»`);
};
const removed = (line: string): string => edited(`      - ${line}\n`, '');
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
    code: 'bare-pipe',
    why: 'a pipe in a script of ours',
    yaml: ours(stage('main', '--script, "samtools view x.bam |«sort|| exit»"')),
  },
  {
    code: 'bare-pipe',
    why: 'a pipe in a substitution that Kubernetes would read as a variable',
    yaml: ours(stage('main', '--script, "n=$$(date |«sort|| exit»)"')),
  },
  {
    code: 'ignored-failure',
    why: 'a failure that a script goes on from',
    yaml: WHOLE.replace('must_be_reads "$IN_BAM"', (command) => `${command} || «true|exit»`),
  },
  {
    code: 'broken-script',
    why: 'a quote that was left open',
    yaml: edited('"$LICENSE"', '"$LICENSE'),
  },
  {
    code: 'broken-script',
    why: 'a block that was left open',
    yaml: edited('cp "$IN_BAM" "$OUT_BAM"', 'if true; then cp "$IN_BAM" "$OUT_BAM"'),
  },
  {
    code: 'script-variable',
    why: 'an input that is spelt otherwise',
    yaml: edited('cp "$IN_BAM"', 'cp "$IN_BMA"'),
  },
  { code: 'stage-options', why: 'an output without its option', yaml: removed('--publish=OUT_BAM') },
  { code: 'stage-options', why: 'an input without its option', yaml: removed('--input=IN_BAM,.bai') },
  {
    code: 'stage-options',
    why: 'an input without its variable',
    yaml: removed('{name: IN_BAM, value: "{{inputs.parameters.bam}}"}'),
  },
  { code: 'stage-options', why: 'a text that nothing writes', yaml: removed('--text=OUT_N') },
  {
    code: 'stage-options',
    why: 'a text of what is no output',
    yaml: edited('--text=OUT_N', '--text=OUT_N\n      - --text=OUT_M'),
  },
  {
    code: 'stage-options',
    why: 'a set whose paths nobody writes',
    yaml: edited('path: /tmp/IN_SET.paths,', 'path: /tmp/set.paths,'),
  },
  { code: 'stage-options', why: 'a volume that is not mounted', yaml: removed('{name: data, mountPath: /data}') },
  {
    code: 'stage-options',
    why: 'a volume that is mounted elsewhere',
    yaml: edited('{name: data, mountPath: /data}', '{name: data, mountPath: /mnt}'),
  },
  {
    code: 'stage-options',
    why: 'a volume of outputs that is mounted read-only',
    yaml: edited('mountPath: /data}', 'mountPath: /data, readOnly: true}'),
  },
  { code: 'stage-options', why: 'an output without a volume', yaml: removed('--volume=/data,/data/.work') },
  {
    code: 'stage-options',
    why: 'another claim than the one that results are told by',
    yaml: edited('claimName: db}', 'claimName: db-2}'),
  },
  { code: 'stage-options', why: 'a file of functions that is not there', yaml: edited('--use=fastq', '--use=fastqs') },
  { code: 'stage-options', why: 'a file of functions that is not read', yaml: removed('--use=fastq.sh') },
  { code: 'stage-options', why: 'a program whose content is in no key', yaml: removed('--file=plot.R') },
  { code: 'stage-options', why: 'a Secret that may be missing', yaml: removed('--secret=LICENSE,lims/key') },
  { code: 'stage-options', why: 'a key of another Secret', yaml: edited('{name: lims, key', '{name: lims-2, key') },
  {
    code: 'stage-settings',
    why: 'another image than the key has',
    yaml: edited('.com/geno/tools:1.0', '.com/geno/tools:2.0'),
  },
  { code: 'stage-settings', why: 'a key without the image', yaml: removed('--image=geno/tools:1.0') },
  { code: 'stage-settings', why: 'another scratch', yaml: edited('ephemeral-storage: 10Gi', 'ephemeral-storage: 5Gi') },
  { code: 'stage-settings', why: 'more retries', yaml: edited('limit: "3"', 'limit: "5"') },
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
  {
    code: 'secret-in-manifest',
    why: 'a password in a variable',
    yaml: leaf(
      'container: {image: "a:1", command: [sh], env: [{name: API_TOKEN, «value: "abc"|valueFrom: {secretKeyRef: {name: api, key: token}}»}]}',
    ),
  },
  {
    code: 'secret-in-manifest',
    why: 'a signed address as a default',
    yaml: leaf(
      'inputs: {parameters: [{name: x, default: "https://b.s3.amazonaws.com/x.fq«?X-Amz-Expires=60&X-Amz-Signature=ab|»"}]}\ncontainer: {image: "a:1", command: [echo], env: [{name: X, value: "{{inputs.parameters.x}}"}]}',
    ),
  },
];
