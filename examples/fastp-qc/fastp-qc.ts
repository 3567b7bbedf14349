import { App, Chart } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, ParallelMapStage, SharedVolume, sh, tableOf } from 'cdk8s-genomics';

const app = new App();
const chart = new Chart(app, 'fastp-qc', { namespace: 'argo' });
const samples = '[{"sample":"S1","fastq":"/reads/S1.fastq.gz"},{"sample":"S2","fastq":"/reads/S2.fastq.gz"}]';
const workflow = new GenomicsWorkflow(chart, 'fastp-qc', { parameters: { folder: '/qc', samples } });
const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const folder = volume.folder(workflow.parameters.folder);
const each = new ParallelMapStage(workflow, 'each-sample', {
  over: tableOf(workflow.parameters.samples, ['sample', 'fastq']),
  each: (scope, { sample, fastq }) =>
    new GenomicsStage(scope, 'fastp', {
      image: 'quay.io/biocontainers/fastp:0.23.4--h5f740d0_0',
      inputs: { fastq: volume.file(fastq) },
      outputs: { report: folder.result(sample, '.fastp.json') },
      script: ({ inputs, outputs, threads }) =>
        sh`fastp -w ${threads} -i ${inputs.fastq} -j ${outputs.report} -h "$TMPDIR/fastp.html"`,
    }),
});
new GenomicsStage(workflow, 'multiqc', {
  image: 'quay.io/biocontainers/multiqc:1.21--pyhdfd78af_0',
  inputs: { reports: each.outputs.report },
  outputs: { html: folder.result('multiqc.html') },
  script: ({ inputs, outputs }) => sh`
    multiqc --file-list ${inputs.reports.list} -o "$TMPDIR"
    cat "$TMPDIR/multiqc_report.html" >${outputs.html}`,
});
app.synth();
