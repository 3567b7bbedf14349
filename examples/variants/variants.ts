import { App, Chart } from 'cdk8s';
import {
  bwaMem,
  bwaReference,
  GenomicsStage,
  GenomicsWorkflow,
  laneOf,
  lanesIn,
  lines,
  listOf,
  markDuplicates,
  ParallelMapStage,
  pipe,
  SharedVolume,
  sampleSheet,
  samplesIn,
  sh,
} from 'cdk8s-genomics';

const app = new App();
const chart = new Chart(app, 'variants', { namespace: 'argo' });
const workflow = new GenomicsWorkflow(chart, 'variants', {
  image: 'quay.io/biocontainers/bcftools:1.19--h8b25389_0',
  parameters: {
    folder: { value: '/variants', description: 'Folder of this run, on the volume' },
    sheet: { description: 'Path of the sample sheet on the volume' },
    reference: { description: 'URL of the FASTA, or its path on the volume' },
    referenceChecksum: { description: 'Its SHA-256 or MD5' },
    regions: '["chr20","chr21","chr22"]',
    minQuality: '20',
  },
});
const { folder, sheet, reference, referenceChecksum, regions, minQuality } = workflow.parameters;
const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const run = volume.folder(folder);
const tools = { image: 'registry.example/bwa-samtools-curl:1', cpu: 8, memory: '16Gi' };

const prepared = bwaReference(workflow, 'reference', { ...tools, reference, checksum: referenceChecksum, folder: run });
const { fasta } = prepared.outputs;
const read = sampleSheet(workflow, 'sample-sheet', { sheet: volume.file(sheet), folder: run });

const perSample = new ParallelMapStage(workflow, 'per-sample', {
  over: samplesIn(read.text('samples')),
  maxConcurrency: 20,
  each: (scope, { sample, lanes }) => {
    const aligned = new ParallelMapStage(scope, 'per-lane', {
      over: lanesIn(lanes),
      each: (inner, lane) =>
        bwaMem(inner, 'align', {
          ...tools,
          ...laneOf(lane, sample),
          reference: fasta,
          mateScores: true,
          bam: run.intermediate(sample, '_', lane.lane, '.bam'),
        }),
    });
    const { bam } = markDuplicates(scope, 'mark-duplicates', {
      ...tools,
      lanes: aligned.outputs.bam,
      bam: run.result(sample, '.bam'),
    }).outputs;
    const called = new ParallelMapStage(scope, 'per-region', {
      over: listOf(regions),
      each: (inner, region) =>
        new GenomicsStage(inner, 'call', {
          inputs: { bam, fasta, region },
          outputs: { bcf: run.intermediate(sample, '.', region, '.bcf').with('.csi') },
          script: ({ inputs, outputs }) =>
            lines(
              pipe(
                sh`bcftools mpileup -Ou -a AD,DP -r ${inputs.region} -f ${inputs.fasta} ${inputs.bam}`,
                sh`bcftools call -mv -Ob -o ${outputs.bcf}`,
              ),
              sh`bcftools index ${outputs.bcf}`,
            ),
        }),
    });
    const { vcf } = new GenomicsStage(scope, 'filter', {
      inputs: { parts: called.outputs.bcf, minQuality },
      outputs: { vcf: run.result(sample, '.vcf.gz').with('.tbi') },
      script: ({ inputs, outputs }) =>
        lines(
          pipe(
            sh`bcftools concat -a -Ou -f ${inputs.parts.list}`,
            sh`bcftools filter -s LOWQUAL -e "QUAL<${inputs.minQuality} || FORMAT/DP<5" -Oz -o ${outputs.vcf}`,
          ),
          sh`bcftools index -t ${outputs.vcf}`,
        ),
    }).outputs;
    const { stats } = new GenomicsStage(scope, 'stats', {
      inputs: { vcf, fasta },
      outputs: { stats: run.result(sample, '.vcf.stats.txt') },
      script: ({ inputs, outputs }) => sh`bcftools stats -F ${inputs.fasta} -f PASS ${inputs.vcf} >${outputs.stats}`,
    }).outputs;
    return { outputs: { bam, vcf, stats } };
  },
});

const joint = new ParallelMapStage(workflow, 'joint-region', {
  over: listOf(regions),
  each: (scope, region) =>
    new GenomicsStage(scope, 'joint-call', {
      inputs: { bams: perSample.outputs.bam, fasta, region },
      outputs: { bcf: run.intermediate('joint.', region, '.bcf').with('.csi') },
      script: ({ inputs, outputs }) =>
        lines(
          pipe(
            sh`bcftools mpileup -Ou -a AD,DP -r ${inputs.region} -f ${inputs.fasta} -b ${inputs.bams.list}`,
            sh`bcftools call -mv -Ob -o ${outputs.bcf}`,
          ),
          sh`bcftools index ${outputs.bcf}`,
        ),
    }),
});
const cohort = new GenomicsStage(workflow, 'joint-filter', {
  inputs: { parts: joint.outputs.bcf, minQuality },
  outputs: { vcf: run.result('cohort.vcf.gz').with('.tbi') },
  script: ({ inputs, outputs }) =>
    lines(
      pipe(
        sh`bcftools concat -a -Ou -f ${inputs.parts.list}`,
        sh`bcftools filter -s LOWQUAL -e "QUAL<${inputs.minQuality}" -Oz -o ${outputs.vcf}`,
      ),
      sh`bcftools index -t ${outputs.vcf}`,
    ),
});
new GenomicsStage(workflow, 'joint-stats', {
  inputs: { vcf: cohort.outputs.vcf, fasta },
  outputs: { stats: run.result('cohort.vcf.stats.txt') },
  script: ({ inputs, outputs }) => sh`bcftools stats -s - -F ${inputs.fasta} ${inputs.vcf} >${outputs.stats}`,
});
app.synth();
