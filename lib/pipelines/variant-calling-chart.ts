import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { listOf } from '../argo/run-time-list';
import { GenomicsWorkflow } from '../constructs/genomics-workflow';
import { ANYTHING, type Fields, TEXT } from '../kinds';
import { optional } from '../storage/file';
import { runManifest } from '../tools/run-manifest';
import { defined } from '../values/defined';
import { dataVolume, described, MANIFEST, type PipelineChartProps, scheduled } from './chart-props';
import { chartAt } from './kinds';
import { VARIANT_CALLING, VariantCalling, type VariantCallingProps } from './variant-calling';

/** What differs from run to run. */
export interface VariantCallingParameters {
  /** The run's folder on the volume, from `/`. @default '/variants' */
  readonly folder: string;
  /** A JSON list of the alignments' paths on the volume. @default none: given at submission */
  readonly alignments: string;
  /** The FASTA's path on the volume, beside which its `.fai` lies. @default none: given at submission */
  readonly reference: string;
  /** A JSON list of the samples that there must be. @default '', those that the alignments have */
  readonly samples: string;
  /** The path on the volume of a BED of what shall be called. @default '', the whole reference */
  readonly targets: string;
}

type From = 'alignments' | 'reference' | 'folder' | 'samples' | 'targets';

/** `Omit` for each member of a union by itself. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** @see VariantCallingChart */
export type VariantCallingChartProps = PipelineChartProps<VariantCallingParameters> &
  Without<VariantCallingProps, From | 'name' | 'prefix'> & {
    /** What lies beside each alignment: `.bai` of BAM, `.crai` of CRAM. @default '.bai' */
    readonly index?: '.bai' | '.crai' | '.csi' | '^.bai';
  };

const OWN = {
  index: ANYTHING,
  caller: ANYTHING,
  ploidy: ANYTHING,
  contigPloidy: ANYTHING,
  intervals: ANYTHING,
  filters: ANYTHING,
  padding: ANYTHING,
  perSample: ANYTHING,
  maxConcurrency: ANYTHING,
};

const PARAMETERS = {
  folder: TEXT,
  alignments: TEXT,
  reference: TEXT,
  samples: TEXT,
  targets: TEXT,
} satisfies Fields<VariantCallingParameters>;

/**
 * {@link VariantCalling} as the WorkflowTemplate `variant-calling`, of BAM or CRAM files that are there, with the run's
 * manifest.
 */
export class VariantCallingChart extends Chart {
  readonly workflow: GenomicsWorkflow;
  /** What it makes. */
  readonly variants: VariantCalling;

  constructor(scope: Construct, id: string, props: VariantCallingChartProps = {}) {
    const place = chartAt(scope, id, props, OWN, PARAMETERS, VARIANT_CALLING);
    const { namespace = 'argo', name = 'variant-calling', index = '.bai', parameters = {}, ...rest } = props;
    const { volume = dataVolume(), caller, stages, ploidy, contigPloidy, intervals, filters, ...more } = rest;
    const { padding, perSample, maxConcurrency, schedule, ...settings } = more;
    super(...place, { namespace });
    const workflow = new GenomicsWorkflow(this, name, {
      ...settings,
      ...scheduled<VariantCallingParameters>(schedule),
      parameters: {
        folder: described(parameters.folder ?? '/variants', 'Folder on the volume, from /, for results'),
        alignments: described(parameters.alignments, 'JSON list of the paths on the volume of BAM or CRAM files'),
        reference: described(
          parameters.reference,
          'Path on the volume of the FASTA that they were aligned to; its .fai lies beside it',
        ),
        samples: described(parameters.samples ?? '', 'JSON list of the samples that there must be; empty for any'),
        targets: described(parameters.targets ?? '', 'Path on the volume of a BED of what is called; empty for all'),
      },
    });
    this.workflow = workflow;
    const { folder: path, alignments, reference: fasta, samples, targets } = workflow.parameters;
    const folder = volume.folder(path);
    const reference = volume.file(fasta).with('.fai');
    this.variants = new VariantCalling(workflow, 'VariantCalling', {
      alignments: volume.files(listOf(alignments)).with(index),
      reference,
      folder,
      samples,
      targets: optional(volume.file(targets)),
      ...defined({ caller, stages, ploidy, contigPloidy, intervals, filters, padding, perSample, maxConcurrency }),
    } as VariantCallingProps);
    const { vcf, sampleVcfs, html } = this.variants;
    runManifest(workflow, 'manifest', {
      results: [vcf, html, ...(sampleVcfs === undefined ? [] : [sampleVcfs])],
      inputs: [reference],
      manifest: folder.result(MANIFEST),
    });
  }
}
