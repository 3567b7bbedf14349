import { parseQuantity } from '../../check/kubernetes/quantity';
import type { PodReport } from '../machine/machine';
import { bytes, duration, table } from './words';

/** What a stage did and cost, over all its items and attempts. */
export interface StageSummary {
  readonly stage: string;
  readonly items: number;
  /** Containers that ended, earlier attempts included. */
  readonly attempts: number;
  readonly doneBefore: number;
  readonly failed: number;
  /** Of all containers together. */
  readonly seconds: number;
  /** Undefined where nothing was seen of any. */
  readonly cpuSeconds: number | undefined;
  /** The most that one container had. */
  readonly memoryBytes: number | undefined;
  readonly askedCpus: number | undefined;
  readonly askedMemoryBytes: number | undefined;
}

/** Whether a stage found its work done. */
export function wasDone({ end }: PodReport): boolean {
  return /^\[[^\]]*\] (?:done before|this run did it before): /m.test(end.log);
}

/** By stage, in the order in which their first containers ended. */
export function summaries(pods: readonly PodReport[]): readonly StageSummary[] {
  const stages = [...new Set(pods.map(({ attempt }) => attempt.stage))];
  return stages.map((stage) =>
    summaryOf(
      stage,
      pods.filter(({ attempt }) => attempt.stage === stage),
    ),
  );
}

function summaryOf(stage: string, pods: readonly PodReport[]): StageSummary {
  const last = new Map(pods.map((pod) => [pod.attempt.invocation.task, pod]));
  const sizes = pods.flatMap(({ end }) => end.memory ?? []);
  const costs = pods.flatMap(({ end }) => end.cpuSeconds ?? []);
  const limits = pods[0]?.attempt.invocation.container.resources?.limits;
  const total = (amount: (pod: PodReport) => number): number => pods.reduce((sum, pod) => sum + amount(pod), 0);
  return {
    stage: stage === '' ? (pods[0]?.attempt.invocation.template ?? '') : stage,
    items: last.size,
    attempts: pods.length,
    doneBefore: pods.filter(wasDone).length,
    failed: [...last.values()].filter(({ phase }) => phase !== 'Succeeded').length,
    seconds: total((pod) => pod.seconds),
    cpuSeconds: costs.length === 0 ? undefined : costs.reduce((sum, one) => sum + one, 0),
    memoryBytes: sizes.length === 0 ? undefined : Math.max(...sizes),
    askedCpus: parseQuantity(limits?.['cpu']),
    askedMemoryBytes: parseQuantity(limits?.['memory']),
  };
}

/** What was asked for beside what was used: too much of it costs money, too little time. */
export function summaryLines(all: readonly StageSummary[]): readonly string[] {
  const head = ['stage', 'items', 'wall', 'CPU time', 'CPUs used', 'of', 'peak memory', 'of'];
  const rows = all.map((one) => [
    one.stage,
    `${one.items}`,
    duration(one.seconds),
    one.cpuSeconds === undefined ? '-' : duration(one.cpuSeconds),
    one.cpuSeconds === undefined || one.seconds < 1 ? '-' : (one.cpuSeconds / one.seconds).toFixed(1),
    one.askedCpus === undefined ? '-' : `${one.askedCpus}`,
    one.memoryBytes === undefined ? '-' : bytes(one.memoryBytes),
    one.askedMemoryBytes === undefined ? '-' : bytes(one.askedMemoryBytes),
  ]);
  return table([head, ...rows]);
}
