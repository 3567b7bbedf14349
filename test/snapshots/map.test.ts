import { Testing } from 'cdk8s';
import {
  type Folder,
  GenomicsStage,
  GenomicsWorkflow,
  ParallelMapStage,
  SharedVolume,
  settled,
  sh,
  tableOf,
  Value,
} from '../../lib';
import './serializer';

const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const site = { image: 'tools:1', serviceAccountName: 'site', parameters: { folder: '/run', samples: '[]' } } as const;

function newWorkflow() {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'w', site);
  return { chart, workflow, run: volume.folder(workflow.parameters.folder) };
}

function call(scope: ConstructorParameters<typeof GenomicsStage>[0], run: Folder, region: Value, name = region) {
  return new GenomicsStage(scope, 'call', {
    inputs: { region },
    outputs: { vcf: run.intermediate(name, '.vcf') },
    script: ({ inputs, outputs }) => sh`call -r ${inputs.region} > ${outputs.vcf}`,
  });
}

test('a map over known texts, and the stage that reads what it makes', () => {
  const { chart, workflow, run } = newWorkflow();
  const map = new ParallelMapStage(workflow, 'regions', {
    over: ['chr1', 'chr2'],
    each: (scope, region) => call(scope, run, region),
  });
  new GenomicsStage(workflow, 'concat', {
    inputs: { vcfs: map.outputs.vcf },
    outputs: { vcf: run.result('all.vcf') },
    script: ({ inputs, outputs }) => sh`concat --file-list ${inputs.vcfs.list} > ${outputs.vcf}`,
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a map over a table that is a parameter, some of whose items may fail', () => {
  const { chart, workflow, run } = newWorkflow();
  const map = new ParallelMapStage(workflow, 'samples', {
    over: tableOf(workflow.parameters.samples, ['sample', 'region']),
    each: (scope, { sample, region }) => call(scope, run, region, sample),
  });
  new GenomicsStage(workflow, 'report', {
    inputs: { vcfs: settled(map.outputs.vcf) },
    outputs: { table: run.result('table.txt') },
    script: ({ inputs, outputs }) => sh`report ${inputs.vcfs.list} ${inputs.vcfs.failed} > ${outputs.table}`,
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a map over known rows, of which few run at once', () => {
  const { chart, workflow, run } = newWorkflow();
  new ParallelMapStage(workflow, 'lanes', {
    over: [
      { sample: 'a', lane: '1' },
      { sample: 'a', lane: '2' },
      { sample: 'b', lane: '1' },
    ],
    maxConcurrency: 2,
    each: (scope, { sample, lane }) => call(scope, run, lane, Value.of(sample, '-', lane)),
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a map within a map', () => {
  const { chart, workflow, run } = newWorkflow();
  new ParallelMapStage(workflow, 'samples', {
    over: tableOf(workflow.parameters.samples, ['sample']),
    each: (scope, { sample }) => {
      const inner = new ParallelMapStage(scope, 'regions', {
        over: ['chr1', 'chr2'],
        each: (within, region) => call(within, run, region, Value.of(sample, '-', region)),
      });
      return new GenomicsStage(scope, 'concat', {
        inputs: { vcfs: inner.outputs.vcf },
        outputs: { vcf: run.result(sample, '.vcf') },
        script: ({ inputs, outputs }) => sh`concat --file-list ${inputs.vcfs.list} > ${outputs.vcf}`,
      });
    },
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});
