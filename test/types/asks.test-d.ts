// What a stage asks for, and what its programs are told, is typed. Checked by `tsc --noEmit`, never run.
import type { Construct } from 'constructs';
import {
  BwaAlignmentChart,
  bwaReference,
  CohortAlignmentChart,
  type Folder,
  GenomicsStage,
  setDefaults,
  sh,
  type Value,
} from '../../lib';

export function stagesAsk(scope: Construct, folder: Folder): void {
  new GenomicsStage(scope, 'a', {
    env: { LICENCE: { secret: 's', key: 'k' }, THREADS_PER_JOB: '4' },
    outputs: { x: folder.result('x') },
    script: ({ env }) => sh`tool ${env.LICENCE} ${env.THREADS_PER_JOB}`,
  });
  new GenomicsStage(scope, 'b', {
    env: { LICENCE: { secret: 's', key: 'k' } },
    outputs: { x: folder.result('x') },
    // @ts-expect-error a variable that the stage does not have
    script: ({ env }) => sh`tool ${env.LICENSE}`,
  });
  new GenomicsStage(scope, 'c', {
    outputs: { x: folder.result('x') },
    // @ts-expect-error a stage without variables of its own has none
    script: ({ env }) => sh`tool ${env.LICENCE}`,
  });
  // @ts-expect-error a Secret has keys
  setDefaults(scope, { env: { LICENCE: { secret: 's' } } });
  // @ts-expect-error a number is written as a text
  setDefaults(scope, { env: { OMP_NUM_THREADS: 4 } });
  setDefaults(scope, { mounts: { '/opt/db': { claim: 'db' }, '/dev/shm': { emptyDir: 'memory', size: '1Gi' } } });
  // @ts-expect-error a node's own folders are no volume of a stage
  setDefaults(scope, { mounts: { '/opt/db': { hostPath: '/data' } } });
  // @ts-expect-error one volume at one place
  setDefaults(scope, { mounts: { '/opt/db': { claim: 'db', secret: 's' } } });
  // @ts-expect-error what lies in memory has a size
  setDefaults(scope, { mounts: { '/dev/shm': { emptyDir: 'memory' } } });
  // @ts-expect-error a number of GPUs is a number
  setDefaults(scope, { extendedResources: { 'nvidia.com/gpu': '1' } });
  // @ts-expect-error disk is requested by `scratch`
  setDefaults(scope, { requests: { 'ephemeral-storage': '1Gi' } });
}

export function programsAreTold(scope: Construct, folder: Folder, reference: Value): void {
  bwaReference(scope, 'r', { reference, folder, args: { index: ['-b', 10_000_000], faidx: [] } });
  // @ts-expect-error a program that the stage does not run
  bwaReference(scope, 'r', { reference, folder, args: { mem: ['-Y'] } });
  // @ts-expect-error arguments are a list, for none is split
  bwaReference(scope, 'r', { reference, folder, args: { index: '-a is' } });
  new BwaAlignmentChart(scope, 'b', { stages: { bwamap: { args: { aln: ['-q', 15] } } } });
  new BwaAlignmentChart(scope, 'b', { algorithm: 'mem', stages: { bwamap: { args: { mem: ['-Y'] } } } });
  // @ts-expect-error nothing of that stage takes arguments
  new BwaAlignmentChart(scope, 'b', { parameters: { fastq1Checksum: '' }, stages: { bwareads: { args: {} } } });
  new CohortAlignmentChart(scope, 'c', { fastp: ['-q', 20], stages: { merge: { args: { markdup: ['-d', 2500] } } } });
  // @ts-expect-error a program that the stage does not run
  new CohortAlignmentChart(scope, 'c', { stages: { merge: { args: { sort: ['-l', 9] } } } });
}
