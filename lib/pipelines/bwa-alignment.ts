import { Construct } from 'constructs';
import { Value } from '../argo/value';
import { ParallelMapStage } from '../constructs/parallel-map-stage';
import { type StageDefaults, setDefaults } from '../pods/stage-defaults';
import type { DataFile, Folder } from '../storage/file';
import { bwaAln } from '../tools/bwa-aln';
import { bwaMemStream } from '../tools/bwa-mem-stream';
import { bwaPrepare } from '../tools/bwa-prepare';
import { bwaReference } from '../tools/bwa-reference';
import { bwaSampe } from '../tools/bwa-sampe';
import { fastqPair } from '../tools/fastq-pair';
import type { ReadGroup } from '../tools/read-group';
import { mustHaveStages } from './must-have-stages';

/** SHA-256 or MD5 of the file at each URL, in hexadecimal digits. */
export interface BwaChecksums {
  /** The reference is then prepared once and kept for all runs in `.reference/<checksum>` on the volume. */
  readonly reference?: string | Value;
  /** An empty one is not checked. */
  readonly fastq1?: string | Value;
  readonly fastq2?: string | Value;
}

/** Settings for single stages, by their names. */
export type BwaStages<Name extends string> = { readonly [K in Name]?: StageDefaults };

/**
 * What depends on the algorithm. `backtrack` (aln, sampe) is the seed's, for reads to about 100 bases. `mem` is for
 * reads from 70 bases on and streams the reads from their URLs into the aligner.
 */
export type BwaAlgorithm =
  | {
      /** @default 'backtrack' */
      readonly algorithm?: 'backtrack';
      readonly checksums?: undefined;
      /** What differs for one stage. */
      readonly stages?: BwaStages<'bwaprepare' | 'bwamap' | 'bwaindex'>;
    }
  | {
      readonly algorithm?: 'backtrack';
      readonly checksums: BwaChecksums;
      /** What differs for one stage. With checksums the reads have a stage of their own, `bwareads`. */
      readonly stages?: BwaStages<'bwaprepare' | 'bwareads' | 'bwamap' | 'bwaindex'>;
    }
  | {
      readonly algorithm?: 'mem' | 'backtrack';
      readonly checksums?: BwaChecksums;
      /** What differs for one stage: those that both algorithms have. */
      readonly stages?: BwaStages<'bwaprepare' | 'bwamap'>;
    };

/** @see BwaAlignment */
export type BwaAlignmentProps = BwaAlgorithm &
  StageDefaults & {
    /** Where results go. */
    readonly folder: Folder;
    /** URL of the reference (FASTA), gzipped or not. */
    readonly reference: string | Value;
    /** URLs of the mates (FASTQ), gzipped or not. */
    readonly fastq1: string | Value;
    readonly fastq2: string | Value;
    /** Reads to take of each FASTQ, from its start; all where it is empty. @default '' */
    readonly maxReads?: string | Value;
    /** The result's name, without its format. @default the sample's, as the first FASTQ's name tells it */
    readonly sample?: string | Value;
    /** @default named by the sample, platform ILLUMINA */
    readonly readGroup?: ReadGroup;
    /** The share of the reads, to 1, that must be mapped. @default any */
    readonly minMapped?: number;
    /** Where `samtools tview` looks, as `chr1:1000`; false for no preview. @default the start of the first sequence */
    readonly preview?: string | false;
  };

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
    super(scope, id);
    const { folder, readGroup, minMapped, preview, algorithm, checksums, stages = {}, ...more } = props;
    const { reference: url, fastq1: first, fastq2: second, maxReads: most = '', sample: named, ...settings } = more;
    setDefaults(this, settings);
    const all: BwaStages<'bwaprepare' | 'bwareads' | 'bwamap' | 'bwaindex'> = stages;
    const ofBacktrack = checksums === undefined ? ['bwaindex'] : ['bwareads', 'bwaindex'];
    mustHaveStages(
      this,
      all,
      ['bwaprepare', 'bwamap', ...(algorithm === 'mem' ? [] : ofBacktrack)],
      "bwaindex is there with 'backtrack', bwareads with that and a checksum",
    );
    const [reference, fastq1, fastq2, maxReads] = [url, first, second, most].map((text) => Value.of(text)) as [
      Value,
      Value,
      Value,
      Value,
    ];
    const sample = named ?? fastq1.sample;
    const options = {
      ...(readGroup && { readGroup }),
      ...(minMapped !== undefined && { minMapped }),
      ...(preview !== undefined && { preview }),
    };
    const prepare = (): DataFile =>
      bwaReference(this, 'bwaprepare', {
        reference,
        ...(checksums?.reference && { checksum: checksums.reference }),
        folder,
        ...all.bwaprepare,
      }).outputs.fasta;
    const [checksum1, checksum2] = [checksums?.fastq1 ?? '', checksums?.fastq2 ?? ''];
    if (algorithm === 'mem') {
      this.reference = prepare();
      this.bam = bwaMemStream(this, 'bwamap', {
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
      checksums === undefined
        ? bwaPrepare(this, 'bwaprepare', { reference, fastq1, fastq2, maxReads, folder, ...all.bwaprepare }).outputs
        : {
            fasta: prepare(),
            ...fastqPair(this, 'bwareads', {
              fastq1,
              fastq2,
              maxReads,
              checksum1,
              checksum2,
              folder,
              ...all.bwareads,
            }).outputs,
          };
    const map = new ParallelMapStage(this, 'bwamap', {
      over: [reads1, reads2],
      each: (each, fastq) => bwaAln(each, 'bwamap', { reference: fasta, fastq, folder, ...all.bwamap }),
    });
    this.reference = fasta;
    this.bam = bwaSampe(this, 'bwaindex', {
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
