import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { url } from '../constructs/url';
import { FASTQ, FETCH } from '../shell/files';
import { lines, sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import { BWA, indexOf } from './bwa-index';
import type { BwaMemOptions } from './bwa-mem';
import { identifySources, mountedBucket } from './download';
import { FASTP, FASTP_REPORT } from './fastp';
import { readGroup, readGroupInputs } from './read-group';
import { BAM, BAM_COMPANIONS, checkBam, summary } from './sorted-bam';

/** The reads of one lane, single or paired, and what shall become of them. */
export interface LaneProps extends BwaMemOptions {
  /** URL of the reads, or of the first mates (FASTQ), gzipped or not. */
  readonly fastq1: Value;
  /** URL of the second mates; where its value is empty, the reads are single. */
  readonly fastq2: Value;
  /** SHA-256 or MD5 of each, in hexadecimal digits; an empty one is not checked. @default none is checked */
  readonly checksums?: readonly [string | Value, string | Value];
  /** Reads to take of each FASTQ, from its start; all where it is empty. @default all */
  readonly maxReads?: Value;
  /**
   * Trims and drops reads by fastp before they are aligned, with these further options; its report lies beside the BAM.
   * @default no fastp
   */
  readonly fastp?: readonly string[];
}

/**
 * What the part of a lane's script may use that differs from aligner to aligner. It sets `reads` to the number that is
 * aligned.
 */
export interface LaneShell {
  readonly inputs: Readonly<Record<'fastq1' | 'fastq2' | 'checksum1' | 'checksum2' | 'maxReads', ShellVariable>>;
  /** The reference as bwa takes it. */
  readonly prefix: ShellVariable | Shell;
  readonly bam: ShellVariable;
  readonly threads: ShellVariable;
}

/**
 * A stage that downloads, checks and aligns a lane in one pod into a sorted, indexed and counted BAM; `align` is what
 * does it.
 */
export function laneStage(scope: Construct, id: string, props: LaneProps, align: (at: LaneShell) => readonly Shell[]) {
  const { reference, fastq1, fastq2, checksums = ['', ''], maxReads = '', bam, readGroup: group = {}, ...rest } = props;
  const { minMapped, mateScores, fastp, preview: region, ...settings } = rest;
  const { volume } = bam;
  return new GenomicsStage(scope, id, {
    title: 'Align, sort and index',
    ...settings,
    inputs: {
      fasta: reference,
      fastq1: url(fastq1),
      fastq2: url(fastq2, { optional: true }),
      checksum1: checksums[0],
      checksum2: checksums[1],
      maxReads,
      ...readGroupInputs(group),
    },
    outputs: { bam: bam.with(...BAM_COMPANIONS, ...(fastp === undefined ? [] : ([FASTP_REPORT] as const))) },
    identify: ({ inputs: { fastq1, fastq2, checksum1, checksum2 } }) =>
      identifySources(volume, { url: fastq1, checksum: checksum1 }, { url: fastq2, checksum: checksum2 }),
    uses: [FETCH, FASTQ, BWA, BAM, ...(fastp === undefined ? [] : [FASTP])],
    script: ({ inputs, outputs, threads }) => {
      const index = indexOf(reference, inputs.fasta);
      return lines(
        mountedBucket(volume),
        sh`must_be_reads ${inputs.maxReads}`,
        sh`must_be_mates ${inputs.fastq1} ${inputs.fastq2}`,
        index.ready,
        readGroup(group, sh`$(basename ${outputs.bam} .bam)`),
        mateScores === true ? sh`needs_samtools 6 'score mates'` : sh``,
        ...align({ inputs, prefix: index.prefix, bam: outputs.bam, threads }),
        checkBam(outputs.bam, minMapped),
        summary(outputs.bam, inputs.fasta, region),
      );
    },
  });
}
