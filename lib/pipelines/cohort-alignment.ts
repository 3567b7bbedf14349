import { Construct } from 'constructs';
import { Value } from '../argo/value';
import { TEXT_OR_VALUE } from '../constructs/kinds';
import { ParallelMapStage } from '../constructs/parallel-map-stage';
import { settled } from '../constructs/settled-set';
import { ANYTHING, oneOf, optional } from '../kinds';
import { type StageDefaults, setDefaults } from '../pods/stage-defaults';
import type { DataFile, FileSet, Folder } from '../storage/file';
import { type AlignmentStatsProps, alignmentStats } from '../tools/alignment-stats';
import { type BwaBacktrackProps, bwaBacktrack } from '../tools/bwa-backtrack';
import { type BwaMemProps, bwaMem } from '../tools/bwa-mem';
import { type BwaReferenceProps, bwaReference } from '../tools/bwa-reference';
import { CHECKSUM_OR_VALUE } from '../tools/checksum';
import { type CohortReportProps, cohortReport } from '../tools/cohort-report';
import { type CramProps, cram } from '../tools/cram';
import { laneOf } from '../tools/lane';
import { type MarkDuplicatesProps, markDuplicates } from '../tools/mark-duplicates';
import { lanesIn, samplesIn } from '../tools/read-sample-sheet';
import { sampleRow } from '../tools/sample-row';
import type { Arguments } from '../tools/tool-arguments';
import { pipelineAt, SAMPLE_SOURCE } from './kinds';
import { MULTIQC_IMAGE } from './multiqc-image';
import { mustHaveStages, type StageSettings } from './must-have-stages';
import { sampleList } from './sample-list';

type Always = 'reference' | 'align' | 'merge' | 'stats' | 'row' | 'report';

/**
 * The stages of {@link CohortAlignment}. `sheet` is there where the samples come from a file, `cram` where CRAM is
 * asked for.
 */
export type CohortStage = Always | 'sheet' | 'cram';

interface CohortSettings {
  readonly sheet: StageDefaults;
  readonly reference: StageSettings<BwaReferenceProps>;
  /** What the `algorithm` runs: `mem` one, `aln`, `sampe` and `samse` the other. */
  readonly align: StageSettings<BwaBacktrackProps & BwaMemProps>;
  readonly merge: StageSettings<MarkDuplicatesProps>;
  readonly cram: StageSettings<CramProps>;
  readonly stats: StageSettings<AlignmentStatsProps>;
  readonly row: StageDefaults;
  readonly report: StageSettings<CohortReportProps>;
}

/**
 * Settings for single stages, by their names, and what their programs are told further (`args`). `report` has an image
 * of its own.
 */
export type CohortStages<Name extends CohortStage> = { readonly [K in Name]?: CohortSettings[K] };

/** Hands out CRAM in place of BAM, with the reference's bases in it (`embedded`) or without. */
export type CramBases = 'embedded' | 'external';

interface FromList {
  /** The samples as a JSON list, as `writeSampleParameters` writes it. */
  readonly samples: Value;
  readonly sheet?: undefined;
}

interface FromSheet {
  /** A sample sheet (CSV or TSV) on the volume: `volume.file(workflow.parameters.samples)`, or what a stage made. */
  readonly sheet: DataFile;
  readonly samples?: undefined;
}

/** What depends on where the samples come from and on the results' format. */
type ByChoice =
  | (FromList & { readonly cram?: undefined; readonly stages?: CohortStages<Always> })
  | (FromList & { readonly cram: CramBases; readonly stages?: CohortStages<Always | 'cram'> })
  | (FromSheet & { readonly cram?: undefined; readonly stages?: CohortStages<Always | 'sheet'> })
  | (FromSheet & { readonly cram: CramBases; readonly stages?: CohortStages<CohortStage> })
  | ((FromList | FromSheet) & { readonly cram?: CramBases; readonly stages?: CohortStages<Always> });

/** @see CohortAlignment */
export type CohortAlignmentProps = ByChoice &
  StageDefaults & {
    /** Where results go. */
    readonly folder: Folder;
    /** URL of the reference (FASTA), gzipped or not. */
    readonly reference: string | Value;
    /** SHA-256 or MD5 of what lies there, by which the prepared reference is kept for all runs. */
    readonly referenceChecksum: string | Value;
    /** `mem` for reads from 70 bases on; `backtrack` (aln, sampe, samse) for reads to about 100. @default 'mem' */
    readonly algorithm?: 'mem' | 'backtrack';
    /** Trims reads by fastp before they are aligned, with these further options (`[]` for none). @default no fastp */
    readonly fastp?: Arguments;
    /**
     * Begins the names of its stages, where a workflow has two of it, each with its own folder and reference. Two with
     * one reference go into two workflows: the second finds the index.
     * @default none
     */
    readonly prefix?: string;
    /** Samples worked on at once. @default all */
    readonly maxConcurrency?: number;
  };

