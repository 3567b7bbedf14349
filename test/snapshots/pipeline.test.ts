import { Testing } from 'cdk8s';
import { BwaAlignment, CohortAlignment, GenomicsStage, GenomicsWorkflow, SharedVolume, sh } from '../../lib';
import './serializer';

const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const site = { image: 'tools:1', serviceAccountName: 'site' } as const;

test('BwaAlignment by mem in a workflow of one’s own', () => {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'exome', {
    ...site,
    parameters: { folder: '/exome', reference: {}, fastq1: {}, fastq2: {} },
  });
  const { folder: path, ...urls } = workflow.parameters;
  const folder = volume.folder(path);
  const { bam } = new BwaAlignment(workflow, 'align', {
    ...urls,
    folder,
    algorithm: 'mem',
    stages: { bwamap: { cpu: 16 } },
  });
  new GenomicsStage(workflow, 'depth', {
    inputs: { bam },
    outputs: { depth: folder.result(bam.stem, '.depth.txt') },
    script: ({ inputs, outputs }) => sh`samtools depth ${inputs.bam} >${outputs.depth}`,
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('CohortAlignment in a workflow of one’s own', () => {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'cohort', {
    ...site,
    parameters: { folder: '/cohort', reference: {}, referenceChecksum: {}, samples: {} },
  });
  const { folder, ...given } = workflow.parameters;
  new CohortAlignment(workflow, 'align', { ...given, folder: volume.folder(folder), maxConcurrency: 20 });
  expect(Testing.synth(chart)).toMatchSnapshot();
});
