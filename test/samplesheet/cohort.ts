import { Chart, Testing } from 'cdk8s';
import {
  column,
  type Folder,
  GenomicsStage,
  GenomicsWorkflow,
  type IVolume,
  lanesIn,
  ParallelMapStage,
  rowsIn,
  sampleSheet,
  samplesIn,
  sh,
  table,
  tableReader,
  type Value,
} from '../../lib';
import { SEED_VOLUME } from '../support/volumes';

const settings = { image: 'registry.example/tools:1', cpu: 1, memory: '64Mi', scratch: '1Mi' } as const;

/** All manifests of one whose sheet was written into parameter files at synth. */
export function cohortOfParameters(volume: IVolume = SEED_VOLUME): readonly Readonly<Record<string, unknown>>[] {
  const chart = new Chart(Testing.app(), 'cohort', { namespace: 'argo' });
  const parameters = {
    folder: '/cohort',
    samples: { description: 'params/<name>-001.yaml' },
    sampleNames: { description: 'beside samples' },
  };
  const workflow = new GenomicsWorkflow(chart, 'cohort', { ...settings, parameters });
  const { folder, samples, sampleNames } = workflow.parameters;
  perSample(workflow, volume.folder(folder), samples, sampleNames);
  return Testing.synth(chart);
}

/** The same sheet, read when the workflow runs: another cohort needs no synth. */
export function cohortOfSheet(volume: IVolume = SEED_VOLUME): readonly Readonly<Record<string, unknown>>[] {
  const chart = new Chart(Testing.app(), 'cohort', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'cohort', {
    ...settings,
    parameters: { folder: '/cohort', sheet: '/sheets/cohort.csv' },
  });
  const run = volume.folder(workflow.parameters.folder);
  const read = sampleSheet(workflow, 'sample-sheet', { sheet: volume.file(workflow.parameters.sheet), folder: run });
  perSample(workflow, run, read.text('samples'), read.text('sampleNames'));
  return Testing.synth(chart);
}

/**
 * A map over samples; in it a map over the sample's lanes and what merges them; at the end a report that gets names
 * alone.
 */
function perSample(
  workflow: GenomicsWorkflow<{ folder: string }>,
  run: Folder,
  samples: Value,
  sampleNames: Value,
): void {
  const merged = new ParallelMapStage(workflow, 'each-sample', {
    over: samplesIn(samples),
    each: (scope, { sample, layout, lanes }) => {
      const eachLane = new ParallelMapStage(scope, 'each-lane', {
        over: lanesIn(lanes),
        each: (inner, lane) =>
          new GenomicsStage(inner, 'lane', {
            inputs: {
              fastq_1: lane.fastq_1,
              fastq_2: lane.fastq_2,
              library: lane.library,
              unit: lane.platform_unit,
              layout,
            },
            outputs: { said: run.intermediate(sample, '_', lane.lane, '.txt') },
            script: ({ inputs, outputs }) =>
              sh`echo ${inputs.fastq_1} ${inputs.fastq_2} ${inputs.library} ${inputs.unit} ${inputs.layout} > ${outputs.said}`,
          }),
      });
      return new GenomicsStage(scope, 'merge', {
        inputs: { lanes: eachLane.outputs.said },
        outputs: { merged: run.result(sample, '.txt') },
        script: ({ inputs, outputs }) =>
          sh`while read -r lane; do cat "$lane"; done < ${inputs.lanes.list} > ${outputs.merged}`,
      });
    },
  });
  new GenomicsStage(workflow, 'report', {
    inputs: { merged: merged.outputs.merged, sampleNames },
    outputs: { report: run.result('report.txt') },
    script: ({ inputs, outputs }) => sh`
      echo ${inputs.sampleNames} > ${outputs.report}
      while read -r file; do cat "$file"; done < ${inputs.merged.list} >> ${outputs.report}`,
  });
}

/** The rules of the table that {@link rowsOfTable} runs over. */
export const ROWS = table({
  sample: column.name().unique(),
  state: column.oneOf('case', 'control').optional('control'),
  note: column.text().optional(),
});

/** A table of any columns, read when the workflow runs: a stage for each row says what it has. */
export function rowsOfTable(volume: IVolume): readonly Readonly<Record<string, unknown>>[] {
  const chart = new Chart(Testing.app(), 'rows', { namespace: 'argo' });
  const parameters = { folder: '/rows', table: '/sheets/rows.tsv' };
  const workflow = new GenomicsWorkflow(chart, 'rows', { ...settings, parameters });
  const folder = volume.folder(workflow.parameters.folder);
  const reader = tableReader(workflow, 'table', { table: volume.file(workflow.parameters.table), rules: ROWS, folder });
  new ParallelMapStage(workflow, 'each-row', {
    over: rowsIn(reader.text('rows'), ROWS),
    each: (scope, row) =>
      new GenomicsStage(scope, 'say', {
        inputs: row,
        outputs: { said: folder.result(row.sample, '.txt') },
        script: ({ inputs: { sample, state, note }, outputs }) =>
          sh`printf '%s|%s|%s\n' ${sample} ${state} ${note} >${outputs.said}`,
      }),
  });
  return Testing.synth(chart);
}