/** Kinds of its own props. */
export const COHORT_ALIGNMENT = {
  ...SAMPLE_SOURCE,
  cram: optional(oneOf('embedded', 'external')),
  reference: TEXT_OR_VALUE,
  referenceChecksum: CHECKSUM_OR_VALUE,
  algorithm: optional(oneOf('mem', 'backtrack')),
  fastp: ANYTHING,
  maxConcurrency: ANYTHING,
};

const ARGS = {
  sheet: false,
  reference: true,
  align: true,
  merge: true,
  cram: true,
  stats: true,
  row: false,
  report: true,
} as const;

/**
 * Aligns a cohort, in a GenomicsWorkflow. The reference is prepared once and kept by its checksum. For each sample,
 * with no barrier between samples: each lane is downloaded and aligned with its read group, lanes are merged,
 * duplicates marked, the result is indexed, counted and checksummed. At the end one MultiQC page and one table over all
 * samples; a sample that failed stops no other, is listed as failed, and the workflow fails with its name.
 *
 * The image needs bwa, samtools 1.6 or later, curl or wget, and fastp where that is asked for.
 */
export class CohortAlignment extends Construct {
  /** The FASTA with its BWA index. */
  readonly reference: DataFile;
  /**
   * The results of all samples, BAM or CRAM with their indexes; `settled(…)` for a reader that goes on without some.
   */
  readonly alignments: FileSet;
  /** `samtools stats` of them, for a page over several pipelines: `reports: [succeeded(cohort.stats)]`. */
  readonly stats: FileSet;
  /** SHA-256 of them and their indexes, as `sha256sum` writes it; for `runManifest`. */
  readonly checksums: FileSet;
  /** One line for each sample, the failed ones last. */
  readonly table: DataFile;
  /** MultiQC's page. */
  readonly html: DataFile;

  constructor(scope: Construct, id: string, props: CohortAlignmentProps) {
    super(...pipelineAt(scope, id, props, COHORT_ALIGNMENT, ARGS));
    const { samples, sheet, cram: bases, stages = {}, prefix = '', ...others } = props;
    const stage = (name: string): string => `${prefix}${name}`;
    const { folder, reference: url, referenceChecksum: checksum, algorithm = 'mem', ...more } = others;
    const { fastp, maxConcurrency, ...settings } = more;
    setDefaults(this, settings);
    const all: CohortStages<CohortStage> = stages;
    const known = ['reference', 'align', 'merge', 'stats', 'row', 'report'];
    mustHaveStages(
      this,
      all,
      [...(sheet ? ['sheet'] : []), ...known, ...(bases ? ['cram'] : [])],
      'sheet is there where the samples come from a sheet, cram where the prop cram is given',
    );
    const list = sampleList(this, stage('sheet'), { samples, sheet }, { folder, ...all.sheet });
    const { fasta: reference } = bwaReference(this, stage('reference'), {
      reference: Value.of(url),
      checksum,
      folder,
      ...all.reference,
    }).outputs;
    const align = algorithm === 'mem' ? bwaMem : bwaBacktrack;
    const perSample = new ParallelMapStage(this, stage('samples'), {
      over: samplesIn(list),
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      each: (inSample, { sample, lanes }) => {
        const perLane = new ParallelMapStage(inSample, stage('lanes'), {
          over: lanesIn(lanes),
          each: (inLane, lane) =>
            align(inLane, stage('align'), {
              ...laneOf(lane, sample),
              reference,
              mateScores: true,
              preview: false,
              ...(fastp && { fastp }),
              bam: folder.intermediate(sample, '/', lane.id, '.bam'),
              ...all.align,
            }),
        });
        const { bam } = markDuplicates(inSample, stage('merge'), {
          lanes: perLane.outputs.bam,
          bam: bases === undefined ? folder.result(sample, '.bam') : folder.intermediate(sample, '.bam'),
          ...all.merge,
        }).outputs;
        const result =
          bases === undefined
            ? bam
            : cram(inSample, stage('cram'), {
                bam,
                reference,
                cram: folder.result(sample, '.cram'),
                bases,
                ...all.cram,
              }).outputs.cram;
        const stats = alignmentStats(inSample, stage('stats'), { sample, bam, result, folder, ...all.stats }).outputs;
        const lines = {
          sample,
          result,
          ...stats,
          lanes: perLane.outputs.bam,
          row: folder.intermediate(sample, '.tsv'),
        };
        const { row } = sampleRow(inSample, stage('row'), { ...lines, ...all.row }).outputs;
        return { outputs: { row, result, checksums: stats.checksums, stats: stats.stats } };
      },
    });
    const report = cohortReport(this, stage('report'), {
      image: MULTIQC_IMAGE,
      rows: settled(perSample.outputs.row),
      table: folder.result('cohort.tsv'),
      html: folder.result('multiqc_report.html'),
      ...all.report,
    }).outputs;
    this.reference = reference;
    this.alignments = perSample.outputs.result;
    this.stats = perSample.outputs.stats;
    this.checksums = perSample.outputs.checksums;
    this.table = report.table;
    this.html = report.html;
  }
}
