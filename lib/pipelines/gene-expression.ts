import { Construct } from 'constructs';
import type { RunTimeList } from '../argo/run-time-list';
import { ParallelMapStage } from '../constructs/parallel-map-stage';
import { settled } from '../constructs/settled-set';
import { succeeded } from '../constructs/succeeded-set';
import { GenomicsError } from '../errors';
import { ANYTHING, oneOf, optional } from '../kinds';
import { type StageDefaults, setDefaults } from '../pods/stage-defaults';
import type { SAMPLE_FIELDS } from '../samplesheet/sample-table';
import type { DataFile, FileSet, Folder } from '../storage/file';
import { type ExpressionGates, expressionTables } from '../tools/expression-tables';
import { REFERENCE, type Reference } from '../tools/kept-reference';
import { type MultiqcProps, multiqc, REPORTS, type Reports } from '../tools/multiqc';
import { noneLeftOut } from '../tools/none-left-out';
import { samplesIn } from '../tools/read-sample-sheet';
import { type SalmonIndexProps, salmonIndex, type TranscriptSource } from '../tools/salmon-index';
import { type SalmonQuantProps, salmonQuant } from '../tools/salmon-quant';
import { salmonQuantAlignments } from '../tools/salmon-quant-alignments';
import { type StarAlignProps, starAlign } from '../tools/star';
import { type StarIndexProps, starIndex } from '../tools/star-index';
import { defined } from '../values/defined';
import { pipelineAt, SAMPLE_SOURCE } from './kinds';
import { MULTIQC_IMAGE } from './multiqc-image';
import { mustHaveStages, type StageSettings } from './must-have-stages';
import type { ReadsQcSource } from './reads-qc';
import { sampleList } from './sample-list';

/** Settings for single stages, by their names, that there are with either aligner. */
export interface ExpressionStages {
  /** Where the samples come from a sheet. */
  readonly sheet?: StageDefaults;
  /** salmon: `args` of either aligner's. */
  readonly quant?: StageSettings<SalmonQuantProps>;
  readonly tables?: StageDefaults;
  /** MultiQC; it has an image of its own. */
  readonly expressionreport?: StageSettings<MultiqcProps>;
  /** Where poor samples make the run fail. */
  readonly verdict?: StageDefaults;
}

/** Settings for single stages, by their names, and what their programs are told further (`args`), with salmon. */
export type SalmonStages = ExpressionStages & { readonly index?: StageSettings<SalmonIndexProps> };

/** The same with STAR. */
export type StarStages = ExpressionStages & {
  readonly index?: StageSettings<StarIndexProps>;
  readonly star?: StageSettings<StarAlignProps>;
};

/** How reads are counted, and what over. */
export type ExpressionAligner =
  | {
      /**
       * `salmon` maps reads to transcripts; `star` aligns them to the genome, and salmon counts its alignments.
       * @default 'salmon'
       */
      readonly aligner?: 'salmon';
      /**
       * The FASTA of the transcripts; for salmon alone. Where there is none, they are made of the genome, by the
       * annotation.
       */
      readonly transcripts: Reference;
      /** The genome (FASTA): salmon's decoys, and what STAR aligns to. @default for salmon, no decoys */
      readonly genome?: Reference;
      /**
       * The share, to 1, of the transcripts that the annotation must have; one that it lacks is a gene of its own.
       * @default 0.5
       */
      readonly minAnnotated?: number;
      /** Settings for single stages, by their names, and what their programs are told further (`args`). */
      readonly stages?: SalmonStages;
    }
  | {
      readonly aligner?: 'salmon';
      readonly transcripts?: undefined;
      readonly genome: Reference;
      readonly minAnnotated?: undefined;
      readonly stages?: SalmonStages;
    }
  | {
      readonly aligner: 'star';
      readonly transcripts?: undefined;
      readonly genome: Reference;
      readonly minAnnotated?: undefined;
      readonly stages?: StarStages;
    }
  | {
      /** Where the program chooses the aligner. */
      readonly aligner: 'salmon' | 'star';
      readonly transcripts?: undefined;
      readonly genome: Reference;
      readonly minAnnotated?: undefined;
      readonly stages?: ExpressionStages;
    };

