import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { GenomicsStage, GenomicsWorkflow, listOf, ParallelMapStage, sh, tableOf, url } from '../../lib';
import { workflowTemplate } from './manifests';
import { SEED_VOLUME } from './volumes';

/** Every way to read what lies on the volume before a run, and directories on the way from stage to stage. */
export function givenManifests(): readonly { readonly kind: string }[] {
  const chart = new Chart(Testing.app(), 'given', { namespace: 'argo' });
  const volume = SEED_VOLUME;
  const workflow = new GenomicsWorkflow(chart, 'given', {
    image: 'tools:1',
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    parameters: { folder: '/run', sequences: '[]', bams: '[]', database: '/db/kraken', reads: '/reads/S1.fq' },
  });
  const { folder, sequences, bams, database, reads } = workflow.parameters;
  const run = volume.folder(folder);

  const build = new GenomicsStage(workflow, 'build', {
    inputs: {
      sequences: volume.files(listOf(sequences)),
      bams: volume.files(tableOf(bams, ['name', 'bam']), 'bam').with('.bai'),
    },
    outputs: { index: run.result('index/') },
    script: ({ inputs, outputs }) => sh`
      xargs -d '\n' cat <${inputs.sequences.list} >${outputs.index}/all.fa
      mkdir ${outputs.index}/bams
      while IFS= read -r bam; do
        cat "$bam" "$bam.bai" >${outputs.index}"/bams/\${bam##*/}.txt"
      done <${inputs.bams.list}`,
  });
  const each = new ParallelMapStage(workflow, 'each', {
    over: ['a', 'b'],
    each: (scope, name) =>
      new GenomicsStage(scope, 'list', {
        inputs: {
          name,
          index: build.outputs.index,
          database: volume.file(database, '/'),
          known: [volume.file('/beds/a.bed'), volume.file('/beds/b.bed')],
          reads: url(reads),
        },
        outputs: { listed: run.intermediate(name, '/') },
        script: ({ inputs, outputs }) => sh`
          echo ${inputs.name} >${outputs.listed}/name
          cd ${inputs.index}
          find . -type f >"$TMPDIR/files"
          sort "$TMPDIR/files" >${outputs.listed}/index
          cat ${inputs.database}/hash ${inputs.reads} >${outputs.listed}/given
          xargs -d '\n' cat <${inputs.known.list} >>${outputs.listed}/given`,
      }),
  });
  new GenomicsStage(workflow, 'report', {
    inputs: { listed: each.outputs.listed },
    outputs: { report: run.result('report.txt') },
    script: ({ inputs, outputs }) => sh`
      while IFS= read -r folder; do
        cat "$folder/name" "$folder/index" "$folder/given"
      done <${inputs.listed.list} >${outputs.report}`,
  });
  return Testing.synth(chart);
}

export function givenWorkflow(): WorkflowTemplate {
  return workflowTemplate(givenManifests());
}
