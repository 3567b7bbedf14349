import { App, Chart } from 'cdk8s';
import {
  CohortAlignment,
  GenomicsWorkflow,
  ReadsQc,
  runManifest,
  SharedVolume,
  succeeded,
  VariantCalling,
} from 'cdk8s-genomics';

const app = new App();
const chart = new Chart(app, 'germline', { namespace: 'argo' });
const workflow = new GenomicsWorkflow(chart, 'germline', {
  image: 'registry.example/genomics/tools@sha256:0000000000000000000000000000000000000000000000000000000000000000',
  parameters: {
    folder: { value: '/germline', description: 'Folder on the volume, from /, for results' },
    sheet: { description: 'Path on the volume of the sample sheet (CSV or TSV)' },
    reference: { description: 'URL of the reference genome (FASTA)' },
    referenceChecksum: { description: 'SHA-256 or MD5 of the reference, by which it is kept' },
  },
});
const { folder: path, sheet, reference, referenceChecksum } = workflow.parameters;
const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const folder = volume.folder(path);

const { samples } = new ReadsQc(workflow, 'reads', { sheet: volume.file(sheet), folder });
const cohort = new CohortAlignment(workflow, 'align', {
  samples,
  folder,
  reference,
  referenceChecksum,
  cram: 'external',
});
// A sample that could not be trimmed or aligned stops no other: the reports of both name it, and end red.
const variants = new VariantCalling(workflow, 'call', {
  alignments: succeeded(cohort.alignments),
  reference: cohort.reference,
  samples,
  folder,
  perSample: true,
});
runManifest(workflow, 'manifest', {
  results: [variants.vcf, variants.html, succeeded(cohort.alignments)],
  checksums: succeeded(cohort.checksums),
  manifest: folder.result('pipeline_info/manifest.json'),
});
app.synth();
