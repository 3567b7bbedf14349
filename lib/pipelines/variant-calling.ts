import { Construct } from 'constructs';
import { listOf } from '../argo/run-time-list';
import type { Value } from '../argo/value';
import { FILE, TEXT_OR_VALUE } from '../constructs/kinds';
import { ParallelMapStage } from '../constructs/parallel-map-stage';
import { ANYTHING, FLAG, oneOf, optional } from '../kinds';
import { type StageDefaults, setDefaults } from '../pods/stage-defaults';
import type { DataFile, FileSet, Folder, OptionalFile } from '../storage/file';
import { alignmentSamples } from '../tools/alignment-samples';
import { ALIGNMENTS, type Alignments } from '../tools/alignments';
import { type BcftoolsCallProps, bcftoolsCall } from '../tools/bcftools-call';
import type { Ploidy } from '../tools/call-interval';
import { type CallingIntervalsProps, callingIntervals } from '../tools/calling-intervals';
import { type FreebayesProps, freebayes } from '../tools/freebayes';
import { type GatherVariantsProps, gatherVariants } from '../tools/gather-variants';
import { type MosdepthProps, mosdepth } from '../tools/mosdepth';
import { type MultiqcProps, multiqc } from '../tools/multiqc';
import { type SampleVariantsProps, sampleVariants } from '../tools/sample-variants';
import { type VariantStatsProps, variantStats } from '../tools/variant-stats';
import { defined } from '../values/defined';
import { pipelineAt } from './kinds';
import { MULTIQC_IMAGE } from './multiqc-image';
import { mustHaveStages, type StageSettings } from './must-have-stages';

interface EveryStage {
  readonly intervals?: StageDefaults;
  readonly samplenames?: StageDefaults;
  readonly gather?: StageSettings<GatherVariantsProps>;
  /** Where there is `perSample`. */
  readonly samplevcf?: StageSettings<SampleVariantsProps>;
  readonly vcfstats?: StageSettings<VariantStatsProps>;
  readonly mosdepth?: StageSettings<MosdepthProps>;
  /** MultiQC; it has an image of its own. */
  readonly vcfreport?: StageSettings<MultiqcProps>;
}

/** What depends on the caller: which programs `stages.call` tells further. */
type ByCaller =
  | {
      /** `bcftools` is mpileup and call. @default 'bcftools' */
      readonly caller?: 'bcftools';
      /** Settings for single stages, by their names, and what their programs are told further (`args`). */
      readonly stages?: EveryStage & { readonly call?: StageSettings<BcftoolsCallProps> };
    }
  | {
      readonly caller: 'freebayes';
      readonly stages?: EveryStage & { readonly call?: StageSettings<FreebayesProps> };
    }
  | { readonly caller?: 'bcftools' | 'freebayes'; readonly stages?: EveryStage & { readonly call?: StageDefaults } };

/** @see VariantCalling */
export type VariantCallingProps = ByCaller &
  Ploidy &
  Pick<CallingIntervalsProps, 'intervals'> &
  Pick<GatherVariantsProps, 'filters'> &
  StageDefaults & {
    /**
     * BAM or CRAM files of one sample each, with their indexes and read groups: `cohort.alignments`, `[bwa.bam]`,
     * `volume.files(list).with('.bai')`. With `succeeded(cohort.alignments)` a sample that could not be aligned stops
     * no other.
     */
    readonly alignments: Alignments;
    /** The FASTA that they were aligned to, with its `.fai`: `cohort.reference`, `bwa.reference`, or a given file. */
    readonly reference: DataFile;
    /** Where results go. */
    readonly folder: Folder;
    /**
     * The samples that there must be: a JSON list of names, or of objects with a `sample`, as for `samplesIn`; where
     * the text is empty, those that the alignments have.
     * @default those that the alignments have
     */
    readonly samples?: string | Value;
    /** A BED without compression of what is called; what overlaps in it is taken once. @default the whole reference */
    readonly targets?: DataFile | OptionalFile;
    /** Bases that a caller looks at beyond an interval's ends: at least what a read covers. @default 1,000 */
    readonly padding?: number;
    /** The result's name, without its format. @default 'cohort' */
    readonly name?: string | Value;
    /** Whether each sample gets a VCF of its own variants. @default false */
    readonly perSample?: boolean;
    /** Begins the names of its stages, where a workflow has two of it, each with its own folder. @default none */
    readonly prefix?: string;
    /** Intervals worked on at once. @default all */
    readonly maxConcurrency?: number;
  };

/** Kinds of its own props. */
export const VARIANT_CALLING = {
  caller: optional(oneOf('bcftools', 'freebayes')),
  alignments: ALIGNMENTS,
  reference: FILE,
  samples: optional(TEXT_OR_VALUE),
  targets: ANYTHING,
  ploidy: ANYTHING,
  contigPloidy: ANYTHING,
  padding: ANYTHING,
  intervals: ANYTHING,
  filters: ANYTHING,
  name: optional(TEXT_OR_VALUE),
  perSample: optional(FLAG),
  maxConcurrency: ANYTHING,
};

