import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { GeneExpressionChart, type GeneExpressionChartProps, SharedVolume } from '../../lib';
import { workflowTemplate } from './manifests';

/** The user and group of the volume's files. */
export const OWNER = { uid: 1000, gid: 1000 };

/** The chart over a sheet on the volume, with references there. */
export function expression(props: GeneExpressionChartProps = {}): WorkflowTemplate {
  const volume = SharedVolume.fromClaim({
    claimName: 'pvc-oss',
    volumeName: 'ossdir',
    mountPath: '/bwa',
    owner: OWNER,
  });
  const chart = new GeneExpressionChart(Testing.app(), 'expression', {
    image: 'tools:1',
    cpu: 1,
    sheet: 'file',
    volume,
    ...props,
    parameters: { folder: '/run', samples: '/sheets/samples.csv', ...props.parameters },
  } as GeneExpressionChartProps);
  return workflowTemplate(Testing.synth(chart));
}
