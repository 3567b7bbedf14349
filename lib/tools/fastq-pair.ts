import type { Construct } from 'constructs';
import { GenomicsStage } from '../stages/genomics-stage';
import { lines, sh } from '../stages/sh';
import type { StageDefaults } from '../stages/stage-defaults';
import { url } from '../stages/url';
import type { Folder } from '../storage/file';
import type { Value } from '../workflow/value';
import { checksumFunction, fetchFunctions, identifySources } from './download';
import { bothMates, checkFunction, matesFunction, mustBeReads, readsFunction } from './fastq';

/** @see fastqPair */
export interface FastqPairProps extends StageDefaults {
  /** URLs of the mates (FASTQ), gzipped or not. */
  readonly fastq1: Value;
  readonly fastq2: Value;
  /** SHA-256 or MD5 of each, in hexadecimal digits; an empty one is not checked. @default '' */
  readonly checksum1?: string | Value;
  readonly checksum2?: string | Value;
  /** Reads to keep of each FASTQ, from its start; all where it is empty. */
  readonly maxReads: Value;
  /** The run's folder. */
  readonly run: Folder;
}

/** Downloads a pair of FASTQ files and checks them: whole records, equal names in equal order. */
export function fastqPair(scope: Construct, id: string, props: FastqPairProps) {
  const { fastq1, fastq2, checksum1 = '', checksum2 = '', maxReads, run, ...settings } = props;
  const { sample } = fastq1;
  return new GenomicsStage(scope, id, {
    title: 'Download and check the reads',
    ...settings,
    inputs: { fastq1: url(fastq1), fastq2: url(fastq2), checksum1, checksum2, maxReads },
    outputs: { reads1: run.work(sample, '.1.fq.gz'), reads2: run.work(sample, '.2.fq.gz') },
    identify: ({ inputs: { fastq1, fastq2, checksum1, checksum2 } }) =>
      identifySources(run.volume, { url: fastq1, checksum: checksum1 }, { url: fastq2, checksum: checksum2 }),
    script: ({ inputs, outputs }) => {
      const both = bothMates(
        [inputs.fastq1, outputs.reads1, inputs.checksum1],
        [inputs.fastq2, outputs.reads2, inputs.checksum2],
      );
      return lines(
        mustBeReads(inputs.maxReads),
        sh`case "\${OUT_READS1##*/}:$IN_FASTQ1" in .1.fq.gz:*|*\\*|*:"$IN_FASTQ2") fail 69 "a URL has no file's name or a backslash, or both mates are one file" ;; esac`,
        fetchFunctions(run.volume),
        checksumFunction(),
        checkFunction(),
        readsFunction({ checksums: true }),
        matesFunction(),
        both.begin,
        both.end,
      );
    },
  });
}
