import { App, Chart } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, listOf, ParallelMapStage, SharedVolume, sh } from 'cdk8s-genomics';

const MAFFT = 'quay.io/biocontainers/mafft:7.525--h031d066_1';
const TRIMAL = 'quay.io/biocontainers/trimal:1.5.0--h4ac6f70_1';
const IQTREE = 'quay.io/biocontainers/iqtree:2.3.6--hdbdd923_0';

const app = new App();
const chart = new Chart(app, 'phylogeny', { namespace: 'argo' });
const workflow = new GenomicsWorkflow(chart, 'phylogeny', {
  image: IQTREE,
  parameters: { folder: '/phylogeny', sequences: '["/seqs/a.fa","/seqs/b.fa","/seqs/c.fa","/seqs/d.fa"]' },
});
const { folder, sequences } = workflow.parameters;
const volume = SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000, gid: 1000 } });
const run = volume.folder(folder);

const align = new GenomicsStage(workflow, 'mafft', {
  image: MAFFT,
  cpu: 8,
  inputs: { fastas: volume.files(listOf(sequences)) },
  outputs: { aligned: run.intermediate('aligned.fa') },
  script: ({ inputs, outputs, threads }) => sh`
    spread cat ${inputs.fastas.args} >all.fa
    mafft --auto --thread ${threads} all.fa >${outputs.aligned}`,
});
const trim = new GenomicsStage(workflow, 'trimal', {
  image: TRIMAL,
  inputs: { aligned: align.outputs.aligned },
  outputs: { trimmed: run.result('alignment.fa') },
  script: ({ inputs, outputs }) => sh`trimal -automated1 -in ${inputs.aligned} -out ${outputs.trimmed}`,
});
const ml = new GenomicsStage(workflow, 'ml-tree', {
  cpu: 8,
  inputs: { alignment: trim.outputs.trimmed },
  outputs: { tree: run.intermediate('ml.treefile'), model: run.intermediate('model.txt') },
  script: ({ inputs, outputs, threads }) => sh`
    iqtree2 -s ${inputs.alignment} -m MFP -T ${threads} -seed 1 --prefix ml
    cp ml.treefile ${outputs.tree}
    awk '/^Best-fit model according to/ { print $NF }' ml.iqtree >${outputs.model}`,
});
const replicates = new ParallelMapStage(workflow, 'bootstrap', {
  over: Array.from({ length: 10 }, (_, at) => `${at + 1}`),
  each: (scope, seed) =>
    new GenomicsStage(scope, 'replicate', {
      cpu: 2,
      inputs: { alignment: trim.outputs.trimmed, model: ml.text('model'), seed },
      outputs: { trees: run.intermediate('boot.', seed, '.trees') },
      script: ({ inputs, outputs, threads }) => sh`
        iqtree2 -s ${inputs.alignment} -m ${inputs.model} -T ${threads} -bo 10 -seed ${inputs.seed} --prefix boot
        cp boot.boottrees ${outputs.trees}`,
    }),
});
new GenomicsStage(workflow, 'consensus', {
  inputs: { ml: ml.outputs.tree, trees: replicates.outputs.trees },
  outputs: { consensus: run.result('consensus.nwk'), supported: run.result('ml.support.nwk') },
  script: ({ inputs, outputs }) => sh`
    spread cat ${inputs.trees.args} >all.trees
    iqtree2 -con -minsup 0.5 -t all.trees --prefix consensus
    iqtree2 -sup ${inputs.ml} -t all.trees --prefix support
    cp consensus.contree ${outputs.consensus}
    cp support.suptree ${outputs.supported}`,
});
app.synth();
