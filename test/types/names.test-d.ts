// The wrong thing does not compile: checked by `tsc --noEmit`, never run. An expectation that no longer holds is an
// error itself.
import type { Construct } from 'constructs';
import { GenomicsStage, GenomicsWorkflow, ParallelMapStage, type SharedVolume, sh, tableOf } from '../../lib';

export function parametersAreCheckedByName(scope: Construct, volume: SharedVolume): void {
  const { parameters } = new GenomicsWorkflow(scope, 'w', { parameters: { folder: '/run', samples: '[]' } });
  volume.folder(parameters.folder);
  // @ts-expect-error a misspelt parameter
  volume.folder(parameters.foldre);
  // @ts-expect-error a workflow that declares no parameter has none
  new GenomicsWorkflow(scope, 'x').parameters.folder;
}

export function inputsAndOutputsAreCheckedByName(workflow: GenomicsWorkflow, volume: SharedVolume): void {
  const run = volume.folder('/run');
  const stage = new GenomicsStage(workflow, 'a', {
    inputs: { reads: volume.file('/in') },
    outputs: { bam: run.result('x.bam') },
    script: ({ inputs, outputs, threads }) => {
      // @ts-expect-error a misspelt input
      inputs.raeds;
      // @ts-expect-error a misspelt output
      outputs.bma;
      return sh`tool -t ${threads} ${inputs.reads} > ${outputs.bam}`;
    },
  });
  stage.outputs.bam;
  // @ts-expect-error a misspelt output of a stage
  stage.outputs.bma;
  new GenomicsStage(workflow, 'b', {
    outputs: { bam: run.result('y.bam') },
    script: ({ inputs }) => {
      // @ts-expect-error a stage that declares no input has none
      inputs['reads'];
      return sh`tool`;
    },
  });
}

export function columnsAreCheckedByName(workflow: GenomicsWorkflow<{ samples: string }>, volume: SharedVolume): void {
  const run = volume.folder('/run');
  const table = new ParallelMapStage(workflow, 'table', {
    over: tableOf(workflow.parameters.samples, ['sample', 'fastq']),
    each: (scope, row) => {
      // @ts-expect-error a misspelt column of a run-time table
      row.smaple;
      return new GenomicsStage(scope, 'a', {
        outputs: { x: run.result(row.sample, row.fastq.name) },
        script: () => sh`tool`,
      });
    },
  });
  // @ts-expect-error a misspelt output of a map
  table.outputs.y;
  new ParallelMapStage(workflow, 'rows', {
    over: [
      { sample: 'a', lane: '1' },
      { sample: 'b', lane: '2' },
    ],
    each: (scope, row) => {
      // @ts-expect-error a misspelt column of rows that are known at synth
      row.lnae;
      return new GenomicsStage(scope, 'b', {
        outputs: { x: run.result(row.sample, row.lane) },
        script: () => sh`tool`,
      });
    },
  });
  new ParallelMapStage(workflow, 'texts', {
    over: ['chr1', 'chr2'],
    each: (scope, region) => {
      // @ts-expect-error a text has no columns
      region.sample.sample.lane;
      return new GenomicsStage(scope, 'c', { outputs: { x: run.result(region) }, script: () => sh`tool` });
    },
  });
}

export function itemsAreSeenWithinTheirMapOnly(
  workflow: GenomicsWorkflow<{ samples: string }>,
  volume: SharedVolume,
): void {
  const run = volume.folder('/run');
  const map = new ParallelMapStage(workflow, 'm', {
    over: tableOf(workflow.parameters.samples, ['sample']),
    each: (scope, row) => {
      const inner = new GenomicsStage(scope, 'a', {
        outputs: { x: run.intermediate(row.sample) },
        script: () => sh`tool`,
      });
      return new GenomicsStage(scope, 'b', {
        inputs: inner.outputs,
        outputs: { y: run.result(row.sample) },
        script: () => sh`tool`,
      });
    },
  });
  map.outputs.y;
  // @ts-expect-error an output that the body keeps to itself
  map.outputs.x;
  // @ts-expect-error the item is the body's
  run.result(row.sample);
}