const ARGS = {
  intervals: false,
  samplenames: false,
  call: true,
  gather: true,
  samplevcf: true,
  vcfstats: true,
  mosdepth: true,
  vcfreport: true,
} as const;

/**
 * Calls the variants of all samples together, interval by interval, in a GenomicsWorkflow: intervals alike in bases, a
 * pod each; the records joined in the reference's order, normalized, and marked by filters, in one VCF with its index;
 * counts of variants, depth of each sample, and one MultiQC page. It ends red, and says why, where the samples are not
 * those expected, where there are no variants, and where a sample has no coverage.
 *
 * The image needs samtools and bcftools 1.16 or later, mosdepth, and freebayes where that is the caller.
 */
export class VariantCalling extends Construct {
  /** The cohort's VCF, `<name>.vcf.gz`, with its `.tbi`. */
  readonly vcf: DataFile;
  /** The samples' VCFs, `<sample>.vcf.gz`, with their `.tbi`, where there is `perSample`. */
  readonly sampleVcfs: FileSet | undefined;
  /** The samples' names, one a line, in the order of the VCF. */
  readonly names: DataFile;
  /** Directories of reports: of `bcftools stats` and of mosdepth. */
  readonly reports: readonly [stats: DataFile, depth: DataFile];
  /** MultiQC's page. */
  readonly html: DataFile;

  constructor(scope: Construct, id: string, props: VariantCallingProps) {
    super(...pipelineAt(scope, id, props, VARIANT_CALLING, ARGS));
    const { caller = 'bcftools', alignments, reference, folder, samples, targets, name = 'cohort', ...more } = props;
    const { stages = {}, ploidy, contigPloidy, padding, intervals, filters, perSample = false, ...rest } = more;
    const { prefix = '', maxConcurrency, ...settings } = rest;
    setDefaults(this, settings);
    const stage = (one: string): string => `${prefix}${one}`;
    const known = ['intervals', 'samplenames', 'call', 'gather', 'vcfstats', 'mosdepth', 'vcfreport'];
    mustHaveStages(
      this,
      { ...stages },
      [...known, ...(perSample ? ['samplevcf'] : [])],
      'samplevcf is there where the prop perSample is',
    );
    const from = { alignments, reference };
    const divided = callingIntervals(this, stage('intervals'), {
      reference,
      folder,
      ...defined({ targets, intervals }),
      ...stages.intervals,
    });
    const named = alignmentSamples(this, stage('samplenames'), {
      ...from,
      folder,
      ...defined({ expected: samples }),
      ...stages.samplenames,
    });
    const { names } = named.outputs;
    const call = caller === 'bcftools' ? bcftoolsCall : freebayes;
    const calls = new ParallelMapStage(this, stage('calls'), {
      over: listOf(divided.text('list')),
      ...defined({ maxConcurrency }),
      each: (inInterval, interval) =>
        call(inInterval, stage('call'), {
          ...from,
          intervals: divided.outputs.intervals,
          interval,
          names,
          bcf: folder.intermediate(interval, '.bcf'),
          ...defined({ ploidy, contigPloidy, padding }),
          ...stages.call,
        }),
    });
    const { vcf } = gatherVariants(this, stage('gather'), {
      calls: calls.outputs.bcf,
      reference,
      names,
      vcf: folder.result(name, '.vcf.gz'),
      ...defined({ filters }),
      ...stages.gather,
    }).outputs;
    this.sampleVcfs = perSample
      ? new ParallelMapStage(this, stage('samplevcfs'), {
          over: listOf(named.text('list')),
          each: (inSample, sample) =>
            sampleVariants(inSample, stage('samplevcf'), {
              vcf,
              sample,
              result: folder.result('samples/', sample, '.vcf.gz'),
              ...stages.samplevcf,
            }),
        }).outputs.vcf
      : undefined;
    const { reports: counts } = variantStats(this, stage('vcfstats'), {
      vcf,
      reference,
      reports: folder.result('reports/bcftools/'),
      ...stages.vcfstats,
    }).outputs;
    const { reports: depth } = mosdepth(this, stage('mosdepth'), {
      ...from,
      names,
      ...defined({ targets }),
      reports: folder.result('reports/mosdepth/'),
      ...stages.mosdepth,
    }).outputs;
    this.vcf = vcf;
    this.names = names;
    this.reports = [counts, depth];
    this.html = multiqc(this, stage('vcfreport'), {
      image: MULTIQC_IMAGE,
      reports: [counts, depth],
      html: folder.result('reports/', name, '.multiqc_report.html'),
      ...stages.vcfreport,
    }).outputs.html;
  }
}
