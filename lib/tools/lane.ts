import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT, PREVIEW, TEXT_OR_VALUE } from '../constructs/kinds';
import { ANYTHING, listOfKind, mustBe, optional, recordOf, WORD } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import type { LANE_FIELDS } from '../samplesheet/sample-table';
import { FASTQ, FETCH } from '../shell/files';
import { lines, sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import type { DataFile, OutputFile } from '../storage/file';
import { BWA, indexOf } from './bwa-index';
import { CHECKSUM_OR_NONE } from './checksum';
import { mountedBucket } from './download';
import { FASTP, FASTP_REPORT } from './fastp';
import type { LaneInputs } from './fastq-files';
import { FASTQ_SOURCE, type FastqSource, fastqInput, identifyFastq } from './fastq-source';
import { READ_GROUP, type ReadGroup, readGroup, readGroupInputs } from './read-group';
import { BAM, BAM_COMPANIONS, checkBam, summary } from './sorted-bam';
import { type Arguments, mustBeHarmless, type Program, type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** The reads of one lane, single or paired, and what shall become of them. */
export interface LaneProps extends StageDefaults {
  readonly reference: DataFile;
  readonly bam: OutputFile;
  readonly readGroup?: ReadGroup;
  /** The share of the reads, to 1, that must be mapped. @default any */
  readonly minMapped?: number;
  /** Adds the mates' scores, which `samtools markdup` needs; from samtools 1.6 on. @default false */
  readonly mateScores?: boolean;
  /** Where `samtools tview` looks, as `chr1:1000`; false for no preview. @default the start of the first sequence */
  readonly preview?: string | false;
  /** The reads, or the first mates. */
  readonly fastq1: FastqSource;
  /** The second mates; where the value is empty, the reads are single. @default the reads are single */
  readonly fastq2?: FastqSource;
  /** SHA-256 or MD5 of each, in hexadecimal digits; an empty one is not checked. @default none is checked */
  readonly checksums?: readonly [string | Value, string | Value];
  /** Reads to take of each FASTQ, from its start; all where it is empty. @default all */
  readonly maxReads?: Value;
  /**
   * Trims and drops reads by fastp before they are aligned, with these further options; its report lies beside the BAM.
   * @default no fastp
   */
  readonly fastp?: Arguments;
}

/** What {@link laneOf} takes: an item of `lanesIn`. */
export type LaneItem = Readonly<Record<(typeof LANE_FIELDS)[number], Value>>;

/**
 * An item of `lanesIn` as a lane's stage takes it: `bwaMem(scope, 'align', { ...laneOf(lane, sample), reference,
 * bam })`. Its FASTQ, their checksums, and its read group in the sample of the outer map.
 */
export function laneOf(
  lane: LaneItem,
  sample: string | Value,
): Required<Pick<LaneProps, 'fastq1' | 'fastq2' | 'checksums' | 'readGroup'>> {
  mustBe('laneOf', lane, recordOf(TEXT_OR_VALUE), 'lane');
  const { id, library, platform, platform_unit: unit } = lane;
  return {
    fastq1: lane.fastq_1,
    fastq2: lane.fastq_2,
    checksums: [lane.checksum1, lane.checksum2],
    readGroup: { id, sample, library, platform, unit },
  };
}

/**
 * What the part of a lane's script may use that differs from aligner to aligner. It sets `reads` to the number that is
 * aligned.
 */
export interface LaneShell {
  readonly inputs: LaneInputs;
  /** The reference as bwa takes it. */
  readonly prefix: ShellVariable | Shell;
  readonly bam: ShellVariable;
  readonly threads: ShellVariable;
  /** What fastp is told further; undefined where it does not run. */
  readonly fastp: Arguments | undefined;
}

/**
 * A stage that downloads, checks and aligns a lane in one pod into a sorted, indexed and counted BAM; `align` is what
 * does it.
 */
export function laneStage<Name extends string>(
  scope: Construct,
  id: string,
  props: LaneProps & TakesArguments<Name | 'tview'>,
  programs: Readonly<Record<Name | 'tview', Program>>,
  align: (told: Readonly<Record<Name | 'tview', Arguments>>, at: LaneShell) => readonly Shell[],
) {
  const {
    reference,
    fastq1: first,
    fastq2: second = '',
    checksums = ['', ''],
    maxReads = '',
    bam,
    readGroup: group = {},
    args,
    ...rest
  } = checked(scope, id, props, {
    args: ANYTHING,
    reference: FILE,
    bam: OUTPUT,
    readGroup: READ_GROUP,
    preview: PREVIEW,
    fastq1: FASTQ_SOURCE,
    fastq2: optional(FASTQ_SOURCE),
    checksums: optional(listOfKind(CHECKSUM_OR_NONE)),
    fastp: optional(listOfKind(WORD)),
  });
  const { minMapped, mateScores, fastp, preview: region, ...settings } = rest;
  const { volume } = bam;
  const told = toolArguments<Name | 'tview'>([scope, id], args, programs);
  mustBeHarmless(`${scope.node.path}/${id}`, 'fastp', fastp ?? []);
  return new GenomicsStage(scope, id, {
    title: 'Align, sort and index',
    ...settings,
    inputs: {
      fasta: reference,
      fastq1: fastqInput(first),
      fastq2: fastqInput(second, { optional: true }),
      checksum1: checksums[0],
      checksum2: checksums[1],
      maxReads,
      ...readGroupInputs(group),
    },
    outputs: { bam: bam.with(...BAM_COMPANIONS, ...(fastp === undefined ? [] : ([FASTP_REPORT] as const))) },
    identify: ({ inputs: { fastq1, fastq2, checksum1, checksum2 } }) =>
      identifyFastq(volume, [
        { of: first, url: fastq1, checksum: checksum1 },
        { of: second, url: fastq2, checksum: checksum2 },
      ]),
    uses: [FETCH, FASTQ, BWA, BAM, ...(fastp === undefined ? [] : [FASTP])],
    versions: versionsOf('bwa', 'samtools', ...(fastp === undefined ? [] : ['fastp'])),
    script: ({ inputs, outputs, threads }) => {
      const index = indexOf(reference, inputs.fasta);
      return lines(
        mountedBucket(volume),
        sh`must_be_reads ${inputs.maxReads}`,
        sh`must_be_mates ${inputs.fastq1} ${inputs.fastq2}`,
        index.ready,
        readGroup(group, sh`$(basename ${outputs.bam} .bam)`),
        mateScores === true ? sh`needs_samtools 6 'score mates'` : sh``,
        ...align(told, { inputs, prefix: index.prefix, bam: outputs.bam, threads, fastp }),
        checkBam(outputs.bam, minMapped),
        summary(outputs.bam, inputs.fasta, region, told.tview),
      );
    },
  });
}
