import type { Construct } from 'constructs';
import { pipe, sh } from '../stages/sh';
import { intoBam } from './bwa-mem';
import { fastpFiles, fastpReads } from './fastp';
import { checkFunction, matesFunction, readsFunction } from './fastq';
import { type LaneProps, laneStage } from './lane';

/**
 * Aligns a lane, single or paired, in one pod (`bwa aln` and `sampe` or `samse`, for reads up to about 100 bases) into
 * a sorted, indexed and counted BAM. Scratch holds the FASTQ and what `aln` makes of them: nothing of it lies on the
 * volume.
 */
export function bwaBacktrack(scope: Construct, id: string, props: LaneProps) {
  return laneStage(scope, id, props, ({ inputs, prefix, bam, threads }) => {
    const { fastq1, fastq2 } = inputs;
    const aln = (mate: 1 | 2) => sh`bwa aln -t ${threads} ${prefix} /tmp/${mate}.fq.gz > /tmp/${mate}.sai`;
    const pair = sh`bwa sampe -r "$rg" ${prefix} /tmp/1.sai /tmp/2.sai /tmp/1.fq.gz /tmp/2.fq.gz`;
    return [
      checkFunction(),
      readsFunction({ checksums: true }),
      matesFunction(),
      sh`
        reads ${fastq1} /tmp/1.fq.gz 1 ${inputs.checksum1}
        reads=$(cat /tmp/1.count)
        if [ -n ${fastq2} ]; then
          reads ${fastq2} /tmp/2.fq.gz 2 ${inputs.checksum2}
          mates /tmp/1.fq.gz ${fastq1} /tmp/2.fq.gz ${fastq2}
          reads=$((a + b))
        fi`,
      ...(props.fastp === undefined ? [] : [fastpFiles(props.fastp, { bam, mates: fastq2, threads }), fastpReads(bam)]),
      sh`${aln(1)}; if [ -n ${fastq2} ]; then ${aln(2)}; fi`,
      pipe(
        sh`if [ -n ${fastq2} ]; then ${pair}; else bwa samse -r "$rg" ${prefix} /tmp/1.sai /tmp/1.fq.gz; fi`,
        ...intoBam(bam, props.mateScores),
      ),
    ];
  });
}
