import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { GenomicsWorkflow } from '../constructs/genomics-workflow';
import { ANYTHING, type Fields, TEXT } from '../kinds';
import { CHECKSUM } from '../tools/checksum';
import { defined } from '../values/defined';
import { dataVolume, described, type PipelineChartProps, SAMPLES, SHEET, scheduled } from './chart-props';
import {
  COHORT_ALIGNMENT,
  CohortAlignment,
  type CohortAlignmentProps,
  type CohortStage,
  type CohortStages,
  type CramBases,
} from './cohort-alignment';
import { chartAt } from './kinds';

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
  PipelineChartProps<CohortParameters> &
  Pick<CohortAlignmentProps, 'algorithm' | 'fastp' | 'maxConcurrency'>;

const OWN = { sheet: SHEET, cram: ANYTHING, algorithm: ANYTHING, fastp: ANYTHING, maxConcurrency: ANYTHING };

const PARAMETERS = {
  folder: TEXT,
  reference: TEXT,
  referenceChecksum: CHECKSUM,
  samples: TEXT,
} satisfies Fields<CohortParameters>;

/** {@link CohortAlignment} as the WorkflowTemplate `cohort`. */
export class CohortAlignmentChart extends Chart {
  readonly workflow: GenomicsWorkflow;
  /** What it makes. */
  readonly alignment: CohortAlignment;

  constructor(scope: Construct, id: string, props: CohortAlignmentChartProps = {}) {
    const place = chartAt(scope, id, props, OWN, PARAMETERS, COHORT_ALIGNMENT);
    const { namespace = 'argo', name = 'cohort', sheet = 'list', parameters = {}, ...rest } = props;
    const { volume = dataVolume(), cram, stages, algorithm, fastp, maxConcurrency, schedule, ...settings } = rest;
    super(...place, { namespace });
    const { folder = '/cohort', ...given } = parameters;
    const workflow = new GenomicsWorkflow(this, name, {
      ...settings,
      ...scheduled<CohortParameters>(schedule),
      parameters: {
        folder: described(folder, 'Folder on the volume, from /, for results'),
        reference: described(given.reference, 'URL of the reference genome (FASTA)'),
        referenceChecksum: described(given.referenceChecksum, 'SHA-256 or MD5 of the reference, by which it is kept'),
        samples: described(given.samples, SAMPLES[sheet]),
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
