import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { evaluate } from '../../lib/run/expression';
import { invocations } from '../../lib/run/invocations';
import type { Invocation } from '../../lib/run/template';
import { columns, recordsOf } from './fault-data';
import type { Place } from './fault-place';
import { type PodFault, startPod } from './fault-pod';
import type { Ended } from './run';

export type Given = Readonly<Record<string, string>>;

export const RESULT = 'SRR1976948.untrimmed.sam.bam.sorted.bam';
const READ = 'read/records.sam';

/** What happens around the stages of a run, by their tasks. */
export interface Around {
  readonly pods?: Readonly<Record<string, PodFault>>;
  /** The first attempt alone meets the faults of its pod. */
  readonly isOnce?: boolean;
  readonly before?: Readonly<Record<string, () => void>>;
  /** How often a stage is tried whose failure the manifest lets be tried again. */
  readonly tries?: number;
}

export interface Run {
  readonly ended: readonly Ended[];
  readonly last: Ended;
  readonly isDone: boolean;
  /** The last stage, which reads what the run made. */
  readonly reader: Invocation;
}

/**
 * A new run of the pipeline, and behind it a stage that takes the BAM as every consumer does: it must never get a wrong
 * one.
 */
export function withReader(workflow: WorkflowTemplate, given: Given, { folder }: Place): readonly Invocation[] {
  const all = invocations(workflow, { fastqFolder: folder, ...given });
  return [...all, reader(all.at(-1), folder)];
}

/** A stage that writes the BAM's records as text, as a stage of the manifest would. */
function reader(maker: Invocation | undefined, folder: string): Invocation {
  const args = maker?.container.args ?? [];
  const [, suffixes] = args.flatMap((option) => /^--publish=OUT_BAM(.*)$/.exec(option) ?? []);
  if (maker === undefined || suffixes === undefined) throw new Error(`no stage that makes a BAM: ${args.join(' ')}`);
  const options = [
    '--stage=reader',
    '--image=reader:1',
    '--scratch-mib=1',
    '--volume=/bwa,/bwa/.work',
    `--input=IN_BAM${suffixes}`,
    '--publish=OUT_READ',
  ];
  const env = [
    ...(maker.container.env ?? []).filter(({ name }) => name === 'RUN'),
    { name: 'IN_BAM', value: `/bwa${folder}/${RESULT}/bam` },
    { name: 'OUT_READ', value: `/bwa${folder}/${READ}` },
  ];
  const script = 'samtools view -F 0x900 "$IN_BAM" > "$OUT_READ"';
  const container = { ...maker.container, args: [...options, '--script', script], env };
  return { ...maker, task: 'reader', template: 'reader', container };
}

/** Runs containers in order, each as often as it may be tried, until one has failed for good. */
export async function runStages(
  all: readonly Invocation[],
  { volume }: Place,
  isTried: Retried,
  around: Around = {},
): Promise<Run> {
  const { pods = {}, isOnce = false, before = {}, tries = 1 } = around;
  const ended: Ended[] = [];
  for (const invocation of all) {
    before[invocation.task]?.();
    for (let attempt = 1; attempt <= tries; attempt++) {
      const fault = isOnce && attempt > 1 ? {} : pods[invocation.task];
      const one = await startPod(invocation, volume, fault).ended;
      ended.push(one);
      if (one.status === 0 || !isTried(invocation, one.status)) break;
    }
    if (ended.at(-1)?.status !== 0) break;
  }
  const [last, reader] = [ended.at(-1), all.at(-1)];
  if (last === undefined || reader === undefined) throw new Error('nothing ran');
  return { ended, last, isDone: last.status === 0, reader };
}

/** Whether Argo would start another pod after one that ended so. */
export type Retried = (invocation: Invocation, status: number) => boolean;

export function retriedBy({ spec }: WorkflowTemplate): Retried {
  return ({ template }, status) => {
    const strategy = spec.templates?.find(({ name }) => name === template)?.retryStrategy;
    if (strategy?.expression === undefined) return strategy !== undefined;
    return evaluate(strategy.expression, { 'lastRetry.status': 'Failed', 'lastRetry.exitCode': `${status}` }) === true;
  };
}

/** What is at the BAM's place: nothing, a file that is no BAM, or its records. */
export function bamOf(volume: string, folder: string): readonly string[] | 'no BAM' | 'a cut BAM' {
  const path = join(volume, folder, RESULT);
  if (!existsSync(path)) return 'no BAM';
  try {
    return recordsOf(path);
  } catch {
    return 'a cut BAM';
  }
}

/** The records that the reader was given. */
export function recordsRead({ volume, folder }: Place): readonly string[] {
  return columns(readFileSync(join(volume, folder, READ), 'latin1'));
}
