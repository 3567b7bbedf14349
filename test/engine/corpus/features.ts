import { Chart, Testing } from 'cdk8s';
import {
  column,
  equals,
  GenomicsStage,
  GenomicsWorkflow,
  onNodes,
  optional,
  ParallelMapStage,
  rowsIn,
  scriptFile,
  settled,
  sh,
  TemplateRefStage,
  table,
  tableReader,
  Value,
} from '../../../lib';
import { theirTemplate } from '../../support/foreign';
import { SEED_VOLUME } from '../../support/volumes';

type Manifests = readonly { readonly kind: string }[];

const volume = SEED_VOLUME;

/** What stages of all cases have: nothing takes time, and any node has room. */
const TINY = { cpu: 1, memory: '64Mi', scratch: '1Mi', serviceAccountName: 'bwa-oss' } as const;

/** Settings of a stage that reach its container: variables, secrets, mounts, requests, a deadline, retries. */
export function settingsManifests(): Manifests {
  const chart = new Chart(Testing.app(), 'settings', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'settings', {
    ...TINY,
    image: 'tools:1',
    parameters: { folder: '/settings', word: 'a $word', extra: '' },
    retry: { limit: 2, lost: 2, backoff: '1s', memoryGrowth: { max: '1Gi' } },
    env: { SITE: 'a $(SITE) site' },
    parallelism: 2,
    removeUnfinished: true,
    onExit: { script: ({ run, parameters }) => sh`echo ${run.status} ${run.name} ${parameters.word}`, memory: '64Mi' },
  });
  const { folder, word, extra } = workflow.parameters;
  const run = volume.folder(folder);
  const { text } = new GenomicsStage(workflow, 'variables', {
    env: {
      LICENCE: { secret: 'sentieon', key: 'licence' },
      REGION: { value: 'cn-beijing', affectsResults: false },
    },
    mounts: {
      '/opt/settings': { configMap: 'tool-settings' },
      '/opt/keys': { secret: 'sentieon' },
      '/opt/disk': { emptyDir: 'disk' },
      '/opt/memory': { emptyDir: 'memory', size: '8Mi' },
      '/opt/db': { claim: 'pvc-oss', subPath: 'db' },
    },
    requests: { cpu: 0.05, memory: '32Mi' },
    inputs: { word, joined: Value.of('<', word, '>') },
    outputs: { text: run.result('variables.txt') },
    script: ({ inputs, outputs, env, threads, memory }) => sh`
      : > /opt/disk/x
      : > /opt/memory/x
      { echo ${env.LICENCE} ${env.REGION} "$SITE" ${threads} ${memory} ${inputs.word} ${inputs.joined}
        cat /opt/settings/mode /opt/keys/licence /opt/db/hash; } > ${outputs.text}`,
  }).outputs;
  // A container that ends as one that the kernel killed does: the next has more memory.
  new GenomicsStage(workflow, 'grows', {
    inputs: { text },
    outputs: { memory: run.result('grows.txt') },
    script: ({ outputs, memory }) => sh`
      if [ ${memory} -lt 120 ]; then exit 137; fi
      echo ${memory} > ${outputs.memory}`,
  });
  new GenomicsStage(workflow, 'placed', {
    inputs: { text, none: optional(volume.file(extra)) },
    outputs: { copy: run.result('placed.txt') },
    compute: onNodes({}),
    labels: { team: 'one' },
    title: 'Placed somewhere',
    script: ({ inputs, outputs }) => sh`
      cat ${inputs.text} > ${outputs.copy}
      if [ -n ${inputs.none} ]; then cat ${inputs.none} >> ${outputs.copy}; fi`,
  });
  return Testing.synth(chart);
}

const RULES = table({ sample: column.name(), group: column.oneOf('tumour', 'normal'), note: column.text().optional() });

/**
 * A table that a stage reads when the run goes on, a map over its rows, and their set read by a stage of another
 * template.
 */
