import { Chart, Testing } from 'cdk8s';
import {
  BwaAlignment,
  BwaAlignmentChart,
  bwaReference,
  CohortAlignment,
  CohortAlignmentChart,
  GenomicsStage,
  GenomicsWorkflow,
  ParallelMapStage,
  sh,
} from '../../lib';
import { workflowTemplate } from '../support/manifests';
import { SEED_VOLUME } from '../support/volumes';
import { named } from '../synth';

const urls = { reference: 'https://h/r.fa.gz', fastq1: 'https://h/S1_1.fq.gz', fastq2: 'https://h/S1_2.fq.gz' };

/** Somebody's own chart, with a workflow of their own. */
function own() {
  const chart = new Chart(Testing.app(), 'mine', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'mine', { image: 'tools:1', parameters: { folder: '/mine', ...urls } });
  const { folder: path, ...given } = workflow.parameters;
  return { chart, workflow, given, folder: SEED_VOLUME.folder(path) };
}

test('an alignment stands in anybody’s workflow, and what it makes is the next stage’s input', () => {
  const { chart, workflow, given, folder } = own();
  const { bam } = new BwaAlignment(workflow, 'align', { ...given, folder, algorithm: 'mem' });
  new GenomicsStage(workflow, 'depth', {
    inputs: { bam },
    outputs: { depth: folder.result(bam.stem, '.depth') },
    script: ({ inputs, outputs }) => sh`samtools depth ${inputs.bam} >${outputs.depth}`,
  });
  const { templates } = workflowTemplate(Testing.synth(chart)).spec;
  const tasks = named(templates, 'mine').dag?.tasks?.map(({ name, depends = '' }) => [name, depends]);
  expect(tasks).toEqual([
    ['bwaprepare', ''],
    ['bwamap', 'bwaprepare'],
    ['depth', 'bwamap'],
  ]);
});

test('a workflow may have two alignments, and a map one for each item with a reference that is prepared once', () => {
  const { chart, workflow, given, folder } = own();
  for (const prefix of ['a-', 'b-'])
    new BwaAlignment(workflow, `${prefix}align`, { ...given, folder: folder.volume.folder(`/${prefix}run`), prefix });
  const { fasta } = bwaReference(workflow, 'reference', { reference: given.reference, folder }).outputs;
  const map = new ParallelMapStage(workflow, 'each', {
    over: [
      { sample: 'S1', one: 'https://h/S1_1.fq.gz', two: 'https://h/S1_2.fq.gz' },
      { sample: 'S2', one: 'https://h/S2_1.fq.gz', two: 'https://h/S2_2.fq.gz' },
    ],
    each: (scope, { sample, one, two }) => {
      const urls = { fastq1: one, fastq2: two, sample };
      const { bam } = new BwaAlignment(scope, 'align', { ...urls, reference: fasta, folder, algorithm: 'mem' });
      return { outputs: { bam } };
    },
  });
  new GenomicsStage(workflow, 'all', {
    inputs: { bams: map.outputs.bam },
    outputs: { list: folder.result('list') },
    script: ({ inputs, outputs }) => sh`cat ${inputs.bams.list} >${outputs.list}`,
  });
  const { templates } = workflowTemplate(Testing.synth(chart)).spec;
  const tasks = named(templates, 'mine').dag?.tasks?.map(({ name, depends = '' }) => [name, depends]);
  expect(tasks).toEqual([
    ['a-bwaprepare', ''],
    ['a-bwamap', 'a-bwaprepare'],
    ['a-bwaindex', 'a-bwaprepare && a-bwamap'],
    ['b-bwaprepare', ''],
    ['b-bwamap', 'b-bwaprepare'],
    ['b-bwaindex', 'b-bwaprepare && b-bwamap'],
    ['reference', ''],
    ['each', 'reference'],
    ['all', 'each'],
  ]);
});

test('a cohort’s alignments and table are inputs too', () => {
  const { chart, workflow, given, folder } = own();
  const cohort = new CohortAlignment(workflow, 'cohort', {
    folder,
    reference: given.reference,
    referenceChecksum: 'd41d8cd98f00b204e9800998ecf8427e',
    sheet: folder.volume.file('/sheets/cohort.csv'),
    cram: 'embedded',
    stages: { sheet: { cpu: 1 }, cram: { cpu: 8 } },
  });
  new GenomicsStage(workflow, 'call', {
    inputs: { alignments: cohort.alignments, table: cohort.table },
    outputs: { vcf: folder.result('cohort.vcf') },
    script: ({ inputs, outputs }) => sh`call ${inputs.alignments.list} ${inputs.table} >${outputs.vcf}`,
  });
  const { templates } = workflowTemplate(Testing.synth(chart)).spec;
  expect(named(named(templates, 'mine').dag?.tasks, 'call').depends).toBe('samples && report');
  expect(named(templates, 'call').container?.args).toEqual(
    expect.arrayContaining(['--inputs=IN_ALIGNMENTS,.crai,.summary.txt', '--input=IN_TABLE']),
  );
});

test('the charts only wrap: their templates are those of the constructs', () => {
  const bwa = new BwaAlignmentChart(Testing.app(), 'bwa', { algorithm: 'mem' });
  const cohort = new CohortAlignmentChart(Testing.app(), 'cohort', { image: 'tools:1' });
  expect(bwa.alignment.bam.producer?.node.path).toBe('bwa/bwa-oss/BwaAlignment/bwamap');
  expect(cohort.alignment.table.producer?.node.path).toBe('cohort/cohort/CohortAlignment/report');
});
