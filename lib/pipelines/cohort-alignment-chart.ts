import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { OnExit } from '../constructs/exit-handler';
import { GenomicsWorkflow } from '../constructs/genomics-workflow';
import type { Schedule } from '../constructs/schedule';
import { mustBe, placeOf } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import type { IVolume } from '../storage/file';
import { DEFAULT_OWNER } from '../storage/oss-options';
import { SharedVolume } from '../storage/volume';
import type { WorkflowReports } from '../synth/reports';
import { defined } from '../values/defined';
import {
  CohortAlignment,
  type CohortAlignmentProps,
  type CohortStage,
  type CohortStages,
  type CramBases,
} from './cohort-alignment';
import { CHART } from './kinds';

/** What differs from run to run. */
export interface CohortParameters {
  /** The run's folder on the volume, from `/`. @default '/cohort' */
  readonly folder: string;
  /** URL of the reference genome (FASTA), and SHA-256 or MD5 of what lies there. @default none: given at submission */
  readonly reference: string;
  readonly referenceChecksum: string;
  /** The samples, as `sheet` says. @default none: given at submission */
  readonly samples: string;
}

/** What depends on what the parameter `samples` is, and on the results' format. */
type ByChoice =
  | {
      /**
       * What the parameter `samples` is: `list`, the JSON that `writeSampleParameters` writes; `file`, a sheet's path
       * on the volume.
       * @default 'list'
       */
      readonly sheet?: 'list';
      readonly cram?: undefined;
      readonly stages?: CohortStages<Exclude<CohortStage, 'sheet' | 'cram'>>;
    }
  | {
      readonly sheet?: 'list';
      readonly cram: CramBases;
      readonly stages?: CohortStages<Exclude<CohortStage, 'sheet'>>;
    }
  | {
      readonly sheet: 'file';
      readonly cram?: undefined;
      readonly stages?: CohortStages<Exclude<CohortStage, 'cram'>>;
    }
  | { readonly sheet: 'file'; readonly cram: CramBases; readonly stages?: CohortStages<CohortStage> }
  | {
      readonly sheet?: 'list' | 'file';
      readonly cram?: CramBases;
      readonly stages?: CohortStages<Exclude<CohortStage, 'sheet' | 'cram'>>;
    };

/** @see CohortAlignmentChart */
export type CohortAlignmentChartProps = ByChoice &
  StageDefaults &
  WorkflowReports &
  Pick<CohortAlignmentProps, 'algorithm' | 'fastp' | 'maxConcurrency'> & {
    /** Where files live. @default the claim `data` at `/data`, whose files belong to uid and gid 1000 */
    readonly volume?: IVolume;
    /** @default 'argo', as the vendor's documents have it */
    readonly namespace?: string;
    /** The WorkflowTemplate's and the entrypoint's name. @default 'cohort' */
    readonly name?: string;
    /** Whether two runs in one folder wait for each other, by a mutex. @default true where `argoVersion` is given */
    readonly exclusive?: boolean;
    /** Has the workflow run by itself; needs an `argoVersion`. @default it is submitted */
    readonly schedule?: Schedule<Partial<CohortParameters>>;
    /** Tells somebody at the end of each run, whatever happened. @default nobody is told */
    readonly onExit?: OnExit<keyof CohortParameters>;
    /** Removes, at the end of each run, the files of its attempts that failed or were killed. @default false */
    readonly removeUnfinished?: boolean;
    /** Values for the parameters. */
    readonly parameters?: Partial<CohortParameters>;
  };

/** {@link CohortAlignment} as the WorkflowTemplate `cohort`. */
export class CohortAlignmentChart extends Chart {
  readonly workflow: GenomicsWorkflow;
  /** What it makes. */
  readonly alignment: CohortAlignment;

  constructor(scope: Construct, id: string, props: CohortAlignmentChartProps = {}) {
    mustBe(id, props, CHART);
    const { namespace = 'argo', name = 'cohort', sheet = 'list', parameters = {}, ...rest } = props;
    const { volume = SharedVolume.fromClaim({ claimName: 'data', owner: DEFAULT_OWNER }), ...others } = rest;
    const { cram, stages, algorithm, fastp, maxConcurrency, schedule, ...settings } = others;
    super(...placeOf(scope, id), { namespace });
    const { folder = '/cohort', ...given } = parameters;
    const samplesAre =
      sheet === 'file'
        ? 'Path on the volume of the sample sheet (CSV or TSV)'
        : 'JSON list of the samples, as writeSampleParameters writes it';
    const workflow = new GenomicsWorkflow(this, name, {
      ...settings,
      // Which of them have a value is known here only: the schedule looks when it is made.
      ...(schedule && { schedule: schedule as Schedule<CohortParameters> }),
      parameters: {
        folder: { value: folder, description: 'Folder on the volume, from /, for results' },
        reference: { ...known(given.reference), description: 'URL of the reference genome (FASTA)' },
        referenceChecksum: {
          ...known(given.referenceChecksum),
          description: 'SHA-256 or MD5 of the reference, by which it is kept',
        },
        samples: { ...known(given.samples), description: samplesAre },
      },
    });
    this.workflow = workflow;
    const { folder: path, samples, reference, referenceChecksum } = workflow.parameters;
    this.alignment = new CohortAlignment(workflow, 'CohortAlignment', {
      folder: volume.folder(path),
      reference,
      referenceChecksum,
      ...(sheet === 'file' ? { sheet: volume.file(samples) } : { samples }),
      ...defined({ cram, stages, algorithm, fastp, maxConcurrency }),
    } as CohortAlignmentProps);
  }
}

function known(value: string | undefined): { readonly value?: string } {
  return value === undefined ? {} : { value };
}
