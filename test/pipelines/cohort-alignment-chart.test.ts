import { Testing } from 'cdk8s';
import type { Template } from '../../imports/argoproj.io';
import {
  CohortAlignmentChart,
  type CohortAlignmentChartProps,
  SharedVolume,
  type StageDefaults,
  sh,
  type WorkflowReports,
} from '../../lib';
import { check } from '../../lib/check';
import { workflowTemplate } from '../support/manifests';
import { SEED_VOLUME } from '../support/volumes';

const objects = (props: CohortAlignmentChartProps = {}) =>
  Testing.synth(
    new CohortAlignmentChart(Testing.app(), 'cohort', {
      volume: SEED_VOLUME,
      image: 'registry.example/tools@sha256:'.padEnd(94, 'a'),
      ...props,
    }),
  );

const templates = (props?: CohortAlignmentChartProps): readonly Template[] =>
  workflowTemplate(objects(props)).spec.templates ?? [];
const named = (name: string, props?: CohortAlignmentChartProps): Template => {
  const found = templates(props).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no template ${name}`);
  return found;
};
const edges = (dag: string, props?: CohortAlignmentChartProps) =>
  Object.fromEntries((named(dag, props).dag?.tasks ?? []).map(({ name, depends }) => [name, depends]));

test('no barrier lies between samples: a sample’s stages wait for its own, and the report alone for all', () => {
  expect(edges('cohort')).toEqual({
    reference: undefined,
    samples: 'reference',
    report: '(samples || samples.Failed || samples.Errored)',
  });
  expect(edges('samples-each')).toEqual({ lanes: undefined, merge: 'lanes', stats: 'merge', row: 'stats && merge' });
  expect(edges('samples-each', { cram: 'external' })).toEqual({
    lanes: undefined,
    merge: 'lanes',
    cram: 'merge',
    stats: 'merge && cram',
    row: 'stats && cram',
  });
});

test('a sheet on the volume is read by a first stage, whose list is no pod’s parameter', () => {
  const all = templates({ sheet: 'file' });
  expect(edges('cohort', { sheet: 'file' })).toMatchObject({ sheet: undefined, samples: 'sheet && reference' });
  const passed = all
    .flatMap(({ dag }) => dag?.tasks ?? [])
    .flatMap(({ name, arguments: given }) => given?.parameters?.map(({ value }) => [name, value] as const) ?? []);
  const lists = passed.filter(([, value]) => `${value}`.includes('sheet.outputs') || /[.]samples\b/.test(`${value}`));
  expect(lists).toEqual([
    ['sheet', '/bwa{{workflow.parameters.samples}}'],
    [
      'report',
      expect.stringContaining(
        "{{=sprig.join('\\n', map(sprig.fromJson(tasks['sheet'].outputs.parameters.samples), {'/bwa'",
      ),
    ],
  ]);
});

test('every prop of its own reaches the manifest', () => {
  const props: Required<Omit<CohortAlignmentChartProps, keyof (StageDefaults & WorkflowReports)>> & StageDefaults = {
    argoVersion: '3.4',
    volume: SharedVolume.fromClaim({
      claimName: 'pvc-lab',
      owner: 'root',
      volumeName: 'lab',
      mountPath: '/lab',
    }),
    namespace: 'lab',
    name: 'lab-cohort',
    sheet: 'file',
    algorithm: 'backtrack',
    fastp: ['--cut_tail'],
    cram: 'embedded',
    maxConcurrency: 7,
    parameters: {
      folder: '/own',
      reference: 'https://h/ref.fa',
      referenceChecksum: '0'.repeat(32),
      samples: '/sheet.csv',
    },
    stages: { stats: { cpu: 5 } },
    removeUnfinished: true,
    exclusive: false,
    schedule: { cron: '@weekly' },
    onExit: { name: 'tell', script: ({ run, parameters }) => sh`echo ${run.status} ${parameters.folder}` },
  };
  const { metadata, spec } = workflowTemplate(objects(props));
  const cron = objects(props).find(({ kind }) => kind === 'CronWorkflow');
  expect(cron).toMatchObject({
    spec: { schedule: '@weekly', workflowSpec: { workflowTemplateRef: { name: 'lab-cohort' } } },
  });
  expect([spec.onExit, named('tell', props).container?.args?.at(-1)]).toEqual([
    'at-exit',
    'echo "$RUN_STATUS" "$IN_FOLDER"',
  ]);
  expect(spec.templates?.some(({ name, synchronization }) => name === 'lab-cohort' && synchronization)).toBe(false);
  expect([metadata.name, metadata.namespace, spec.entrypoint]).toEqual(['lab-cohort', 'lab', 'lab-cohort']);
  expect(spec.arguments?.parameters?.map(({ name, value }) => [name, value])).toEqual(Object.entries(props.parameters));
  const script = (name: string): string => `${named(name, props).container?.args?.at(-1)}`;
  expect(script('align')).toMatch(/trim_files .* --cut_tail\n[\s\S]*set -- sampe /);
  expect(script('cram')).toContain('embed_ref=1');
  expect(named('lab-cohort', props).dag?.tasks?.map(({ name }) => name)).toContain('sheet');
  expect(named('samples-map', props).parallelism).toBe(7);
  const { container, volumes } = named('stats', props);
  expect([container?.resources?.limits?.['cpu'], volumes?.[0]]).toEqual([
    '5',
    { name: 'lab', persistentVolumeClaim: { claimName: 'pvc-lab' } },
  ]);
});

test('maxConcurrency limits samples, not their stages', () => {
  expect(
    templates({ maxConcurrency: 3 }).flatMap(({ name, parallelism }) =>
      parallelism === undefined ? [] : [[name, parallelism]],
    ),
  ).toEqual([['samples-map', 3]]);
});

test.each<[string, CohortAlignmentChartProps]>([
  ['as it is', {}],
  [
    'with all that can be asked for',
    { sheet: 'file', cram: 'embedded', fastp: [], maxConcurrency: 2, algorithm: 'backtrack' },
  ],
])('the chart %s passes the checks', (_, props) => {
  expect(check(objects(props)).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('what differs for a stage is given by its name, and the report has an image of its own', () => {
  const props: CohortAlignmentChartProps = {
    cpu: 3,
    stages: { align: { cpu: 16, memory: '32Gi' }, report: { image: 'mirror/multiqc:1.21' } },
  };
  const limits = (name: string) => named(name, props).container?.resources?.limits;
  expect([limits('align'), limits('merge')]).toEqual([
    { cpu: '16', memory: '32Gi' },
    { cpu: '3', memory: '4Gi' },
  ]);
  expect([named('report', props).container?.image, named('report').container?.image]).toEqual([
    'mirror/multiqc:1.21',
    'quay.io/biocontainers/multiqc:1.21--pyhdfd78af_0',
  ]);
});
