import { type Chart, Testing } from 'cdk8s';
import { eci, GenomicsStage, GenomicsWorkflow, type GenomicsWorkflowProps, onNodes, SharedVolume, sh } from '../../lib';
import './serializer';

const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const parameters = { folder: '/run' } as const;

/** A workflow of one stage, with these props. */
function chartOf(props: GenomicsWorkflowProps<typeof parameters>): Chart {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', parameters, ...props });
  new GenomicsStage(workflow, 'a', {
    outputs: { x: volume.folder(workflow.parameters.folder).result('x') },
    script: ({ outputs }) => sh`make > ${outputs.x}`,
  });
  return chart;
}

/** An account of the site: what is not about accounts need not show the one that a workflow makes. */
const serviceAccountName = 'site';

test('a queue of Kueue, and pods on ECI that are evicted where spot ends, which Argo sees as lost', () => {
  const queue = { kueue: 'cohorts', workloadPriorityClass: 'overnight' };
  const compute = eci({ spot: 'SpotWithPriceLimit', priceLimit: 0.2, specs: ['2-4Gi'], extraScratch: '100Gi' });
  expect(Testing.synth(chartOf({ serviceAccountName, queue, compute }))).toMatchSnapshot();
});

test('a queue of Volcano, a priority, and pods on a pool of nodes, with labels and annotations of the site', () => {
  const chart = chartOf({
    serviceAccountName,
    queue: { volcano: 'cohorts' },
    priorityClassName: 'batch',
    compute: onNodes({ pool: 'big' }, [{ key: 'big', operator: 'Exists', effect: 'NoSchedule' }]),
    labels: { team: 'genomics' },
    annotations: { 'example.com/cost-centre': '12' },
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test.each(['3.4', '4.1'] as const)('a schedule, and a mutex on the folder of a run, for Argo %s', (argoVersion) => {
  const schedule = { cron: '0 3 * * 1-5', timezone: 'Asia/Shanghai', arguments: { folder: '/nightly' } };
  expect(Testing.synth(chartOf({ serviceAccountName, argoVersion, schedule }))).toMatchSnapshot();
});

test('at the end an exit handler, and a container that removes what attempts left', () => {
  const chart = chartOf({
    serviceAccountName,
    removeUnfinished: true,
    onExit: {
      image: 'curlimages/curl:8.10.1',
      script: ({ run, parameters: { folder }, secret }) => sh`
        printf '%s: %s after %s s' ${run.name} ${run.status} ${run.duration} >/tmp/body
        printf ' in %s, failures: %s' ${folder} ${run.failures} >>/tmp/body
        curl -fsS --data-binary @/tmp/body ${secret('chat', 'webhook')}`,
    },
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('pull secrets on the workflow’s own account', () => {
  expect(Testing.synth(chartOf({ imagePullSecrets: ['mirror'] }))).toMatchSnapshot();
});

test('an account of the site, which may not carry the pull secrets', () => {
  expect(Testing.synth(chartOf({ serviceAccountName, imagePullSecrets: ['mirror'] }))).toMatchSnapshot();
});

test('pods that are kept from the cloud’s metadata', () => {
  expect(Testing.synth(chartOf({ serviceAccountName, denyCloudMetadata: true }))).toMatchSnapshot();
});
