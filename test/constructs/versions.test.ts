import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import {
  type ArgoVersion,
  acs,
  BwaAlignmentChart,
  CohortAlignmentChart,
  eci,
  equals,
  GenomicsStage,
  GenomicsWorkflow,
  type GenomicsWorkflowProps,
  onNodes,
  ParallelMapStage,
  type ParameterProps,
  type StageDefaults,
  setDefaults,
  sh,
  TemplateRefStage,
} from '../../lib';
import { check, describeFinding } from '../../lib/check';
import { ROOT_VOLUME, SEED_VOLUME } from '../support/volumes';

const versions: readonly ArgoVersion[] = ['3.4', '3.5', '3.6', '3.7', '4.0', '4.1'];
type Props = GenomicsWorkflowProps<Readonly<Record<string, ParameterProps>>>;

/** A workflow that maps, has conditions and titles, and is called by another, with these props. */
function manifestsOf(props: Props, argoVersion: ArgoVersion): readonly unknown[] {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'argo' });
  const volume = SEED_VOLUME;
  const workflow = new GenomicsWorkflow(chart, 'w', {
    image: 'tools:1.0',
    argoVersion,
    parameters: { folder: '/run', mode: 'mem' },
    ...props,
  });
  const run = volume.folder(workflow.parameters['folder'] ?? '/run');
  const map = new ParallelMapStage(workflow, 'map', {
    over: ['a', 'b'],
    maxConcurrency: 1,
    each: (each, item) =>
      new GenomicsStage(each, 'one', {
        title: 'one of several',
        inputs: { item },
        outputs: { out: run.result(item, '.txt') },
        script: ({ inputs, outputs, threads }) => sh`work -t ${threads} ${inputs.item} > ${outputs.out}`,
      }),
  });
  const all = new GenomicsStage(workflow, 'all', {
    inputs: { parts: map.outputs.out },
    outputs: { out: run.result('all.txt') },
    cacheKey: 'all-1',
    script: ({ inputs, outputs }) => sh`gather ${inputs.parts.list} > ${outputs.out}`,
    ...(workflow.parameters['mode'] && { when: equals(workflow.parameters['mode'], 'mem') }),
  });
  const other = new GenomicsWorkflow(chart, 'other', { argoVersion, parameters: { folder: '/other' } });
  const copied = new GenomicsStage(other, 'copied', {
    image: 'tools:1.0',
    outputs: { out: volume.folder(other.parameters.folder).result('copied.txt') },
    script: ({ outputs }) => sh`date > ${outputs.out}`,
  });
  new TemplateRefStage(workflow, 'again', { stage: copied, inputs: {}, outputs: { out: run.result('again.txt') } });
  expect(all.node.id).toBe('all');
  return Testing.synth(chart);
}

const settings: StageDefaults = {
  cpu: 4,
  memory: '8Gi',
  scratch: '20Gi',
  retry: { limit: 2, lost: 5, backoff: '1m', factor: 3, memoryGrowth: { max: '32Gi' } },
  deadlineSeconds: 3600,
  imagePullSecrets: ['mirror'],
  serviceAccountName: 'runner',
  priorityClassName: 'overnight',
  labels: { team: 'a' },
  annotations: { note: 'b' },
};
const groups: Readonly<Record<string, Props>> = {
  nothing: {},
  'all settings of stages': settings,
  'ECI and Kueue': { compute: eci({ spot: 'SpotAsPriceGo' }), queue: { kueue: 'q', workloadPriorityClass: 'p' } },
  'ACS and Volcano': { compute: acs(), queue: { volcano: 'q' } },
  'nodes with taints': { compute: onNodes({ pool: 'big' }), tolerations: [{ key: 'big', operator: 'Exists' }] },
  'the workflow’s own': { ttlSeconds: 60, parallelism: 5, denyCloudMetadata: true, name: 'named', entrypoint: 'main' },
  'a mutex': { exclusive: true },
  'no mutex': { exclusive: false },
  'a schedule': { schedule: { cron: ['@daily', '0 3 * * 1-5'], timezone: 'Asia/Shanghai', suspend: true } },
  'an exit handler': { onExit: { script: ({ run, secret }) => sh`tell ${run.failures} ${secret('a', 'b')}` } },
};

describe.each(versions)('for Argo %s', (argoVersion) => {
  test.each(Object.entries(groups))('manifests with %s have nothing that it does not take', (_, props) => {
    expect(check(manifestsOf(props, argoVersion), { argoVersion }).map(describeFinding)).toEqual([]);
  });

  test('both charts have nothing that it does not take', () => {
    const reference = { reference: 'https://h/r.fa', referenceChecksum: 'd41d8cd98f00b204e9800998ecf8427e' };
    const onExit = { script: () => sh`tell` };
    const charts = [
      new BwaAlignmentChart(new App(), 'b', { argoVersion, onExit, schedule: { cron: '@daily' } }),
      new CohortAlignmentChart(new App(), 'c', {
        volume: SEED_VOLUME,
        image: 'tools:1.0',
        argoVersion,
        onExit,
        schedule: { cron: '@daily', arguments: { ...reference, samples: '[]' } },
      }),
    ];
    for (const chart of charts) expect(check(Testing.synth(chart), { argoVersion }).map(describeFinding)).toEqual([]);
  });
});

describe('a synth', () => {
  const workflowSpec = { entrypoint: 'a', templates: [{ name: 'a', container: { image: 'a:1', command: ['b'] } }] };

  /** What a synth says of a CronWorkflow that is written by hand beside a workflow of ours. */
  function said(spec: object, argoVersion: ArgoVersion | undefined): readonly string[] {
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'versions-')) });
    if (argoVersion !== undefined) setDefaults(app, { argoVersion });
    const chart = new Chart(app, 'c', { namespace: 'argo' });
    const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1.0' });
    const run = ROOT_VOLUME.folder('/run');
    new GenomicsStage(workflow, 'a', {
      outputs: { a: run.result('a') },
      script: ({ outputs }) => sh`date > ${outputs.a}`,
    });
    new ApiObject(chart, 'cron', { apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', ...{ spec } });
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const texts: string[] = [];
    try {
      app.synth();
    } catch (error) {
      texts.push(String(error));
    }
    texts.push(...warn.mock.calls.map(([text]) => String(text)));
    warn.mockRestore();
    rmSync(app.outdir, { recursive: true });
    return texts.flatMap((text) => text.match(/warning: .*unknown-field|newer-than-argo-version|unknown-field/) ?? []);
  }

  test.each<readonly [ArgoVersion | undefined, RegExp | undefined, RegExp | undefined]>([
    [undefined, /^warning: .*unknown-field/, /^newer-than-argo-version/],
    ['3.4', undefined, /^newer-than-argo-version/],
    ['3.6', undefined, undefined],
    ['4.0', /^unknown-field/, undefined],
  ])('takes a schedule by hand in the spelling of Argo %s', (argoVersion, old, now) => {
    const matches = (spec: object, expected: RegExp | undefined): void => {
      const found = said({ ...spec, workflowSpec }, argoVersion);
      expect(found).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)]);
    };
    matches({ schedule: '@daily' }, old);
    matches({ schedules: ['@daily'] }, now);
  });
});
