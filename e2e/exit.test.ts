import { Chart, Testing } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, sh } from '../lib';
import { SEED_VOLUME } from '../test/support/volumes';
import { attempts } from './attempts';
import { apply, bucketFolder, logsOf, submit } from './cluster';

jest.setTimeout(600_000);

const bucket = bucketFolder();

test('at the end of a failed run its exit handler and its clean-up run, and what has a record stays', async () => {
  const chart = new Chart(Testing.app(), 'cleaned', { namespace: 'argo' });
  const volume = SEED_VOLUME;
  const workflow = new GenomicsWorkflow(chart, 'cleaned', {
    image: 'geno/alltools:v0.2',
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    serviceAccountName: 'bwa-oss',
    retry: { backoff: '1s', limit: 1 },
    removeUnfinished: true,
    // It fails, so that its pod stays and can be read.
    onExit: { script: ({ run }) => sh`echo told: ${run.status}; exit 69`, memory: '64Mi' },
  });
  const run = volume.folder('/cleaned');
  const { good } = new GenomicsStage(workflow, 'good', {
    outputs: { good: run.result('good.txt') },
    script: ({ outputs }) => sh`echo good > ${outputs.good}`,
  }).outputs;
  new GenomicsStage(workflow, 'bad', {
    inputs: { good },
    outputs: { bad: run.result('bad.txt') },
    script: ({ inputs, outputs }) => sh`cat ${inputs.good} > ${outputs.bad}; exit 75`,
  });
  for (const object of Testing.synth(chart)) await apply(object);
  const before = new Set(attempts(bucket));
  const { workflow: name, phase, nodes } = await submit('cleaned', {});
  expect([phase, nodes['clean-up(0)'], nodes['on-exit(0)'], nodes['bad(1)']]).toEqual([
    'Failed',
    'Succeeded',
    'Failed',
    'Failed',
  ]);
  expect(await logsOf(name)).toContain('told: Failed');
  const left = attempts(bucket).filter((path) => !before.has(path));
  expect(left.map((path) => path.replace(/-[0-9a-f]{16}\/.*/, ''))).toEqual(['/.work/good.txt']);
});
