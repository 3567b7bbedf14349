import type { Construct } from 'constructs';
import { fed, sh } from '../shell/sh';
import { aligner, intoBam } from './bwa-mem';
import { FASTP_REPORT } from './fastp';
import { type LaneProps, laneStage } from './lane';

/**
 * Aligns a lane, single or paired, while it is downloaded (`bwa mem`, for reads from 70 bases on) into a sorted,
 * indexed and counted BAM: none of the reads lies on the volume. Scratch holds the compressed files, so that a download
 * can be resumed. Records, counts and names are checked in the same pass before bwa reads them, checksums at the end of
 * it; nothing is marked before. bwa reads the mates of a pair one after the other (`-p`), which gives what two files
 * give.
 */
export function bwaMemStream(scope: Construct, id: string, props: LaneProps) {
  return laneStage(scope, id, props, ({ inputs, prefix, bam, threads }) => {
    const { fastq1, fastq2, maxReads } = inputs;
    const { fastp, mateScores } = props;
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
        sh`${aligner(threads)} "$@" ${prefix} -`,
        ...intoBam(bam, mateScores),
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
