import { JsonPatch, Testing } from 'cdk8s';
import { differs, equals, GenomicsStage, GenomicsWorkflow, SharedVolume, sh, url, Value } from '../../lib';
import './serializer';

const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const run = volume.folder('/run');
/**
 * An account of the site: the first snapshot shows the one that a workflow makes, and the others need not repeat it.
 */
const site = { image: 'tools:1', serviceAccountName: 'site' } as const;

test('a stage on two volumes, with the account and the program that its workflow brings', () => {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', parameters: { folder: '/run' } });
  const references = SharedVolume.fromClaim({
    claimName: 'nas',
    owner: 'root',
    volumeName: 'references',
    mountPath: '/references',
    readOnly: true,
  });
  new GenomicsStage(workflow, 'index', {
    inputs: { fasta: references.file('/hg38.fa') },
    outputs: { fai: volume.folder(workflow.parameters.folder).result('hg38.fai') },
    script: ({ inputs, outputs }) => sh`faidx ${inputs.fasta} > ${outputs.fai}`,
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a stage with values in its environment, threads and memory', () => {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'w', {
    ...site,
    parameters: { fastq: {}, mode: { value: 'mem', enum: ['mem', 'aln'], description: 'The algorithm' } },
  });
  const { fastq, mode } = workflow.parameters;
  new GenomicsStage(workflow, 'align', {
    inputs: { text: "it's $(x)", number: 4, mode, joined: Value.of(fastq.sample, '-', mode) },
    outputs: { bam: run.result(fastq.stem, '.bam') },
    script: ({ inputs, outputs, threads, memory }) =>
      sh`align -t ${threads} -m ${memory} ${inputs.text} ${inputs.number} ${inputs.mode} ${inputs.joined} > ${outputs.bam}`,
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a stage with a URL that it identifies', () => {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'w', { ...site, parameters: { source: {}, md5: {} } });
  const { source, md5 } = workflow.parameters;
  new GenomicsStage(workflow, 'fetch', {
    inputs: { source: url(source), md5 },
    outputs: { file: run.result(source.name) },
    versions: sh`echo "wget=1"`,
    identify: ({ inputs }) => sh`echo "md5" ${inputs.md5}`,
    script: ({ inputs, outputs }) => sh`wget -q -O ${outputs.file} ${inputs.source}`,
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a stage with retries, a memory that grows, and sizes of its own', () => {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'w', site);
  new GenomicsStage(workflow, 'assemble', {
    cpu: 16,
    memory: '32Gi',
    scratch: '100Gi',
    deadlineSeconds: 86_400,
    retry: { limit: 2, lost: 5, backoff: '1m', factor: 3, memoryGrowth: { max: '96Gi' } },
    outputs: { fasta: run.result('contigs.fa') },
    script: ({ outputs }) => sh`assemble > ${outputs.fasta}`,
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a stage with a patch of its template', () => {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'w', site);
  const stage = new GenomicsStage(workflow, 'call', {
    outputs: { vcf: run.result('a.vcf') },
    script: ({ outputs }) => sh`call > ${outputs.vcf}`,
  });
  stage.addTemplatePatch(JsonPatch.add('/container/resources/limits/nvidia.com~1gpu', '1'));
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a stage with a condition, and its reader, which is left out with it', () => {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'w', { ...site, parameters: { report: 'no', mode: 'full' } });
  const { report, mode } = workflow.parameters;
  const { outputs: made } = new GenomicsStage(workflow, 'report', {
    when: equals(report, 'yes').and(differs(mode, "it's a draft")),
    outputs: { html: run.result('report.html').with('.css') },
    script: ({ outputs }) => sh`report > ${outputs.html}`,
  });
  new GenomicsStage(workflow, 'publish', {
    inputs: { html: made.html },
    outputs: { receipt: run.result('receipt.txt') },
    script: ({ inputs, outputs }) => sh`publish ${inputs.html} > ${outputs.receipt}`,
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});
