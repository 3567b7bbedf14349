import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { type Invocation, invocations } from './argo';
import { evaluate } from './argo-expression';
import { columns, recordsOf } from './fault-data';
import { type Held, holdAt } from './fault-hold';
import type { Place } from './fault-place';
import { type PodFault, startPod } from './fault-pod';
import type { Ended } from './run';

export type Given = Readonly<Record<string, string>>;

export const RESULT = 'SRR1976948.untrimmed.sam.bam.sorted.bam';
const READ = '.work/reader/records.sam';

/** What happens around the stages of a run, by their tasks. */
export interface Around {
  readonly pods?: Readonly<Record<string, PodFault>>;
  /** The first attempt alone meets the faults of its pod. */
  readonly isOnce?: boolean;
  readonly before?: Readonly<Record<string, () => void>>;
  /** A stage's first attempt stands still after so many changes of the volume, until this is done. */
  readonly hold?:
    | { readonly task: string; readonly change: number; readonly until: () => Promise<unknown> }
    | undefined;
  /** How often a stage is tried whose failure the manifest lets be tried again. */
  readonly tries?: number;
}

export interface Run {
  readonly ended: readonly Ended[];
  readonly last: Ended;
  readonly isDone: boolean;
}

/** The pipeline, and behind it a stage that takes the BAM as every consumer does: it must never get a wrong one. */
export function withReader(workflow: WorkflowTemplate, given: Given, { folder }: Place): readonly Invocation[] {
  const all = invocations(workflow, { fastqFolder: folder, ...given });
  return [...all, reader(all.at(-1), folder)];
}

/** A stage that writes the BAM's records as text, in the protocol of the manifest. */
export function reader(maker: Invocation | undefined, folder: string): Invocation {
  const [protocol = '', words = ''] = maker?.container.args ?? [];
  const companions = /out:OUT_BAM(\S*)/.exec(words)?.[1];
  if (maker === undefined || companions === undefined) throw new Error(`no stage that makes a BAM: ${words}`);
  const own = `stage=reader script=sha256:0 image=reader:1 scratch=1 mount=/bwa made:IN_BAM${companions} out:OUT_READ`;
  const env = [
    { name: 'IN_BAM', value: `/bwa${folder}/${RESULT}` },
    { name: 'OUT_READ', value: `/bwa${folder}/${READ}` },
  ];
  const args = [protocol, own, 'samtools view -F 0x900 "$IN_BAM" > "$OUT_READ"'];
  return { ...maker, task: 'reader', template: 'reader', container: { ...maker.container, args, env } };
}

/** Runs containers in order, each as often as it may be tried, until one has failed for good. */
export async function runStages(
  all: readonly Invocation[],
  { volume }: Place,
  isTried: Retried,
  around: Around = {},
): Promise<Run> {
  const { pods = {}, isOnce = false, before = {}, tries = 1, hold } = around;
  const ended: Ended[] = [];
  for (const invocation of all) {
    before[invocation.task]?.();
    for (let attempt = 1; attempt <= tries; attempt++) {
      const fault = isOnce && attempt > 1 ? {} : pods[invocation.task];
      const isHeld = hold?.task === invocation.task && attempt === 1;
      const one = isHeld
        ? await release(await holdAt(invocation, volume, hold.change), hold.until)
        : await startPod(invocation, volume, fault).ended;
      ended.push(one);
      if (one.status === 0 || !isTried(invocation, one.status)) break;
    }
    if (ended.at(-1)?.status !== 0) break;
  }
  const last = ended.at(-1);
  if (last === undefined) throw new Error('nothing ran');
  return { ended, last, isDone: last.status === 0 };
}

async function release({ isHeld, go }: Held, until: () => Promise<unknown>): Promise<Ended> {
  if (!isHeld) throw new Error('the stage has ended before that change');
  await until();
  return go();
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
