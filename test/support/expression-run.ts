import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { GeneExpressionChart, type GeneExpressionChartProps, SharedVolume } from '../../lib';
import { type Outcome, runWorkflow } from './argo-run';
import { md5 } from './expression-data';
import { workflowTemplate } from './manifests';
import { textOf } from './tree';
import { OWNER, withoutMultiqc } from './variant-run';

/** A claim whose files belong to the tests' user. */
export const VOLUME = SharedVolume.fromClaim({
  claimName: 'pvc-oss',
  volumeName: 'ossdir',
  mountPath: '/bwa',
  owner: OWNER,
});

/** The chart over a sheet and references that are on the volume. */
export function expression(props: GeneExpressionChartProps = {}): WorkflowTemplate {
  const chart = new GeneExpressionChart(Testing.app(), 'expression', {
    image: 'tools:1',
    cpu: 1,
    sheet: 'file',
    volume: VOLUME,
    ...props,
    parameters: { folder: '/run', samples: '/sheets/samples.csv' },
  } as GeneExpressionChartProps);
  return workflowTemplate(Testing.synth(chart));
}

/** A line of a sheet of nf-core/rnaseq: `S1` is `/reads/S1_1.fastq.gz` and `/reads/S1_2.fastq.gz`. */
export interface Row {
  readonly sample: string;
  /** What its files are called. @default as the sample */
  readonly file?: string;
  readonly strandedness?: string;
}

export function laySheet(volume: string, rows: readonly Row[]): void {
  const lines = rows.map(
    ({ sample, file = sample, strandedness = 'auto' }) =>
      `${sample},/reads/${file}_1.fastq.gz,/reads/${file}_2.fastq.gz,${strandedness}\n`,
  );
  mkdirSync(join(volume, 'sheets'), { recursive: true });
  writeFileSync(join(volume, 'sheets/samples.csv'), `sample,fastq_1,fastq_2,strandedness\n${lines.join('')}`);
}

/** Both mates of a sample's file. */
export function layReads(volume: string, file: string, mates: readonly Buffer[]): void {
  for (const [at, mate] of mates.entries()) layFile(volume, `reads/${file}_${at + 1}.fastq.gz`, mate);
}

export function layFile(volume: string, path: string, body: string | Buffer): void {
  mkdirSync(dirname(join(volume, path)), { recursive: true });
  writeFileSync(join(volume, path), body);
}

/** The parameters of references that lie on the volume. */
export function references(volume: string, paths: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(paths).flatMap(([name, path]) => [
      [name, path],
      [`${name}Checksum`, md5(readFileSync(join(volume, path)))],
    ]),
  );
}

/** Runs it, without MultiQC. */
export function run(
  made: WorkflowTemplate,
  volume: string,
  parameters: Readonly<Record<string, string>>,
  uid = 'run-1',
): Promise<Outcome> {
  return runWorkflow(made, { volume, shell: 'dash', tools: withoutMultiqc() }, parameters, uid);
}

/** The tasks that did what was not done before. */
export function worked({ ended }: Outcome): readonly string[] {
  return ended.filter(({ log }) => !/\] (done before|this run did it before): /.test(log)).map(({ task }) => task);
}

/** A table as rows of cells. */
export function tableOf(volume: string, path: string): readonly (readonly string[])[] {
  return textOf(volume, path)
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
}

/** A sample's column of a table by transcript or by gene. */
export function columnOf(volume: string, path: string, sample: string): ReadonlyMap<string, number> {
  const [header = [], ...rows] = tableOf(volume, path);
  const at = header.indexOf(sample);
  return new Map(rows.map((cells) => [cells[0] ?? '', Number(cells[at])]));
}

/** Pearson's correlation. */
export function correlation(one: readonly number[], other: readonly number[]): number {
  const mean = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length;
  const [a, b] = [mean(one), mean(other)];
  const sum = (f: (x: number, y: number) => number): number =>
    one.reduce((all, value, at) => all + f(value - a, (other[at] ?? 0) - b), 0);
  return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
}