/** @see GeneExpression */
export type GeneExpressionProps = ReadsQcSource &
  ExpressionAligner &
  ExpressionGates &
  StageDefaults & {
    /** The annotation (GTF): which transcript is of which gene. */
    readonly annotation: Reference;
    /** Where results go: into `salmon`, or `star` and `star_salmon`. */
    readonly folder: Folder;
    /**
     * What becomes of the run where samples are poor, by `minReads`, `minMapped` or their strandedness. They are in no
     * table in either case, and `samples.tsv` says why; with `fail` the run ends red, too.
     * @default 'fail'
     */
    readonly poorSamples?: 'fail' | 'leaveOut';
    /** Reports of pipelines before, which stand on the same page: `[succeeded(reads.reports)]`. @default none */
    readonly reports?: Reports;
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
export const GENE_EXPRESSION = {
  ...SAMPLE_SOURCE,
  aligner: optional(oneOf('salmon', 'star')),
  annotation: REFERENCE,
  transcripts: optional(REFERENCE),
  genome: optional(REFERENCE),
  minAnnotated: ANYTHING,
  minReads: ANYTHING,
  minMapped: ANYTHING,
  checkStrandedness: ANYTHING,
  poorSamples: optional(oneOf('fail', 'leaveOut')),
  reports: optional(REPORTS),
  maxConcurrency: ANYTHING,
};

const ARGS = {
  sheet: false,
  index: true,
  star: true,
  quant: true,
  tables: false,
  expressionreport: true,
  verdict: false,
} as const;

/**
 * Counts the expression of genes in RNA-seq reads, in a GenomicsWorkflow, from a sheet of nf-core/rnaseq or from what
 * `ReadsQc` trimmed. Transcripts are indexed once and kept by their checksums; each sample is counted with all of its
 * lanes, by salmon or by STAR and salmon, by the strandedness of the sheet or the one that is found; counts, TPM and
 * lengths are joined into tables as nf-core's, and one MultiQC page.
 *
 * A sample that fails stops no other: the page is made of the others, and the run ends red with its name. A poor
 * sample, of few reads, few mapped, or another strandedness than the sheet says, is left out of the tables and named.
 *
 * The image needs salmon from 1.4 on, and curl or wget; where there are no `transcripts`, gffread; for STAR, STAR from
 * 2.7 on and samtools.
 */
export class GeneExpression extends Construct {
  /** By gene and by transcript, as `expressionTables` has them. */
  readonly tables: ReturnType<typeof expressionTables>['outputs'];
  /** salmon's folders, with `quant.sf`. */
  readonly quants: FileSet;
  /** STAR's sorted BAM files, with their `.bai`. */
  readonly alignments: FileSet | undefined;
  /** MultiQC's page. */
  readonly html: DataFile;

  constructor(scope: Construct, id: string, props: GeneExpressionProps) {
    super(...pipelineAt(scope, id, props, GENE_EXPRESSION, ARGS));
    const { samples, sheet, annotation, transcripts, genome, minAnnotated, folder, ...more } = props;
    const { aligner = 'salmon', stages = {}, poorSamples = 'fail', reports = [], ...others } = more;
    const { minReads, minMapped, checkStrandedness, prefix = '', maxConcurrency, ...settings } = others;
    setDefaults(this, settings);
    const stage = (name: string): string => `${prefix}${name}`;
    const all: AllStages = { ...stages };
    mustHaveStages(
      this,
      { ...all },
      [
        ...(sheet ? ['sheet'] : []),
        ...(aligner === 'star' ? ['index', 'star'] : ['index']),
        ...['quant', 'tables', 'expressionreport'],
        ...(poorSamples === 'fail' ? ['verdict'] : []),
      ],
      'sheet is there where the samples come from a sheet, star with STAR, verdict where poor samples fail',
    );
    const ofTranscripts = transcripts ?? minAnnotated;
    if (aligner === 'star' && (ofTranscripts !== undefined || genome === undefined)) throw notOfStar(this);
    const list = sampleList(this, stage('sheet'), { samples, sheet }, { folder, ...all.sheet });
    const cohort = { stage, all, over: samplesIn(list), folder, ...defined({ maxConcurrency }) };
    const { tx2gene, counted, alignments } =
      aligner === 'star' && genome
        ? byStar(this, cohort, { annotation, genome })
        : bySalmon(this, cohort, defined({ annotation, transcripts, genome, minAnnotated }) as SalmonReferences);
    const { outputs: tables } = expressionTables(this, stage('tables'), {
      of: { quant: succeeded(counted.quant), row: succeeded(counted.row) },
      tx2gene,
      folder,
      place: PLACES[aligner],
      ...defined({ minReads, minMapped, checkStrandedness }),
      ...all.tables,
    });
    if (poorSamples === 'fail')
      noneLeftOut(this, stage('verdict'), {
        table: tables.samples,
        verdict: folder.intermediate('verdict.txt'),
        ...all.verdict,
      });
    this.tables = tables;
    this.quants = counted.quant;
    this.alignments = alignments;
    this.html = multiqc(this, stage('expressionreport'), {
      image: MULTIQC_IMAGE,
      reports: settled(counted.reports),
      also: [tables.reports, ...reports],
      html: folder.result('reports/', `${PLACES[aligner]}multiqc_report.html`),
      ...all.expressionreport,
    }).outputs.html;
  }
}

/** Where nf-core/rnaseq puts what it counts. */
const PLACES = { salmon: 'salmon/', star: 'star_salmon/' } as const;

/** Settings by stage, of either aligner. */
interface AllStages extends ExpressionStages {
  readonly index?: StageSettings<SalmonIndexProps & StarIndexProps>;
  readonly star?: StageSettings<StarAlignProps>;
}

/** The samples, and what holds for all of them. */
interface Cohort {
  readonly stage: (name: string) => string;
  readonly all: AllStages;
  readonly over: RunTimeList<(typeof SAMPLE_FIELDS)[number]>;
  readonly folder: Folder;
  readonly maxConcurrency?: number;
}

/** What was made of the samples. */
interface Counted {
  readonly tx2gene: DataFile;
  readonly counted: Readonly<Record<'quant' | 'row' | 'reports', FileSet>>;
  readonly alignments?: FileSet;
}

type SalmonReferences = TranscriptSource & Pick<SalmonIndexProps, 'annotation' | 'minAnnotated'>;

function bySalmon(
  scope: Construct,
  { stage, all, over, folder, ...throttle }: Cohort,
  references: SalmonReferences,
): Counted {
  const { index, tx2gene } = salmonIndex(scope, stage('index'), { ...references, folder, ...all.index }).outputs;
  const { outputs: counted } = new ParallelMapStage(scope, stage('quants'), {
    over,
    ...throttle,
    each: (inSample, { sample, strandedness, lanes }) =>
      salmonQuant(inSample, stage('quant'), { sample, lanes, strandedness, index, folder, ...all.quant }),
  });
  return { tx2gene, counted };
}

function byStar(
  scope: Construct,
  { stage, all, over, folder, ...throttle }: Cohort,
  references: Pick<StarIndexProps, 'annotation' | 'genome'>,
): Counted {
  const { index, transcripts, tx2gene } = starIndex(scope, stage('index'), {
    ...references,
    folder,
    ...all.index,
  }).outputs;
  const { outputs } = new ParallelMapStage(scope, stage('quants'), {
    over,
    ...throttle,
    each: (inSample, { sample, layout, strandedness, lanes }) => {
      const aligned = starAlign(inSample, stage('star'), { sample, lanes, index, folder, ...all.star }).outputs;
      const { quant, row, reports } = salmonQuantAlignments(inSample, stage('quant'), {
        sample,
        layout,
        strandedness,
        transcriptome: aligned.transcriptome,
        logs: aligned.logs,
        transcripts,
        folder,
        ...all.quant,
      }).outputs;
      return { outputs: { quant, row, reports, bam: aligned.bam } };
    },
  });
  const { bam: alignments, ...counted } = outputs;
  return { tx2gene, counted, alignments };
}

function notOfStar(pipeline: Construct): GenomicsError {
  return new GenomicsError('invalid-value', pipeline, {
    what: 'STAR aligns to a genome, and its transcripts are those of the annotation',
    got: "transcripts or minAnnotated, or no genome, with aligner: 'star'",
    expected: 'annotation and genome',
    fix: 'give the genome and leave the others out, or count by salmon alone',
  });
}
