import type { Construct } from 'constructs';
import { GenomicsStage } from '../stages/genomics-stage';
import { lines, sh } from '../stages/sh';
import type { StageDefaults } from '../stages/stage-defaults';
import { url } from '../stages/url';
import type { Folder } from '../storage/file';
import type { Value } from '../workflow/value';
import { BWA_INDEX, bwaIndex } from './bwa-index';
import { fetchFunctions, identifySources } from './download';
import { bothMates, checkFunction, matesFunction, mustBeReads, readsFunction } from './fastq';

/** @see bwaPrepare */
export interface BwaPrepareProps extends StageDefaults {
  /** URLs of the reference (FASTA) and of the mates (FASTQ), gzipped or not. */
  readonly reference: Value;
  readonly fastq1: Value;
  readonly fastq2: Value;
  /** Reads to keep of each FASTQ, from its start; all where it is empty. */
  readonly maxReads: Value;
  /** The run's folder. */
  readonly run: Folder;
}

/**
 * Downloads and checks a reference and a pair of FASTQ files, and indexes the reference. Everything is written to scratch first: what lies
 * on the volume was checked. The mates must be equal in number and in names.
 */
export function bwaPrepare(scope: Construct, id: string, props: BwaPrepareProps) {
  const { reference, fastq1, fastq2, maxReads, run, ...settings } = props;
  const { sample } = fastq1;
  return new GenomicsStage(scope, id, {
    title: 'Download, check and index',
    ...settings,
    inputs: { reference: url(reference), fastq1: url(fastq1), fastq2: url(fastq2), maxReads },
    outputs: {
      fasta: run.work(reference.stem, '.fa').with(...BWA_INDEX),
      reads1: run.work(sample, '.1.fq.gz'),
      reads2: run.work(sample, '.2.fq.gz'),
    },
    identify: ({ inputs }) => identifySources(run.volume, inputs.reference, inputs.fastq1, inputs.fastq2),
    script: ({ inputs, outputs }) =>
      lines(
        sh`
          ${mustBeReads(inputs.maxReads)}; case "\${OUT_FASTA##*/}:\${OUT_READS1##*/}:$IN_FASTQ1" in .fa:*|*:.1.fq.gz:*|*\\*|*:"$IN_FASTQ2") fail 69 "a URL has no file's name or a backslash, or both mates are one file" ;; esac`,
        fetchFunctions(run.volume),
        checkFunction(),
        readsFunction(),
        matesFunction(),
        bwaIndex(
          { url: inputs.reference },
          outputs.fasta,
          bothMates([inputs.fastq1, outputs.reads1], [inputs.fastq2, outputs.reads2]),
        ),
      ),
  });
}
