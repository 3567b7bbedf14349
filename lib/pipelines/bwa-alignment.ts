import { Construct } from 'constructs';
import { Value } from '../argo/value';
import { FILE, TEXT_OR_VALUE } from '../constructs/kinds';
import { ParallelMapStage } from '../constructs/parallel-map-stage';
import { ANYTHING, either, type Fields, oneOf, only, optional } from '../kinds';
import { type StageDefaults, setDefaults } from '../pods/stage-defaults';
import { DataFile, type Folder } from '../storage/file';
import { type BwaAlnProps, bwaAln } from '../tools/bwa-aln';
import { type BwaMemProps, bwaMem } from '../tools/bwa-mem';
import { bwaPrepare } from '../tools/bwa-prepare';
import { type BwaReferenceProps, bwaReference } from '../tools/bwa-reference';
import { type BwaSampeProps, bwaSampe } from '../tools/bwa-sampe';
import { CHECKSUM_OR_NONE, CHECKSUM_OR_VALUE } from '../tools/checksum';
import { fastqPair } from '../tools/fastq-pair';
import { FASTQ_SOURCE, type FastqSource, sampleOf } from '../tools/fastq-source';
import { READ_GROUP, type ReadGroup } from '../tools/read-group';
import { pipelineAt } from './kinds';
import { mustHaveStages, type StageSettings } from './must-have-stages';

/** SHA-256 or MD5 of the file at each URL, in hexadecimal digits. */
export interface BwaChecksums {
  /** The reference is then prepared once and kept by it for all runs, in the volume's work folder. */
  readonly reference?: string | Value;
  /** An empty one is not checked. */
  readonly fastq1?: string | Value;
  readonly fastq2?: string | Value;
}

interface BwaSettings {
  readonly bwaprepare: StageSettings<BwaReferenceProps>;
  readonly bwareads: StageDefaults;
  /** `aln` is what `backtrack` runs; all else is what `mem` runs. */
  readonly bwamap: StageSettings<BwaAlnProps & BwaMemProps>;
  readonly bwaindex: StageSettings<BwaSampeProps>;
}

/** Settings for single stages, by their names, and what their programs are told further (`args`). */
export type BwaStages<Name extends keyof BwaSettings> = { readonly [K in Name]?: BwaSettings[K] };

/**
 * What depends on the algorithm. `backtrack` (aln, sampe) is the seed's, for reads to about 100 bases. `mem` is for
 * reads from 70 bases on and streams the reads from their URLs into the aligner.
 */
export type BwaAlgorithm =
  | {
      /** @default 'backtrack' */
      readonly algorithm?: 'backtrack';
      /** URL of the reference (FASTA), gzipped or not. */
      readonly reference: string | Value;
      readonly checksums?: undefined;
      /** What differs for one stage. */
      readonly stages?: BwaStages<'bwaprepare' | 'bwamap' | 'bwaindex'>;
    }
  | {
      readonly algorithm?: 'backtrack';
      readonly reference: string | Value;
      readonly checksums: BwaChecksums;
      /** What differs for one stage. With checksums the reads have a stage of their own, `bwareads`. */
      readonly stages?: BwaStages<'bwaprepare' | 'bwareads' | 'bwamap' | 'bwaindex'>;
    }
  | {
      readonly algorithm?: 'backtrack';
      /** What `bwaReference` has prepared: one reference for several alignments, as for those of a map's items. */
      readonly reference: DataFile;
      readonly checksums?: Omit<BwaChecksums, 'reference'>;
      /** What differs for one stage. */
      readonly stages?: BwaStages<'bwareads' | 'bwamap' | 'bwaindex'>;
    }
  | {
      readonly algorithm: 'mem';
      readonly reference: DataFile;
      readonly checksums?: Omit<BwaChecksums, 'reference'>;
      readonly stages?: BwaStages<'bwamap'>;
    }
  | {
      readonly algorithm?: 'mem' | 'backtrack';
      readonly reference: string | Value;
      readonly checksums?: BwaChecksums;
      /** What differs for one stage: those that both algorithms have. */
      readonly stages?: BwaStages<'bwaprepare' | 'bwamap'>;
    };

/** @see BwaAlignment */
export type BwaAlignmentProps = BwaAlgorithm &
  StageDefaults & {
    /** Where results go. */
    readonly folder: Folder;
    /** The mates. */
    readonly fastq1: FastqSource;
    readonly fastq2: FastqSource;
    /** Reads to take of each FASTQ, from its start; all where it is empty. @default '' */
    readonly maxReads?: string | Value;
    /** The result's name, without its format. @default the sample's, as the first FASTQ's name tells it */
    readonly sample?: string | Value;
    /** Begins the names of its stages, where a workflow has two of it, each with its own folder. @default none */
    readonly prefix?: string;
    /** @default named by the sample, platform ILLUMINA */
    readonly readGroup?: ReadGroup;
    /** The share of the reads, to 1, that must be mapped. @default any */
    readonly minMapped?: number;
    /** Where `samtools tview` looks, as `chr1:1000`; false for no preview. @default the start of the first sequence */
    readonly preview?: string | false;
  };

