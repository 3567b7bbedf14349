import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { url } from '../constructs/url';
import type { StageDefaults } from '../pods/stage-defaults';
import { FASTQ, FETCH } from '../shell/files';
import { sh } from '../shell/sh';
import type { Folder } from '../storage/file';
import { identifySources, mountedBucket } from './download';

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
  readonly folder: Folder;
}

/** Downloads a pair of FASTQ files and checks them: whole records, equal names in equal order. */
export function fastqPair(scope: Construct, id: string, props: FastqPairProps) {
  const { fastq1, fastq2, checksum1 = '', checksum2 = '', maxReads, folder, ...settings } = props;
  const { sample } = fastq1;
  return new GenomicsStage(scope, id, {
    title: 'Download and check the reads',
    ...settings,
    inputs: { fastq1: url(fastq1), fastq2: url(fastq2), checksum1, checksum2, maxReads },
    outputs: { reads1: folder.intermediate(sample, '.1.fq.gz'), reads2: folder.intermediate(sample, '.2.fq.gz') },
    identify: ({ inputs: { fastq1, fastq2, checksum1, checksum2 } }) =>
      identifySources(folder.volume, { url: fastq1, checksum: checksum1 }, { url: fastq2, checksum: checksum2 }),
    uses: [FETCH, FASTQ],
    script: ({ inputs, outputs }) => sh`
      ${mountedBucket(folder.volume)}
      must_be_reads ${inputs.maxReads}
      must_name_file ${inputs.fastq1} ${outputs.reads1} .1.fq.gz
      must_be_mates ${inputs.fastq1} ${inputs.fastq2}
      set -- ${inputs.fastq1} ${outputs.reads1} ${inputs.fastq2} ${outputs.reads2} ${inputs.maxReads}
      set -- "$@" ${inputs.checksum1} ${inputs.checksum2}
      begin_mates "$@"
      end_mates "$@"`,
  });
}
