import type { Construct } from 'constructs';
import { fed, sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import { FASTP_REPORT } from './fastp';
import { type LaneProps, laneStage } from './lane';
import { fixmate, SORTS_BAM, sortInto } from './sorted-bam';
import type { Arguments, TakesArguments } from './tool-arguments';

/** The programs of an alignment by BWA-MEM; `fixmate` runs where there are `mateScores`. */
const MEM = { mem: 'bwa mem', fixmate: 'samtools fixmate', ...SORTS_BAM } as const;

/** @see bwaMem */
export interface BwaMemProps extends LaneProps, TakesArguments<keyof typeof MEM> {}

/**
 * Aligns a lane, single or paired, while it is read (`bwa mem`, for reads from 70 bases on) into a sorted, indexed and
 * counted BAM. What is downloaded never lies on the volume: scratch holds the compressed files, so that a download can
 * be resumed. Records, counts and names are checked in the same pass before bwa reads them, checksums at the end of it;
 * nothing is marked before. bwa reads the mates of a pair one after the other (`-p`), which gives what two files give.
 */
export function bwaMem(scope: Construct, id: string, props: BwaMemProps) {
  return laneStage(scope, id, props, MEM, (told, { inputs, prefix, bam, threads, fastp }) => {
    const { fastq1, fastq2, maxReads } = inputs;
    const trimmed = fastp === undefined ? [] : [sh`trim_stream ${fastq2} ${bam}${FASTP_REPORT} ${fastp}`];
    const feeds = [
      { fifo: '1.fq', members: [sh`stream ${fastq1} "$TMPDIR/1"`, sh`unpack ${fastq1}`] },
      { fifo: '2.fq', members: [sh`stream ${fastq2} "$TMPDIR/2"`, sh`unpack ${fastq2}`] },
    ];
    return [
      sh`
        MATE_ENDS=0123456789
        set --
        if [ -n ${fastq2} ]; then set -- -p; fi`,
      fed(
        feeds,
        sh`lane_reads ${maxReads} ${fastq1} ${fastq2}`,
        ...trimmed,
        sh`${aligner(threads, told.mem)} "$@" ${prefix} -`,
        ...intoBam(bam, told, props.mateScores),
      ),
      sh`
        reads=$(cat "$TMPDIR/1.count")
        echo "reads=$reads" >"$TMPDIR/facts"
        if [ -n ${fastq2} ]; then reads=$((2 * reads)); fi`,
      fastp === undefined ? sh`` : sh`trimmed_reads ${bam}${FASTP_REPORT} "$reads"`,
      sh`
        verified "$TMPDIR/1" ${fastq1} ${inputs.checksum1}
        verified "$TMPDIR/2" ${fastq2} ${inputs.checksum2}`,
    ];
  });
}

/**
 * `-K` fixes a batch's size, so that the result does not depend on the number of threads; 100 million bases, as WARP
 * and nf-core/sarek.
 */
function aligner(threads: ShellVariable, args: Arguments): Shell {
  return sh`bwa mem -t ${threads} -K 100000000 -R "$rg" ${args}`;
}

/** What comes after the aligner in its pipe. */
export function intoBam(
  bam: ShellVariable,
  told: Readonly<Record<Exclude<keyof typeof MEM, 'mem'>, Arguments>>,
  mateScores = false,
): readonly [Shell, ...Shell[]] {
  return mateScores ? [fixmate(told.fixmate), ...sortInto(bam, told)] : sortInto(bam, told);
}
