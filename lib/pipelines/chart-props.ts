import type { OnExit } from '../constructs/exit-handler';
import type { Schedule } from '../constructs/schedule';
import { oneOf, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import type { IVolume } from '../storage/file';
import { DEFAULT_OWNER } from '../storage/oss-options';
import { SharedVolume } from '../storage/volume';
import type { WorkflowReports } from '../synth/reports';

/** What a chart takes that is a pipeline as a WorkflowTemplate with the parameters `P`. */
export interface PipelineChartProps<P> extends StageDefaults, WorkflowReports {
  /** Where files live. @default the claim `data` at `/data`, whose files belong to uid and gid 1000 */
  readonly volume?: IVolume;
  /** @default 'argo', as the vendor's documents have it */
  readonly namespace?: string;
  /** The WorkflowTemplate's and the entrypoint's name. @default that of the pipeline */
  readonly name?: string;
  /** Whether two runs in one folder wait for each other, by a mutex. @default true where `argoVersion` is given */
  readonly exclusive?: boolean;
  /** Has the workflow run by itself; needs an `argoVersion`. @default it is submitted */
  readonly schedule?: Schedule<Partial<P>>;
  /** Tells somebody at the end of each run, whatever happened. @default nobody is told */
  readonly onExit?: OnExit<keyof P & string>;
  /** Removes, at the end of each run, the files of its attempts that failed or were killed. @default false */
  readonly removeUnfinished?: boolean;
  /** Values for the parameters. */
  readonly parameters?: Partial<P>;
}

/** A parameter of a chart: without a value it has to be given at submission. */
export function described(
  value: string | undefined,
  description: string,
): { readonly value?: string; readonly description: string } {
  return value === undefined ? { description } : { value, description };
}

/** The schedule as a workflow takes it: which parameters have a value is known when it is made, and it looks then. */
export function scheduled<P>(schedule: Schedule<Partial<P>> | undefined): { readonly schedule?: Schedule<P> } {
  return schedule === undefined ? {} : { schedule: schedule as Schedule<P> };
}

/** What the parameter `samples` of a chart holds. */
export type SampleList = 'list' | 'file';

export const SHEET = optional(oneOf('list', 'file'));

/** @see SampleList */
export const SAMPLES: Readonly<Record<SampleList, string>> = {
  list: 'JSON list of the samples, as writeSampleParameters writes it',
  file: 'Path on the volume of the sample sheet (CSV or TSV)',
};

/** What ran, below the run's folder. */
export const MANIFEST = 'pipeline_info/manifest.json';

/** The volume of a chart that is told of none. */
export function dataVolume(): IVolume {
  return SharedVolume.fromClaim({ claimName: 'data', owner: DEFAULT_OWNER });
}
