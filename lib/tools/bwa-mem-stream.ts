import type { Construct } from 'constructs';
import { fed, sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';
import { aligner, intoBam } from './bwa-mem';
import { fastp, fastpReads } from './fastp';
import { checkFunction, streamFunction } from './fastq';
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
    const isPaired = sh`[ -n ${fastq2} ]`;
    const checked = sh`
      if ${isPaired}; then pairs ${maxReads} ${fastq1} ${fastq2}; else check 1 ${maxReads} ${fastq1} /tmp/1.fq; fi`;
    const trimmed = props.fastp === undefined ? [] : [fastp(props.fastp, { bam, mates: fastq2, threads })];
    const bwa = aligner(threads, prefix);
    const aligned = sh`if ${isPaired}; then ${bwa} -p -; else ${bwa} -; fi`;
    return [
      checkFunction({ ends: '0123456789' }),
      streamFunction(),
      fed([mate(1, fastq1), mate(2, fastq2)], checked, ...trimmed, aligned, ...intoBam(bam, props.mateScores)),
      sh`
        reads=$(cat /tmp/1.count)
        echo "reads=$reads" > /tmp/facts
        if ${isPaired}; then reads=$((2 * reads)); fi`,
      ...(props.fastp === undefined ? [] : [fastpReads(bam)]),
      sh`verified /tmp/1 ${fastq1} ${inputs.checksum1}; verified /tmp/2 ${fastq2} ${inputs.checksum2}`,
    ];
  });
}

/** A FASTQ as a named pipe: fetched and unpacked; nothing where there is no such mate. */
function mate(number: 1 | 2, source: ShellVariable) {
  const file = `/tmp/${number}`;
  const given = (command: Shell) => sh`if [ -n ${source} ]; then ${command}; fi`;
  return {
    fifo: `${file}.fq`,
    members: [sh`stream ${source} ${file}`, sh`unpack ${source}`].map(given),
  };
}
