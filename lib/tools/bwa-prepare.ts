import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FOLDER, VALUE } from '../constructs/kinds';
import { url } from '../constructs/url';
import { ANYTHING } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { FASTQ, FETCH } from '../shell/files';
import { sh } from '../shell/sh';
import type { Folder } from '../storage/file';
import { BWA, BWA_INDEX, PREPARES } from './bwa-index';
import { mountedBucket } from './download';
import { FASTQ_SOURCE, type FastqSource, fastqInput, identifyFastq, sampleOf } from './fastq-source';
import { orEmpty } from './sorted-bam';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see bwaPrepare */
export interface BwaPrepareProps extends StageDefaults, TakesArguments<keyof typeof PREPARES> {
  /** URL of the reference (FASTA), gzipped or not. */
  readonly reference: Value;
  /** The mates. */
  readonly fastq1: FastqSource;
  readonly fastq2: FastqSource;
  /** Reads to keep of each FASTQ, from its start; all where it is empty. */
  readonly maxReads: Value;
  /** The run's folder. */
  readonly folder: Folder;
}

/**
 * Downloads and checks a reference and a pair of FASTQ files, and indexes the reference. Everything is written to
 * scratch first: what lies on the volume was checked. The mates must be equal in number and in names.
 */
export function bwaPrepare(scope: Construct, id: string, props: BwaPrepareProps) {
  const {
    reference,
    fastq1: first,
    fastq2: second,
    maxReads,
    folder,
    args,
    ...settings
  } = checked(scope, id, props, {
    args: ANYTHING,
    reference: VALUE,
    fastq1: FASTQ_SOURCE,
    fastq2: FASTQ_SOURCE,
    folder: FOLDER,
  });
  const { index, faidx } = toolArguments([scope, id], args, PREPARES);
  const sample = sampleOf(first);
  return new GenomicsStage(scope, id, {
    title: 'Download, check and index',
    ...settings,
    inputs: { reference: url(reference), fastq1: fastqInput(first), fastq2: fastqInput(second), maxReads },
    outputs: {
      fasta: folder.intermediate(reference.stem, '.fa').with(...BWA_INDEX),
      reads1: folder.intermediate(sample, '.1.fq.gz'),
      reads2: folder.intermediate(sample, '.2.fq.gz'),
    },
    identify: ({ inputs: { reference: url, fastq1, fastq2 } }) =>
      identifyFastq(folder.volume, [
        { of: reference, url },
        { of: first, url: fastq1 },
        { of: second, url: fastq2 },
      ]),
    uses: [FETCH, FASTQ, BWA],
    versions: versionsOf('bwa', 'samtools'),
    script: ({ inputs, outputs }) => sh`
      ${mountedBucket(folder.volume)}
      must_be_reads ${inputs.maxReads}
      must_name_file ${inputs.reference} ${outputs.fasta} .fa
      must_name_file ${inputs.fastq1} ${outputs.reads1} .1.fq.gz
      must_be_mates ${inputs.fastq1} ${inputs.fastq2}
      set -- ${inputs.fastq1} ${outputs.reads1} ${inputs.fastq2} ${outputs.reads2} ${inputs.maxReads}
      begin_mates "$@"
      fetch_reference ${inputs.reference} ${orEmpty(undefined, faidx)} ${faidx}
      begin_index ${index}
      end_mates "$@"
      end_index
      store_reference ${outputs.fasta}`,
  });
}
