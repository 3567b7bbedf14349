import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import {
  differs,
  equals,
  GenomicsStage,
  GenomicsWorkflow,
  listOf,
  ParallelMapStage,
  sh,
  tableOf,
  Value,
} from '../../lib';
import { workflowTemplate } from './manifests';
import { SEED_VOLUME } from './volumes';

/**
 * Every kind of map and both outcomes of a condition, with stages that take no time: what an engine makes of our
 * lowering.
 */
export function mapsManifests(): readonly { readonly kind: string }[] {
  const chart = new Chart(Testing.app(), 'maps', { namespace: 'argo' });
  const volume = SEED_VOLUME;
  const workflow = new GenomicsWorkflow(chart, 'maps', {
    image: 'registry.example/geno/alltools:v0.2',
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    parameters: {
      folder: '/maps',
      samples:
        '[{"sample":"a","reads":"https://h/x/a_R1.fastq.gz"},{"sample":"b","reads":"https://h/x/b_R1.fastq.gz?q=1"}]',
      names: '["p","q","it\'s $$ $(IN_B)"]',
      mode: 'fast',
    },
  });
  const { folder, samples, names, mode } = workflow.parameters;
  const run = volume.folder(folder);

  // A table known at run time, throttled, with two stages for each row: a sample's second stage waits for its own first
  // alone.
  const table = new ParallelMapStage(workflow, 'rows', {
    over: tableOf(samples, ['sample', 'reads']),
    maxConcurrency: 1,
    each: (each, { sample, reads }) => {
      const { first } = new GenomicsStage(each, 'first', {
        inputs: { sample, name: reads.sample },
        outputs: { first: run.intermediate(sample, '.first') },
        script: ({ inputs, outputs }) => sh`printf '%s of %s\n' ${inputs.sample} ${inputs.name} > ${outputs.first}`,
      }).outputs;
      return new GenomicsStage(each, 'second', {
        inputs: { first },
        outputs: { second: run.intermediate(sample, '.second') },
        script: ({ inputs, outputs }) => sh`{ echo second; cat ${inputs.first}; } > ${outputs.second}`,
      });
    },
  });

  // A list known at run time within a list known at synth.
  const nested = new ParallelMapStage(workflow, 'lanes', {
    over: ['l1', 'l2'],
    each: (outer, lane) =>
      new ParallelMapStage(outer, 'parts', {
        over: listOf(names),
        maxConcurrency: 2,
        each: (inner, part) =>
          new GenomicsStage(inner, 'part', {
            inputs: { part, lane },
            outputs: { made: run.intermediate(lane, '-', part) },
            script: ({ inputs, outputs }) => sh`printf '%s in %s\n' ${inputs.part} ${inputs.lane} > ${outputs.made}`,
          }),
      }),
  });
  for (const [id, when] of [
    ['fast', equals(mode, 'fast')],
    ['slow', differs(mode, 'fast')],
  ] as const) {
    new GenomicsStage(workflow, id, {
      when,
      inputs: { mode },
      outputs: { taken: run.result(`${id}.txt`) },
      script: ({ inputs, outputs }) => sh`printf '%s\n' ${inputs.mode} > ${outputs.taken}`,
    });
  }
  new GenomicsStage(workflow, 'report', {
    inputs: { rows: table.outputs.second, parts: nested.outputs.made },
    outputs: { report: run.result(Value.of('report-', mode, '.txt')) },
    script: ({ inputs, outputs }) => sh`
      while read -r file; do cat "$file"; done < ${inputs.rows.list} > ${outputs.report}
      while read -r file; do cat "$file"; done < ${inputs.parts.list} >> ${outputs.report}`,
  });
  return Testing.synth(chart);
}

export function mapsWorkflow(): WorkflowTemplate {
  return workflowTemplate(mapsManifests());
}
