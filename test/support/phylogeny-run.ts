import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { PhylogenyChart, type PhylogenyChartProps, SharedVolume } from '../../lib';
import type { Outcome } from './argo-run';
import { workflowTemplate } from './manifests';
import { OWNER, run } from './variant-run';

/** Props of the chart, with the paths on the volume that its parameters have. */
export type TreeOptions = Partial<Record<'mask' | 'samples', string>> & Readonly<Record<string, unknown>>;

function chart(props: object): WorkflowTemplate {
  const volume = SharedVolume.fromClaim({
    claimName: 'pvc-oss',
    volumeName: 'ossdir',
    mountPath: '/bwa',
    owner: OWNER,
  });
  const made = new PhylogenyChart(Testing.app(), 'phylogeny', {
    image: 'tools:1',
    volume,
    ...props,
  } as PhylogenyChartProps);
  return workflowTemplate(Testing.synth(made));
}

/** The chart over alignments that are there, with `/ref/genome.fa`. */
export function ofAlignments(
  names: readonly string[],
  { mask, samples, ...props }: TreeOptions = {},
): WorkflowTemplate {
  const alignments = JSON.stringify(names.map((name) => `/bams/${name}.bam`));
  const parameters = { folder: '/run', alignments, reference: '/ref/genome.fa' };
  return chart({ parameters: { ...parameters, ...(mask && { mask }), ...(samples && { samples }) }, ...props });
}

/** The chart over files of sequences that are there. */
export function ofSequences(paths: readonly string[], props: TreeOptions = {}): WorkflowTemplate {
  return chart({ from: 'sequences', parameters: { folder: '/run', sequences: JSON.stringify(paths) }, ...props });
}

/** Runs it without MultiQC. */
export function grow(made: WorkflowTemplate, volume: string, uid = 'run-1', folder = '/run'): Promise<Outcome> {
  return run(made, volume, folder, uid);
}

/** The tasks that were not done before. */
export function worked({ ended }: Outcome): readonly string[] {
  return ended.filter(({ log }) => !log.includes('] done before: ')).map(({ task }) => task);
}
