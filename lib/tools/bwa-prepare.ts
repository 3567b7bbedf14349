import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { url } from '../constructs/url';
import type { StageDefaults } from '../pods/stage-defaults';
import { FASTQ, FETCH } from '../shell/files';
import { sh } from '../shell/sh';
import type { Folder } from '../storage/file';
import { BWA, BWA_INDEX } from './bwa-index';
import { identifySources, mountedBucket } from './download';

/** @see bwaPrepare */
export interface BwaPrepareProps extends StageDefaults {
  /** URLs of the reference (FASTA) and of the mates (FASTQ), gzipped or not. */
  readonly reference: Value;
  readonly fastq1: Value;
  readonly fastq2: Value;
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
  const { reference, fastq1, fastq2, maxReads, folder, ...settings } = props;
  const { sample } = fastq1;
  return new GenomicsStage(scope, id, {
    title: 'Download, check and index',
    ...settings,
    inputs: { reference: url(reference), fastq1: url(fastq1), fastq2: url(fastq2), maxReads },
    outputs: {
      fasta: folder.intermediate(reference.stem, '.fa').with(...BWA_INDEX),
      reads1: folder.intermediate(sample, '.1.fq.gz'),
      reads2: folder.intermediate(sample, '.2.fq.gz'),
    },
    identify: ({ inputs }) => identifySources(folder.volume, inputs.reference, inputs.fastq1, inputs.fastq2),
    uses: [FETCH, FASTQ, BWA],
    script: ({ inputs, outputs }) => sh`
      ${mountedBucket(folder.volume)}
      must_be_reads ${inputs.maxReads}
      must_name_file ${inputs.reference} ${outputs.fasta} .fa
      must_name_file ${inputs.fastq1} ${outputs.reads1} .1.fq.gz
      must_be_mates ${inputs.fastq1} ${inputs.fastq2}
      set -- ${inputs.fastq1} ${outputs.reads1} ${inputs.fastq2} ${outputs.reads2} ${inputs.maxReads}
      begin_mates "$@"
      fetch_reference ${inputs.reference}
      begin_index
      end_mates "$@"
      end_index
      store_reference ${outputs.fasta}`,
  });
}
