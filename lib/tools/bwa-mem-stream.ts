import type { Construct } from 'constructs';
import { fed, sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';
import { aligner, intoBam } from './bwa-mem';
import { fastpReads, trimmed } from './fastp';
import { compareMates } from './fastq';
import { type LaneProps, laneStage } from './lane';

/**
 * Aligns a lane, single or paired, while it is downloaded (`bwa mem`, for reads from 70 bases on) into a sorted, indexed and counted BAM:
 * none of the reads lies on the volume. Scratch holds the compressed files, so that a download can be resumed. Records, counts and names
 * are checked in the same pass, checksums at the end of it; nothing is marked before.
 */
export function bwaMemStream(scope: Construct, id: string, props: LaneProps) {
  return laneStage(scope, id, props, ({ inputs, prefix, bam, threads }) => {
    const { fastq1, fastq2, maxReads } = inputs;
    const bwa = aligner(threads, prefix);
    const aligned: readonly [Shell, ...Shell[]] =
      props.fastp === undefined
        ? [sh`${bwa} /tmp/1.fq \${IN_FASTQ2:+/tmp/2.fq}`]
        : trimmed(props.fastp, bwa, { bam, mates: fastq2, threads });
    return [
      fed([mate(1, fastq1, maxReads), mate(2, fastq2, maxReads)], ...aligned, ...intoBam(bam, props.mateScores)),
      sh`reads=$(cat /tmp/1.count); if [ -n ${fastq2} ]; then`,
      compareMates(),
      sh`reads=$((a + b)); fi`,
      ...(props.fastp === undefined ? [] : [fastpReads(bam)]),
      sh`verified /tmp/1 ${fastq1} ${inputs.checksum1}; verified /tmp/2 ${fastq2} ${inputs.checksum2}`,
    ];
  });
}

/** A FASTQ as a named pipe: fetched, unpacked and checked; nothing where there is no such mate. */
function mate(number: 1 | 2, source: ShellVariable, maxReads: ShellVariable) {
  const file = `/tmp/${number}`;
  const given = (command: Shell) => sh`if [ -n ${source} ]; then ${command}; fi`;
  return {
    fifo: `${number}.fq`,
    members: [sh`stream ${source} ${file}`, sh`unpack ${source}`, sh`check ${number} ${maxReads} ${source}`].map(given),
  };
}