export function tableManifests(): Manifests {
  const chart = new Chart(Testing.app(), 'table', { namespace: 'argo' });
  const shared = new GenomicsWorkflow(chart, 'shared', { ...TINY, image: 'tools:1' });
  const joined = new GenomicsStage(shared, 'join', {
    inputs: { parts: [volume.file('/a'), volume.file('/b')], between: '-' },
    outputs: { all: volume.folder('/shared').result('all.txt') },
    script: ({ inputs, outputs }) => sh`
      while IFS= read -r part; do cat "$part"; echo ${inputs.between}; done < ${inputs.parts.list} > ${outputs.all}`,
  });
  const workflow = new GenomicsWorkflow(chart, 'table', {
    ...TINY,
    image: 'tools:1',
    parameters: { folder: '/table', table: '/in/samples.csv', only: { value: 'tumour', enum: ['tumour', 'normal'] } },
  });
  const { folder, table: sheet, only } = workflow.parameters;
  const run = volume.folder(folder);
  const reader = tableReader(workflow, 'read', {
    ...TINY,
    table: volume.file(sheet),
    rules: RULES,
    folder: run,
  });
  const map = new ParallelMapStage(workflow, 'rows', {
    over: rowsIn(reader.text('rows'), RULES),
    maxConcurrency: 2,
    each: (scope, { sample, group, note }) =>
      new GenomicsStage(scope, 'row', {
        inputs: { sample, group, note },
        outputs: { part: run.intermediate(sample, '.txt') },
        script: ({ inputs, outputs }) => sh`echo ${inputs.sample} ${inputs.group} ${inputs.note} > ${outputs.part}`,
      }),
  });
  new TemplateRefStage(workflow, 'all', {
    stage: joined,
    inputs: { parts: map.outputs.part, between: Value.of('of ', only) },
    outputs: { all: run.result('all.txt') },
  });
  new GenomicsStage(workflow, 'tumours', {
    when: equals(only, 'tumour'),
    inputs: { parts: settled(map.outputs.part) },
    outputs: { tumours: run.result('tumours.txt') },
    script: ({ inputs, outputs }) => sh`xargs -d '\n' cat < ${inputs.parts.list} > ${outputs.tumours}`,
  });
  return Testing.synth(chart);
}

/** Another team's template between two stages, a program in a file, and a stage that takes longer than it may. */
export function foreignManifests(): readonly object[] {
  const chart = new Chart(Testing.app(), 'foreign', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'foreign', {
    ...TINY,
    image: 'tools:1',
    argoVersion: '4.1',
    exclusive: true,
    retry: { limit: 1, backoff: '1s' },
    parameters: { folder: '/foreign', seconds: '0' },
  });
  const { folder, seconds } = workflow.parameters;
  const run = volume.folder(folder);
  const program = scriptFile(__dirname, 'count.awk');
  const { text } = new GenomicsStage(workflow, 'first', {
    outputs: { text: run.result('text.txt') },
    script: ({ outputs }) => sh`echo acgt >${outputs.text}`,
  }).outputs;
  const loud = volume.file(folder, '/loud.txt');
  const called = TemplateRefStage.fromTemplateName(workflow, 'shout', {
    workflowTemplate: 'theirs',
    template: 'shout',
    inputs: { 'from-file': text, 'to-file': loud },
    outputs: { loud },
  });
  new GenomicsStage(workflow, 'last', {
    inputs: { loud: called.outputs.loud },
    outputs: { count: run.result('count.txt') },
    script: ({ inputs, outputs }) => sh`awk -f ${program} ${inputs.loud} >${outputs.count}`,
  });
  new GenomicsStage(workflow, 'slow', {
    deadlineSeconds: 20,
    inputs: { seconds },
    outputs: { slept: run.result('slept.txt') },
    script: ({ inputs, outputs }) => sh`
      sleep ${inputs.seconds}
      echo slept >${outputs.slept}`,
  });
  return [...Testing.synth(chart), theirTemplate('tools:1', 'tr a-z A-Z <"$FROM" >"$TO"')];
}
