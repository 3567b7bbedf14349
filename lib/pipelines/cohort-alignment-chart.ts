import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { OnExit } from '../constructs/exit-handler';
import { GenomicsWorkflow } from '../constructs/genomics-workflow';
import { ParallelMapStage } from '../constructs/parallel-map-stage';
import type { Schedule } from '../constructs/schedule';
import { settled } from '../constructs/settled-set';
import type { StageDefaults } from '../pods/stage-defaults';
import { OssVolume } from '../storage/oss-volume';
import type { Volume } from '../storage/volume';
import { alignmentStats } from '../tools/alignment-stats';
import { bwaBacktrack } from '../tools/bwa-backtrack';
import { bwaMemStream } from '../tools/bwa-mem-stream';
import { bwaReference } from '../tools/bwa-reference';
import { cohortReport } from '../tools/cohort-report';
import { cram } from '../tools/cram';
import { markDuplicates } from '../tools/mark-duplicates';
import { sampleRow } from '../tools/sample-row';
import { lanesIn, sampleSheet, samplesIn } from '../tools/sample-sheet';
import { mustHaveStages } from './stage-settings';

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

/**
 * The stages of {@link CohortAlignmentChart}, in their order. `cram` is there where CRAM is asked for, `sheet` for a
 * file.
 */
export type CohortStage = (typeof STAGES)[number];

const STAGES = ['sheet', 'reference', 'align', 'merge', 'cram', 'stats', 'row', 'report'] as const;

/** @see CohortAlignmentChart */
export interface CohortAlignmentChartProps extends StageDefaults {
  /** Where files live. @default the claim `pvc-oss`, whose files belong to uid and gid 1000 */
  readonly volume?: Volume | OssVolume;
  /** @default 'argo' */
  readonly namespace?: string;
  /** The WorkflowTemplate's and the entrypoint's name. @default 'cohort' */
  readonly name?: string;
  /**
   * What the parameter `samples` is: `list`, the JSON that `writeSampleParameters` writes; `file`, a sheet's path on
   * the volume.
   * @default 'list'
   */
  readonly sheet?: 'list' | 'file';
  /** `mem` for reads from 70 bases on; `backtrack` (aln, sampe, samse) for reads to about 100. @default 'mem' */
  readonly algorithm?: 'mem' | 'backtrack';
  /** Trims reads by fastp before they are aligned, with these further options (`[]` for none). @default no fastp */
  readonly fastp?: readonly string[];
  /** Hands out CRAM in place of BAM, with the reference's bases in it or without. @default BAM */
  readonly cram?: 'embedded' | 'external';
  /** Whether two runs in one folder wait for each other, by a mutex. @default true where `argoVersion` is given */
  readonly exclusive?: boolean;
  /** Has the workflow run by itself; needs an `argoVersion`. @default it is submitted */
  readonly schedule?: Schedule<Partial<CohortParameters>>;
  /** Tells somebody at the end of each run, whatever happened. @default nobody is told */
  readonly onExit?: OnExit<keyof CohortParameters>;
  /** Removes, at the end of each run, the files of its attempts that failed or were killed. @default false */
  readonly removeUnfinished?: boolean;
  /** Samples worked on at once. @default all */
  readonly maxConcurrency?: number;
  /** Values for the parameters. */
  readonly parameters?: Partial<CohortParameters>;
  /** What differs for one stage. `report` has an image of its own. */
  readonly stages?: { readonly [K in CohortStage]?: StageDefaults };
}

/** The one image with MultiQC alone; a mirror or a digest by `stages.report.image`. */
const MULTIQC = 'quay.io/biocontainers/multiqc:1.21--pyhdfd78af_0';

/**
 * Aligns a cohort, as the WorkflowTemplate `cohort`. The reference is prepared once and kept by its checksum. For each
 * sample, with no barrier between samples: each lane is downloaded and aligned with its read group, lanes are merged,
 * duplicates marked, the result is indexed, counted and checksummed. At the end one MultiQC page and one table over all
 * samples; a sample that failed stops no other, is listed as failed, and the workflow fails with its name.
 *
 * The image needs bwa, samtools 1.6 or later, curl or wget, and fastp where that is asked for.
 */
export class CohortAlignmentChart extends Chart {
  readonly workflow: GenomicsWorkflow;

  constructor(scope: Construct, id: string, props: CohortAlignmentChartProps = {}) {
    const {
      namespace = 'argo',
      name = 'cohort',
      sheet = 'list',
      algorithm = 'mem',
      parameters = {},
      stages = {},
      ...rest
    } = props;
    const { volume = OssVolume.fromClaimName('pvc-oss', { owner: { uid: 1000, gid: 1000 } }), fastp, ...others } = rest;
    const { cram: bases, maxConcurrency, schedule, ...settings } = others;
    super(scope, id, { namespace });
    mustHaveStages(
      this,
      stages,
      STAGES.filter((stage) => (stage !== 'sheet' || sheet === 'file') && (stage !== 'cram' || bases !== undefined)),
      "sheet is there with sheet: 'file', cram where the prop cram is given",
    );
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
    const { reference: url, referenceChecksum: checksum, samples } = workflow.parameters;
    const run = volume.folder(workflow.parameters.folder);

    const list =
      sheet === 'list'
        ? samples
        : sampleSheet(workflow, 'sheet', { sheet: volume.file(samples), run, ...stages.sheet }).text('samples');
    const { fasta: reference } = bwaReference(workflow, 'reference', {
      reference: url,
      checksum,
      run,
      ...stages.reference,
    }).outputs;
    const align = algorithm === 'mem' ? bwaMemStream : bwaBacktrack;
    const perSample = new ParallelMapStage(workflow, 'samples', {
      over: samplesIn(list),
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      each: (inSample, { sample, lanes }) => {
        const perLane = new ParallelMapStage(inSample, 'lanes', {
          over: lanesIn(lanes),
          each: (inLane, lane) =>
            align(inLane, 'align', {
              reference,
              fastq1: lane.fastq_1,
              fastq2: lane.fastq_2,
              checksums: [lane.checksum1, lane.checksum2],
              readGroup: {
                id: lane.id,
                sample,
                library: lane.library,
                platform: lane.platform,
                unit: lane.platform_unit,
              },
              mateScores: true,
              preview: false,
              ...(fastp && { fastp }),
              bam: run.work(sample, '/', lane.id, '.bam'),
              ...stages.align,
            }),
        });
        const file = bases === undefined ? run.file(sample, '.bam') : run.work(sample, '.bam');
        const { bam } = markDuplicates(inSample, 'merge', {
          lanes: perLane.outputs.bam,
          bam: file,
          ...stages.merge,
        }).outputs;
        const result =
          bases === undefined
            ? bam
            : cram(inSample, 'cram', { bam, reference, cram: run.file(sample, '.cram'), bases, ...stages.cram }).outputs
                .cram;
        const stats = alignmentStats(inSample, 'stats', { sample, bam, result, run, ...stages.stats }).outputs;
        const row = run.work(sample, '.tsv');
        return sampleRow(inSample, 'row', { sample, result, ...stats, lanes: perLane.outputs.bam, row, ...stages.row });
      },
    });
    cohortReport(workflow, 'report', {
      image: MULTIQC,
      rows: settled(perSample.outputs.row),
      table: run.file('cohort.tsv'),
      html: run.file('multiqc_report.html'),
      ...stages.report,
    });
  }
}

function known(value: string | undefined): { readonly value?: string } {
  return value === undefined ? {} : { value };
}
