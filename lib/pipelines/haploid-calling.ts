import { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { FILE, TEXT_OR_VALUE } from '../constructs/kinds';
import { ParallelMapStage } from '../constructs/parallel-map-stage';
import { settled } from '../constructs/settled-set';
import { ANYTHING, optional } from '../kinds';
import { type StageDefaults, setDefaults } from '../pods/stage-defaults';
import type { DataFile, FileSet, Folder, OptionalFile } from '../storage/file';
import { ALIGNMENTS, type Alignments } from '../tools/alignments';
import { genomeTable } from '../tools/genome-table';
import { type HaploidCallProps, haploidCall } from '../tools/haploid-call';
import { alignmentOf, isolateList, isolatesIn } from '../tools/isolate-list';
import { defined } from '../values/defined';
import { pipelineAt } from './kinds';
import { mustHaveStages, type StageSettings } from './must-have-stages';

/** Settings for single stages, by their names; `genome` also takes `args` for its programs. */
export interface HaploidCallingStages {
  readonly isolates?: StageDefaults;
  /** Each isolate's call. */
  readonly genome?: StageSettings<HaploidCallProps>;
  readonly genometable?: StageDefaults;
}

/** What is called, and how. */
export interface HaploidCallingSource {
  /**
   * BAM or CRAM files of one isolate each, with their indexes and read groups: `cohort.alignments`,
   * `volume.files(list).with('.bai')`. With `succeeded(cohort.alignments)` an isolate that could not be aligned stops
   * no other.
   */
  readonly alignments: Alignments;
  /** The FASTA that they were aligned to, with its `.fai`: `cohort.reference`, or a given file. */
  readonly reference: DataFile;
  /**
   * The isolates that there must be: a JSON list of names, or of objects with a `sample`, as for `samplesIn`; where the
   * text is empty, those that the alignments have.
   * @default those that the alignments have
   */
  readonly samples?: string | Value;
  /** A BED without compression of the repeats and phages, which are N in each genome. @default nothing */
  readonly mask?: DataFile | OptionalFile;
  /** Reads below which a position is N. @default 10, nf-core/bactmap's */
  readonly minDepth?: number;
  /** Isolates called at once. @default all */
  readonly maxConcurrency?: number;
}

/** @see HaploidCalling */
export interface HaploidCallingProps extends StageDefaults, HaploidCallingSource {
  /** Where results go: genomes and VCFs into `genomes`, the table beside it. */
  readonly folder: Folder;
  /** Settings for single stages, by their names, and what bcftools is told further (`args`). @default none */
  readonly stages?: HaploidCallingStages;
  /** Begins the names of its stages, where a workflow has two of it, each with its own folder. @default none */
  readonly prefix?: string;
}

const OWN = {
  alignments: ALIGNMENTS,
  reference: FILE,
  samples: optional(TEXT_OR_VALUE),
  mask: ANYTHING,
  minDepth: ANYTHING,
  maxConcurrency: ANYTHING,
};

const ARGS = { isolates: false, genome: true, genometable: false } as const;

/**
 * Calls isolates of one copy of each contig, each by itself, in a GenomicsWorkflow: one pod an isolate makes a genome
 * of exactly the reference's length, a VCF of what differs and a line of counts. One isolate more is one call more. An
 * isolate that fails stops no other; the workflow fails with its name.
 *
 * The image needs samtools and bcftools 1.16 or later.
 */
export class HaploidCalling extends Construct {
  /** A FASTA of each isolate, `genomes/<isolate>.fa`, with the reference's contigs, N where nothing is known. */
  readonly genomes: FileSet;
  /** A VCF of each isolate, `genomes/<isolate>.vcf.gz`, with its `.tbi`. */
  readonly vcfs: FileSet;
  /** A line of counts of each isolate, for `treeIsolates`. */
  readonly rows: FileSet;
  /** All of them, the failed ones last: `genomes.tsv`. */
  readonly table: DataFile;

  constructor(scope: Construct, id: string, props: HaploidCallingProps) {
    super(...pipelineAt(scope, id, props, OWN, ARGS));
    const { alignments, reference, samples, mask, minDepth, folder, stages = {}, ...more } = props;
    const { prefix = '', maxConcurrency, ...settings } = more;
    setDefaults(this, settings);
    const stage = (one: string): string => `${prefix}${one}`;
    mustHaveStages(this, { ...stages }, ['isolates', 'genome', 'genometable'], 'it has no more');
    const isolates = isolateList(this, stage('isolates'), {
      alignments,
      reference,
      folder,
      ...defined({ expected: samples, mask }),
      ...stages.isolates,
    });
    const calls = new ParallelMapStage(this, stage('genomes'), {
      over: isolatesIn(isolates.text('list')),
      ...defined({ maxConcurrency }),
      each: (inIsolate, { sample, alignment }) =>
        haploidCall(inIsolate, stage('genome'), {
          isolate: sample,
          alignment: alignmentOf(alignments, alignment),
          reference,
          ...defined({ mask, minDepth }),
          genome: folder.result('genomes/', sample, '.fa'),
          vcf: folder.result('genomes/', sample, '.vcf.gz'),
          row: folder.intermediate(sample, '.tsv'),
          ...stages.genome,
        }),
    });
    const { genome, vcf, row } = calls.outputs;
    this.genomes = genome;
    this.vcfs = vcf;
    this.rows = row;
    this.table = genomeTable(this, stage('genometable'), {
      rows: settled(row),
      table: folder.result('genomes.tsv'),
      ...stages.genometable,
    }).outputs.table;
  }
}
