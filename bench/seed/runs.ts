import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { invocations } from '../../lib/run/invocations';
import type { Invocation } from '../../lib/run/template';
import type { Relay, Request } from './relay';
import type { Side } from './sides';
import { type Timed, timed, timedPod } from './timed';

/** What one stage took; of a stage that runs for several items at once, all of them. */
export interface StageRun extends Timed {
  readonly stage: string;
  /** Empty without a relay. */
  readonly requests: readonly Request[];
}

/** Where containers find the volume, and who counts what is asked of it. */
export interface Place {
  readonly volume: string;
  readonly relay?: Relay;
}

export function runSide(
  side: Side,
  fastqFolder: string,
  sources: Readonly<Record<string, string>>,
  place: Place,
): Promise<StageRun[]> {
  return runStages(invocations(side.workflow, { ...sources, ...side.given, fastqFolder }), place);
}

/** Items of one stage run side by side, as under Argo; stages one after the other. What is between them is in no time. */
export async function runStages(all: readonly Invocation[], { volume, relay }: Place): Promise<StageRun[]> {
  const stages: StageRun[] = [];
  for (const stage of new Set(all.map(({ template }) => template))) {
    const items = all.filter(({ template }) => template === stage);
    await relay?.take();
    const each = await Promise.all(items.map((item) => timedPod(item, volume)));
    stages.push({ stage, ...together(each), requests: (await relay?.take()) ?? [] });
  }
  return stages;
}

/** The same tools with nothing around them, on local disk, where their input lies already. */
export async function runBare(local: string): Promise<Timed> {
  const folder = mkdtempSync(join(local, 'bare-'));
  for (const name of ['ref.fa', 'reads1.fq', 'reads2.fq']) cpSync(join(local, name), join(folder, name));
  const shell = (script: string): Promise<Timed> => timed(['sh', '-c', script], {}, folder);
  const index = await shell('bwa index ref.fa');
  const aln = await Promise.all([1, 2].map((mate) => shell(`bwa aln ref.fa reads${mate}.fq > ${mate}.sai`)));
  const pair = await shell('bwa sampe ref.fa 1.sai 2.sai reads1.fq reads2.fq | samtools sort -o sorted.bam -');
  rmSync(folder, { recursive: true });
  return inTurn([index, together(aln), pair]);
}

function together(all: readonly Timed[]): Timed {
  return { ...inTurn(all), wall: Math.max(...all.map(({ wall }) => wall)) };
}

export function inTurn(all: readonly Timed[]): Timed {
  const sum = (of: (one: Timed) => number): number => all.reduce((total, one) => total + of(one), 0);
  const memory = Math.max(...all.map((one) => one.memory));
  return { wall: sum(({ wall }) => wall), cpu: sum(({ cpu }) => cpu), memory, log: all.map(({ log }) => log).join('') };
}
