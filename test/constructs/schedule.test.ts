import { App, Chart, Testing } from 'cdk8s';
import type { CronWorkflow } from '../../imports/argoproj.io';
import {
  type ArgoVersion,
  BwaAlignmentChart,
  CohortAlignmentChart,
  GenomicsStage,
  GenomicsWorkflow,
  type Schedule,
  type ScheduleProps,
  sh,
} from '../../lib';
import { check } from '../../lib/check';
import { ROOT_VOLUME, SEED_VOLUME } from '../support/volumes';
import { refusal } from '../synth';

const versions: readonly ArgoVersion[] = ['3.4', '3.5', '3.6', '3.7', '4.0', '4.1'];
const parameters = { folder: '/run', mode: { value: 'mem', enum: ['mem', 'aln'] }, sheet: {} } as const;
type Given = Schedule<{ readonly sheet: string; readonly folder?: string; readonly mode?: string }>;

/** What a workflow with this schedule emits. */
function scheduled(
  schedule: Given,
  argoVersion: ArgoVersion | undefined = '4.1',
  name = 'nightly',
): readonly unknown[] {
  const chart = new Chart(new App(), 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', {
    image: 'tools:1',
    name,
    entrypoint: 'main',
    parameters,
    schedule,
    ...(argoVersion && { argoVersion }),
  });
  const run = ROOT_VOLUME.folder(workflow.parameters.folder);
  new GenomicsStage(workflow, 'a', {
    outputs: { a: run.result('a') },
    script: ({ outputs }) => sh`date > ${outputs.a}`,
  });
  return Testing.synth(chart);
}

const crons = (manifests: readonly unknown[]): readonly CronWorkflow[] =>
  manifests.filter((one) => (one as CronWorkflow).kind === 'CronWorkflow') as readonly CronWorkflow[];
const daily = { cron: '0 3 * * 1-5', arguments: { sheet: '/s.csv' } } as const;

test('a schedule is a CronWorkflow beside the template that it starts', () => {
  const full: Required<ScheduleProps> & Given = {
    cron: '0 3 * * 1-5',
    timezone: 'Asia/Shanghai',
    concurrencyPolicy: 'Replace',
    startingDeadlineSeconds: 600,
    successfulJobsHistoryLimit: 5,
    failedJobsHistoryLimit: 6,
    suspend: true,
    serviceAccountName: 'runner',
    name: 'every-night',
    arguments: { sheet: '/s.csv', mode: 'aln' },
  };
  expect(crons(scheduled(full))).toEqual([
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'CronWorkflow',
      metadata: { name: 'every-night', namespace: 'argo' },
      spec: {
        concurrencyPolicy: 'Replace',
        failedJobsHistoryLimit: 6,
        schedules: ['0 3 * * 1-5'],
        startingDeadlineSeconds: 600,
        successfulJobsHistoryLimit: 5,
        suspend: true,
        timezone: 'Asia/Shanghai',
        workflowSpec: {
          arguments: {
            parameters: [
              { name: 'mode', value: 'aln' },
              { name: 'sheet', value: '/s.csv' },
            ],
          },
          serviceAccountName: 'runner',
          workflowTemplateRef: { name: 'nightly' },
        },
      },
    },
  ]);
});

describe.each(versions)('for Argo %s', (version) => {
  test.each<[string, Given]>([
    ['one', daily],
    ['two', { ...daily, cron: ['0 3 * * 1-5', '@weekly'] }],
    ['one of all props', { ...daily, timezone: 'Europe/Berlin', startingDeadlineSeconds: 60, suspend: false }],
  ])('the manifests of %s pass the checks', (_, schedule) => {
    expect(check(scheduled(schedule, version), { argoVersion: version })).toEqual([]);
  });

  test('two schedules are one CronWorkflow where it has a list, else two', () => {
    const found = crons(scheduled({ ...daily, cron: ['0 3 * * 1-5', '@weekly'] }, version)).map(
      ({ metadata, spec }) => {
        const { schedule, schedules }: { readonly schedule?: string; readonly schedules?: readonly string[] } = spec;
        return [metadata.name, schedule, schedules];
      },
    );
    expect(found).toEqual(
      version < '3.6'
        ? [
            ['nightly', '0 3 * * 1-5', undefined],
            ['nightly-2', '@weekly', undefined],
          ]
        : [['nightly', undefined, ['0 3 * * 1-5', '@weekly']]],
    );
  });
});

