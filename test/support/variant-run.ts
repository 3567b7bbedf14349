import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { SharedVolume, VariantCallingChart, type VariantCallingChartProps } from '../../lib';
import { type Outcome, runWorkflow } from './argo-run';
import { toolsWith } from './example-data';
import { workflowTemplate } from './manifests';
import { byHand, linesOf, PLACE } from './variants-data';

/** The user and group of the volume's files. */
export const OWNER = { uid: 1000, gid: 1000 };

/** `targets` is the path of a BED on the volume, `samples` a JSON list. */
export type Options = Omit<VariantCallingChartProps, 'parameters' | 'volume'> & {
  readonly targets?: string;
  readonly samples?: string;
};

/** The chart over alignments that are there, with `/ref/genome.fa`. */
export function calling(alignments: readonly string[], { targets, samples, ...props }: Options = {}): WorkflowTemplate {
  const volume = SharedVolume.fromClaim({
    claimName: 'pvc-oss',
    volumeName: 'ossdir',
    mountPath: '/bwa',
    owner: OWNER,
  });
  const parameters = { folder: '/run', alignments: JSON.stringify(alignments), reference: '/ref/genome.fa' };
  const chart = new VariantCallingChart(Testing.app(), 'calling', {
    image: 'tools:1',
    volume,
    ...(alignments[0]?.endsWith('.cram') && { index: '.crai' as const }),
    parameters: { ...parameters, ...(targets && { targets }), ...(samples && { samples }) },
    ...props,
  } as VariantCallingChartProps);
  return workflowTemplate(Testing.synth(chart));
}

/** The tasks that failed, with their statuses and logs. */
export function failed({ ended }: Outcome): readonly string[] {
  return ended.filter(({ status }) => status !== 0).map(({ task, status, log }) => `${task} ${status} ${log}`);
}

const PAGE = 'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; echo page >"$2/report.html"';

/** This machine's tools, but for MultiQC, whose page takes seconds. */
export function withoutMultiqc(): string {
  return toolsWith({ multiqc: `[ "$1" = --version ] && exit; ${PAGE}` });
}

/** Runs it without MultiQC. */
export function run(made: WorkflowTemplate, volume: string, folder: string, uid: string): Promise<Outcome> {
  return runWorkflow(made, { volume, shell: 'dash', tools: withoutMultiqc() }, { folder }, uid);
}

/** The records of a run that must succeed. */
export async function called(
  volume: string,
  alignments: readonly string[],
  options: Options,
  { folder = '/run', uid = 'run-1' } = {},
): Promise<readonly string[]> {
  const outcome = await run(calling(alignments, options), volume, folder, uid);
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  return linesOf(byHand(volume, `bcftools view -H .${folder}/cohort.vcf.gz`));
}

/** What no filter marked: place, alleles, genotypes. */
export function passing(volume: string, vcf = 'run/cohort.vcf.gz'): readonly string[] {
  return linesOf(byHand(volume, `bcftools query -i 'FILTER="PASS"' -f '${PLACE}' ${vcf}`));
}
