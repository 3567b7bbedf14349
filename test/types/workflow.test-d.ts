// What a schedule must give, and what an exit handler may use. Checked by `tsc --noEmit`, never run.
import type { Construct } from 'constructs';
import { BwaAlignmentChart, CohortAlignmentChart, GenomicsWorkflow, sh } from '../../lib';
import { SEED_VOLUME } from '../support/volumes';

const parameters = { folder: '/run', sheet: {}, mode: { value: 'mem', enum: ['mem', 'aln'] } } as const;

export function schedulesGiveWhatHasNoValue(scope: Construct): void {
  const cron = '@daily';
  new GenomicsWorkflow(scope, 'w', { parameters, schedule: { cron, arguments: { sheet: '/s.csv' } } });
  new GenomicsWorkflow(scope, 'w', { parameters: { folder: '/run' }, schedule: { cron: ['@daily', '@weekly'] } });
  new GenomicsWorkflow(scope, 'w', { schedule: { cron } });
  // @ts-expect-error a parameter without a value, and no arguments
  new GenomicsWorkflow(scope, 'w', { parameters, schedule: { cron } });
  // @ts-expect-error arguments without the parameter that has no value
  new GenomicsWorkflow(scope, 'w', { parameters, schedule: { cron, arguments: { mode: 'mem' } } });
  // @ts-expect-error a misspelt parameter
  new GenomicsWorkflow(scope, 'w', { parameters, schedule: { cron, arguments: { sheet: '/s', foldr: '/x' } } });
  // @ts-expect-error a number is no value of a parameter
  new GenomicsWorkflow(scope, 'w', { parameters, schedule: { cron, arguments: { sheet: 1 } } });
  // @ts-expect-error no schedule at all
  new GenomicsWorkflow(scope, 'w', { schedule: { cron: [] } });
  // @ts-expect-error a misspelt policy
  new GenomicsWorkflow(scope, 'w', { schedule: { cron, concurrencyPolicy: 'Forbidden' } });
  new BwaAlignmentChart(scope, 'b', { schedule: { cron, arguments: { maxReads: '1000' } } });
  // @ts-expect-error a parameter that the pipeline does not have
  new CohortAlignmentChart(scope, 'c', { volume: SEED_VOLUME, schedule: { cron, arguments: { fastqFolder: '/x' } } });
}

export function exitHandlersKnowTheirRun(scope: Construct): void {
  new GenomicsWorkflow(scope, 'w', {
    parameters,
    onExit: {
      script: ({ run, parameters: own, secret }) => sh`tell ${run.status} ${own.sheet} ${secret('chat', 'token')}`,
    },
  });
  new GenomicsWorkflow(scope, 'w', {
    parameters,
    // @ts-expect-error a parameter that the workflow does not have
    onExit: { script: ({ parameters: own }) => sh`tell ${own.foldr}` },
  });
  // @ts-expect-error a run has no progress
  new GenomicsWorkflow(scope, 'w', { onExit: { script: ({ run }) => sh`tell ${run.progress}` } });
  // @ts-expect-error a text is no script
  new GenomicsWorkflow(scope, 'w', { onExit: { script: () => 'tell' } });
  // @ts-expect-error an exit handler has no outputs
  new GenomicsWorkflow(scope, 'w', { onExit: { script: () => sh`tell`, outputs: {} } });
  new CohortAlignmentChart(scope, 'c', {
    volume: SEED_VOLUME,
    onExit: { script: ({ parameters: own }) => sh`tell ${own.samples}` },
  });
  // @ts-expect-error a parameter of the other chart
  new BwaAlignmentChart(scope, 'b', { onExit: { script: ({ parameters: own }) => sh`tell ${own.samples}` } });
}
