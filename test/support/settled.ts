import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { GenomicsStage, GenomicsWorkflow, ParallelMapStage, settled, sh, tableOf } from '../../lib';
import { workflowTemplate } from './manifests';
import { SEED_VOLUME } from './volumes';

/** A map of which items may fail (those whose file says `bad`), and a table over what there is. */
export function settledWorkflow(maxConcurrency?: number): WorkflowTemplate {
  const chart = new Chart(Testing.app(), 'settled', { namespace: 'argo' });
  const volume = SEED_VOLUME;
  const workflow = new GenomicsWorkflow(chart, 'settled', {
    image: 'registry.example/geno/alltools:v0.2',
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    parameters: { folder: '/set', samples: '[]' },
  });
  const { folder, samples } = workflow.parameters;
  const run = volume.folder(folder);
  const each = new ParallelMapStage(workflow, 'samples', {
    over: tableOf(samples, ['sample', 'file']),
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    each: (scope, { sample, file }) => {
      const { result } = new GenomicsStage(scope, 'work', {
        inputs: { file: volume.file(file) },
        outputs: { result: run.result(sample, '.txt') },
        script: ({ inputs, outputs }) => sh`
          if grep -q bad ${inputs.file}; then fail 65 "the data are bad"; fi
          cat ${inputs.file} > ${outputs.result}`,
      }).outputs;
      return new GenomicsStage(scope, 'row', {
        inputs: { sample, result },
        outputs: { row: run.intermediate(sample, '.tsv') },
        script: ({ inputs, outputs }) =>
          sh`printf '%s\t%s\n' ${inputs.sample} "$(cat ${inputs.result})" > ${outputs.row}`,
      });
    },
  });
  new GenomicsStage(workflow, 'table', {
    inputs: { rows: settled(each.outputs.row) },
    outputs: { table: run.result('table.tsv') },
    script: ({ inputs, outputs }) => sh`
      { echo sample; while read -r row; do cat "$row"; done < ${inputs.rows.list}
        while IFS= read -r name; do printf '%s\tfailed\n' "$name"; done < ${inputs.rows.failed}; } > ${outputs.table}
      echo "a table was written"; exit 0`,
  });
  return workflowTemplate(Testing.synth(chart));
}