/** Kinds of its own props. */
export const BWA_ALIGNMENT = {
  algorithm: optional(oneOf('mem', 'backtrack')),
  reference: either('a URL as text or value, or a prepared reference', TEXT_OR_VALUE, FILE),
  fastq1: FASTQ_SOURCE,
  fastq2: FASTQ_SOURCE,
  maxReads: optional(TEXT_OR_VALUE),
  sample: optional(TEXT_OR_VALUE),
  checksums: optional(
    only({
      reference: optional(CHECKSUM_OR_VALUE),
      fastq1: optional(CHECKSUM_OR_NONE),
      fastq2: optional(CHECKSUM_OR_NONE),
    } satisfies Fields<BwaChecksums>),
  ),
  readGroup: READ_GROUP,
  minMapped: ANYTHING,
  preview: ANYTHING,
};

const ARGS = { bwaprepare: true, bwareads: false, bwamap: true, bwaindex: true } as const;

/**
 * Aligns a pair of FASTQ files to a reference with BWA: a sorted, indexed and checked BAM. It stands in a
 * GenomicsWorkflow, or in the body of a map; its stages are tasks of that DAG.
 */
export class BwaAlignment extends Construct {
  /** The BAM with its index and summary. */
  readonly bam: DataFile;
  /** The FASTA with its BWA index. */
  readonly reference: DataFile;

  constructor(scope: Construct, id: string, props: BwaAlignmentProps) {
    super(...pipelineAt(scope, id, props, BWA_ALIGNMENT, ARGS));
    const { folder, readGroup, minMapped, preview, algorithm, checksums, stages = {}, prefix = '', ...more } = props;
    const { reference: given, fastq1, fastq2, maxReads: most = '', sample: named, ...settings } = more;
    setDefaults(this, settings);
    const all: BwaStages<'bwaprepare' | 'bwareads' | 'bwamap' | 'bwaindex'> = stages;
    const isPrepared = given instanceof DataFile;
    const hasReads = algorithm !== 'mem' && (isPrepared || checksums !== undefined);
    mustHaveStages(
      this,
      all,
      [
        ...(isPrepared ? [] : ['bwaprepare']),
        'bwamap',
        ...(hasReads ? ['bwareads'] : []),
        ...(algorithm === 'mem' ? [] : ['bwaindex']),
      ],
      "bwaindex is there with 'backtrack', bwareads with that and a checksum or a prepared reference",
    );
    const stage = (name: string): string => `${prefix}${name}`;
    const maxReads = Value.of(most);
    const sample = named ?? sampleOf(fastq1);
    const options = {
      ...(readGroup && { readGroup }),
      ...(minMapped !== undefined && { minMapped }),
      ...(preview !== undefined && { preview }),
    };
    const prepare = (url: string | Value): DataFile =>
      bwaReference(this, stage('bwaprepare'), {
        reference: Value.of(url),
        ...(checksums && 'reference' in checksums && checksums.reference && { checksum: checksums.reference }),
        folder,
        ...all.bwaprepare,
      }).outputs.fasta;
    const [checksum1, checksum2] = [checksums?.fastq1 ?? '', checksums?.fastq2 ?? ''];
    if (algorithm === 'mem') {
      this.reference = isPrepared ? given : prepare(given);
      this.bam = bwaMem(this, stage('bwamap'), {
        reference: this.reference,
        fastq1,
        fastq2,
        maxReads,
        ...(checksums && { checksums: [checksum1, checksum2] as const }),
        ...options,
        bam: folder.result(sample, '.bam'),
        ...all.bwamap,
      }).outputs.bam;
      return;
    }
    const { fasta, reads1, reads2 } =
      isPrepared || checksums !== undefined
        ? {
            fasta: isPrepared ? given : prepare(given),
            ...fastqPair(this, stage('bwareads'), {
              fastq1,
              fastq2,
              maxReads,
              checksum1,
              checksum2,
              folder,
              ...all.bwareads,
            }).outputs,
          }
        : bwaPrepare(this, stage('bwaprepare'), {
            reference: Value.of(given),
            fastq1,
            fastq2,
            maxReads,
            folder,
            ...all.bwaprepare,
          }).outputs;
    const map = new ParallelMapStage(this, stage('bwamap'), {
      over: [reads1, reads2],
      each: (each, fastq) => bwaAln(each, stage('bwamap'), { reference: fasta, fastq, folder, ...all.bwamap }),
    });
    this.reference = fasta;
    this.bam = bwaSampe(this, stage('bwaindex'), {
      reference: fasta,
      reads1,
      reads2,
      sai: map.outputs.sai,
      ...options,
      // The name that the seed's commands leave behind; those who use its results look for it.
      bam: folder.result(sample, '.untrimmed.sam.bam.sorted.bam'),
      ...all.bwaindex,
    }).outputs.bam;
  }
}
