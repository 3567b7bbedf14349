import { Chart, Testing } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, SharedVolume, sh, suppressCheck, TemplateRefStage } from '../../lib';
import './serializer';

const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const site = { image: 'tools:1', serviceAccountName: 'site', parameters: { folder: '/run' } } as const;

test('a call of a stage of another workflow', () => {
  const app = Testing.app();
  const shared = new GenomicsWorkflow(new Chart(app, 'shared'), 'shared', site);
  const stage = new GenomicsStage(shared, 'index', {
    inputs: { fasta: volume.file('/ref/hg38.fa'), kmer: 21 },
    outputs: { fai: volume.folder(shared.parameters.folder).result('hg38.fai') },
    script: ({ inputs, outputs }) => sh`faidx -k ${inputs.kmer} ${inputs.fasta} > ${outputs.fai}`,
  });
  const chart = new Chart(app, 'chart');
  const workflow = new GenomicsWorkflow(chart, 'w', site);
  new TemplateRefStage(workflow, 'index-mm10', {
    stage,
    inputs: { fasta: volume.file('/ref/mm10.fa'), kmer: 17 },
    outputs: { fai: volume.folder(workflow.parameters.folder).result('mm10.fai') },
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('a call of a template of another team, and the stage that reads what it makes', () => {
  const chart = Testing.chart();
  const workflow = new GenomicsWorkflow(chart, 'w', site);
  suppressCheck(workflow, 'unresolved-template-ref', 'the other team applies it');
  const { folder } = workflow.parameters;
  const { outputs: made } = TemplateRefStage.fromTemplateName(workflow, 'call', {
    workflowTemplate: 'variant-caller',
    template: 'call',
    clusterScope: true,
    inputs: { bam: volume.file('/bams/S1.bam'), output: volume.file(folder, '/S1.vcf'), ploidy: 2 },
    outputs: { vcf: volume.file(folder, '/S1.vcf') },
  });
  new GenomicsStage(workflow, 'count', {
    inputs: { vcf: made.vcf },
    outputs: { count: volume.folder(folder).result('S1.count') },
    script: ({ inputs, outputs }) => sh`count ${inputs.vcf} > ${outputs.count}`,
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});
