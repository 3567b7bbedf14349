import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FOLDER } from '../constructs/kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { FASTQ, FETCH } from '../shell/files';
import { sh } from '../shell/sh';
import type { Folder } from '../storage/file';
import { mountedBucket } from './download';
import { FASTQ_SOURCE, type FastqSource, fastqInput, identifyFastq, sampleOf } from './fastq-source';

/** @see fastqPair */
export interface FastqPairProps extends StageDefaults {
  /** The mates. */
  readonly fastq1: FastqSource;
  readonly fastq2: FastqSource;
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
  const {
    fastq1: first,
    fastq2: second,
    checksum1 = '',
    checksum2 = '',
    maxReads,
    folder,
    ...settings
  } = checked(scope, id, props, { fastq1: FASTQ_SOURCE, fastq2: FASTQ_SOURCE, folder: FOLDER });
  const sample = sampleOf(first);
  return new GenomicsStage(scope, id, {
    title: 'Download and check the reads',
    ...settings,
    inputs: { fastq1: fastqInput(first), fastq2: fastqInput(second), checksum1, checksum2, maxReads },
    outputs: { reads1: folder.intermediate(sample, '.1.fq.gz'), reads2: folder.intermediate(sample, '.2.fq.gz') },
    identify: ({ inputs: { fastq1, fastq2, checksum1, checksum2 } }) =>
      identifyFastq(folder.volume, [
        { of: first, url: fastq1, checksum: checksum1 },
        { of: second, url: fastq2, checksum: checksum2 },
      ]),
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