describe('refused is', () => {
  test.each<[string, Given, RegExp]>([
    ['a minute that there is not', { ...daily, cron: '61 * * * *' }, /"61" is no minute/],
    ['a pause that is no duration', { ...daily, cron: '@every day' }, /no schedule/],
    ['a sixth field', { ...daily, cron: '0 0 3 * * 1' }, /has 6 fields/],
    [
      'a zone in the schedule, which Argo 4 does not take',
      { ...daily, cron: 'TZ=UTC 0 3 * * *' },
      /without a time zone/,
    ],
    ['a zone that there is not', { ...daily, timezone: 'Asia/Beijng' }, /no time zone, got 'Asia\/Beijng'/],
    ['a deadline below 0', { ...daily, startingDeadlineSeconds: -1 }, /startingDeadlineSeconds/],
    ['half a run', { ...daily, failedJobsHistoryLimit: 1.5 }, /failedJobsHistoryLimit/],
    ['a name of 53 characters', { ...daily, name: 'n'.repeat(53) }, /53 characters, expected at most 52/],
    ['a name in capitals', { ...daily, name: 'N' }, /not allowed/],
    [
      'a value that Argo would compute',
      { cron: '@daily', arguments: { sheet: '{{workflow.name}}' } },
      /one line without/,
    ],
    ['a choice that there is not', { cron: '@daily', arguments: { sheet: '/s', mode: 'sw' } }, /one of mem, aln/],
    [
      'no value for a parameter that has none',
      { cron: '@daily' } as unknown as Given,
      /'sheet' of a schedule is missing/,
    ],
    [
      'a parameter that there is not',
      { cron: '@daily', arguments: { sheet: '/s', foldr: '/x' } } as unknown as Given,
      /'foldr' of a schedule is no parameter/,
    ],
  ])('%s', (_, schedule, message) => {
    expect(refusal(() => scheduled(schedule)).message).toMatch(message);
  });

  test('a schedule without an argoVersion: no spelling suits all', () => {
    const chart = new Chart(new App(), 'c');
    const props = { image: 'tools:1', schedule: { cron: '@daily' } };
    expect(refusal(() => new GenomicsWorkflow(chart, 'w', props)).problem.got).toBe('no argoVersion');
  });

  test('a second name that is too long for Argo 3.4', () => {
    const schedule: Given = { ...daily, cron: ['@daily', '@weekly'], name: 'n'.repeat(52) };
    expect(refusal(() => scheduled(schedule, '3.4')).code).toBe('invalid-name');
    expect(crons(scheduled(schedule, '3.6'))).toHaveLength(1);
  });
});

test('the charts take a schedule, and ask for what has no value', () => {
  const bwa = new BwaAlignmentChart(Testing.app(), 'b', {
    argoVersion: '3.4',
    schedule: { cron: '@daily', arguments: { fastqFolder: '/nightly' } },
  });
  expect(crons(Testing.synth(bwa))[0]?.spec.workflowSpec.arguments).toEqual({
    parameters: [{ name: 'fastqFolder', value: '/nightly' }],
  });
  const cohort = (given: Schedule<{ readonly [K in string]?: string }>) =>
    new CohortAlignmentChart(Testing.app(), 'c', {
      volume: SEED_VOLUME,
      image: 'tools:1',
      argoVersion: '4.1',
      schedule: given,
    });
  expect(refusal(() => cohort({ cron: '@daily' })).message).toMatch(/'reference' of a schedule is missing/);
  const all = { reference: 'https://h/r.fa', referenceChecksum: 'd41d8cd98f00b204e9800998ecf8427e', samples: '[]' };
  expect(crons(Testing.synth(cohort({ cron: '@daily', arguments: all })))).toHaveLength(1);
});
