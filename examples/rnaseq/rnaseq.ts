import { App, Chart } from 'cdk8s';
import {
  column,
  GenomicsStage,
  GenomicsWorkflow,
  ParallelMapStage,
  rowsIn,
  SharedVolume,
  sh,
  table,
  tableReader,
} from 'cdk8s-genomics';

const FASTP = 'quay.io/biocontainers/fastp:0.23.4--h5f740d0_0';
const SALMON = 'quay.io/biocontainers/salmon:1.10.3--hecfa306_0';
const MULTIQC = 'quay.io/biocontainers/multiqc:1.21--pyhdfd78af_0';

const fastq = column.file({ suffixes: ['.fastq.gz', '.fq.gz'] }).unique();
const SHEET = table({
  sample: column.name().unique(),
  fastq_1: fastq,
  fastq_2: fastq,
  strandedness: column.oneOf('auto', 'forward', 'reverse', 'unstranded').optional('auto'),
});

const app = new App();
const chart = new Chart(app, 'rnaseq', { namespace: 'argo' });
const workflow = new GenomicsWorkflow(chart, 'rnaseq', {
  image: SALMON,
  parameters: {
    folder: '/rnaseq',
    transcripts: { value: '/ref/gencode.v45.transcripts.fa.gz', description: 'Path on the volume' },
    sheet: { description: 'Path of the table of samples, on the volume' },
  },
});
const { folder, transcripts, sheet } = workflow.parameters;
const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const run = volume.folder(folder);

const samples = tableReader(workflow, 'samples', { table: volume.file(sheet), rules: SHEET, folder: run });
const index = new GenomicsStage(workflow, 'salmon-index', {
  cpu: 8,
  memory: '16Gi',
  inputs: { transcripts: volume.file(transcripts) },
  outputs: { index: run.intermediate('salmon-index/') },
  script: ({ inputs, outputs, threads }) =>
    sh`salmon index --gencode -p ${threads} -t ${inputs.transcripts} -i ${outputs.index}`,
});

const perSample = new ParallelMapStage(workflow, 'per-sample', {
  over: rowsIn(samples.text('rows'), SHEET),
  maxConcurrency: 50,
  each: (scope, { sample, fastq_1, fastq_2, strandedness }) => {
    const trim = new GenomicsStage(scope, 'fastp', {
      image: FASTP,
      cpu: 4,
      inputs: { reads1: volume.file(fastq_1), reads2: volume.file(fastq_2) },
      outputs: {
        trimmed1: run.intermediate(sample, '_1.fq.gz'),
        trimmed2: run.intermediate(sample, '_2.fq.gz'),
        json: run.result(sample, '.fastp.json'),
      },
      script: ({ inputs, outputs, threads }) => sh`
        fastp -w ${threads} -i ${inputs.reads1} -I ${inputs.reads2} -o ${outputs.trimmed1} -O ${outputs.trimmed2} \
          -j ${outputs.json}`,
    });
    const quant = new GenomicsStage(scope, 'quant', {
      cpu: 8,
      memory: '16Gi',
      inputs: {
        index: index.outputs.index,
        reads1: trim.outputs.trimmed1,
        reads2: trim.outputs.trimmed2,
        strandedness,
      },
      outputs: { salmon: run.result(sample, '/') },
      script: ({ inputs, outputs, threads }) => sh`
        case ${inputs.strandedness} in
          forward) library=ISF ;;
          reverse) library=ISR ;;
          unstranded) library=IU ;;
          *) library=A ;;
        esac
        salmon quant -p ${threads} -i ${inputs.index} -l "$library" -1 ${inputs.reads1} -2 ${inputs.reads2} \
          -o ${outputs.salmon}`,
    });
    return { outputs: { json: trim.outputs.json, salmon: quant.outputs.salmon } };
  },
});

new GenomicsStage(workflow, 'matrix', {
  inputs: { quants: perSample.outputs.salmon },
  outputs: { counts: run.result('counts.tsv') },
  script: ({ inputs, outputs }) =>
    sh`spread salmon quantmerge --column numreads -o ${outputs.counts} --quants ${inputs.quants.args}`,
});
new GenomicsStage(workflow, 'multiqc', {
  image: MULTIQC,
  inputs: { fastp: perSample.outputs.json, salmon: perSample.outputs.salmon },
  outputs: { report: run.result('multiqc/') },
  script: ({ inputs, outputs }) => sh`spread multiqc -o ${outputs.report} ${inputs.fastp.args} ${inputs.salmon.args}`,
});
app.synth();
