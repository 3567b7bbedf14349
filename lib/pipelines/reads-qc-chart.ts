import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { GenomicsWorkflow } from '../constructs/genomics-workflow';
import { ANYTHING, type Fields, TEXT } from '../kinds';
import { runManifest } from '../tools/run-manifest';
import { defined } from '../values/defined';
import {
  dataVolume,
  described,
  MANIFEST,
  type PipelineChartProps,
  SAMPLES,
  type SampleList,
  SHEET,
  scheduled,
} from './chart-props';
import { chartAt } from './kinds';
import { READS_QC, ReadsQc, type ReadsQcProps } from './reads-qc';

/** What differs from run to run. */
export interface ReadsQcParameters {
  /** The run's folder on the volume, from `/`. @default '/reads-qc' */
  readonly folder: string;
  /** The samples, as `sheet` says. @default none: given at submission */
  readonly samples: string;
}

/** @see ReadsQcChart */
export type ReadsQcChartProps = PipelineChartProps<ReadsQcParameters> &
  Pick<ReadsQcProps, 'stages' | 'maxConcurrency'> & {
    /**
     * What the parameter `samples` is: `list`, the JSON that `writeSampleParameters` writes; `file`, a sheet's path on
     * the volume.
     * @default 'list'
     */
    readonly sheet?: SampleList;
  };

const OWN = { sheet: SHEET, maxConcurrency: ANYTHING };

const PARAMETERS = { folder: TEXT, samples: TEXT } satisfies Fields<ReadsQcParameters>;

/** {@link ReadsQc} as the WorkflowTemplate `reads-qc`, with the run's manifest. */
export class ReadsQcChart extends Chart {
  readonly workflow: GenomicsWorkflow;
  /** What it makes. */
  readonly reads: ReadsQc;

  constructor(scope: Construct, id: string, props: ReadsQcChartProps = {}) {
    const place = chartAt(scope, id, props, OWN, PARAMETERS, READS_QC);
    const { namespace = 'argo', name = 'reads-qc', sheet = 'list', parameters = {}, ...rest } = props;
    const { volume = dataVolume(), stages, maxConcurrency, schedule, ...settings } = rest;
    super(...place, { namespace });
    const workflow = new GenomicsWorkflow(this, name, {
      ...settings,
      ...scheduled<ReadsQcParameters>(schedule),
      parameters: {
        folder: described(parameters.folder ?? '/reads-qc', 'Folder on the volume, from /, for results'),
        samples: described(parameters.samples, SAMPLES[sheet]),
      },
    });
    this.workflow = workflow;
    const { folder: path, samples } = workflow.parameters;
    const folder = volume.folder(path);
    this.reads = new ReadsQc(workflow, 'ReadsQc', {
      folder,
      ...(sheet === 'file' ? { sheet: volume.file(samples) } : { samples }),
      ...defined({ stages, maxConcurrency }),
    });
    const { html, list } = this.reads;
    runManifest(workflow, 'manifest', { results: [html, list], manifest: folder.result(MANIFEST) });
  }
}
