import { App, Chart } from 'cdk8s';
import {
  CohortAlignment,
  GenomicsWorkflow,
  HaploidCalling,
  optional,
  Phylogeny,
  ReadsQc,
  runManifest,
  SharedVolume,
  succeeded,
} from 'cdk8s-genomics';

const app = new App();
const chart = new Chart(app, 'outbreak', { namespace: 'argo' });
const workflow = new GenomicsWorkflow(chart, 'outbreak', {
  image: 'registry.example/genomics/tools@sha256:0000000000000000000000000000000000000000000000000000000000000000',
  parameters: {
    folder: { value: '/outbreak', description: 'Folder on the volume, from /, for results' },
    sheet: { description: 'Path on the volume of the sheet of isolates (CSV or TSV)' },
    reference: { description: 'URL of the reference genome (FASTA)' },
    referenceChecksum: { description: 'SHA-256 or MD5 of the reference, by which it is kept' },
    mask: { value: '', description: 'Path on the volume of a BED of repeats and phages; empty for none' },
  },
});
const { folder: path, sheet, reference, referenceChecksum, mask } = workflow.parameters;
const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const folder = volume.folder(path);

const reads = new ReadsQc(workflow, 'reads', { sheet: volume.file(sheet), folder });
const cohort = new CohortAlignment(workflow, 'align', {
  samples: reads.samples,
  folder,
  reference,
  referenceChecksum,
});
// An isolate that fails stops no other: the report of that step names it, and ends red.
const genomes = new HaploidCalling(workflow, 'call', {
  alignments: succeeded(cohort.alignments),
  reference: cohort.reference,
  samples: reads.samples,
  mask: optional(volume.file(mask)),
  folder,
});
const phylogeny = new Phylogeny(workflow, 'tree', {
  genomes,
  folder,
  reports: [succeeded(reads.reports), succeeded(cohort.stats)],
});
runManifest(workflow, 'manifest', {
  results: [phylogeny.tree, phylogeny.html, phylogeny.distances, phylogeny.isolates, genomes.table],
  manifest: folder.result('pipeline_info/manifest.json'),
});
app.synth();
