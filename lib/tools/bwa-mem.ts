import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, pipe, sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import type { DataFile, OutputFile } from '../storage/file';
import { BWA, indexOf } from './bwa-index';
import { type ReadGroup, readGroup, readGroupInputs } from './read-group';
import { BAM, BAM_COMPANIONS, checkBam, fixmate, sortInto, summary } from './sorted-bam';

/** What holds wherever BWA-MEM's reads come from. */
export interface BwaMemOptions extends StageDefaults {
  readonly reference: DataFile;
  readonly bam: OutputFile;
  readonly readGroup?: ReadGroup;
  /** The share of the reads, to 1, that must be mapped. @default any */
  readonly minMapped?: number;
  /** Adds the mates' scores, which `samtools markdup` needs; from samtools 1.6 on. @default false */
  readonly mateScores?: boolean;
  /** Where `samtools tview` looks, as `chr1:1000`; false for no preview. @default the start of the first sequence */
  readonly preview?: string | false;
}

/** @see bwaMem */
export interface BwaMemProps extends BwaMemOptions {
  readonly reads1: DataFile;
  readonly reads2: DataFile;
}

/**
 * Aligns pairs that lie on the volume (`bwa mem`, for reads from 70 bases on) into a sorted, indexed and counted BAM.
 */
export function bwaMem(scope: Construct, id: string, props: BwaMemProps) {
  const {
    reference,
    reads1,
    reads2,
    bam,
    readGroup: group = {},
    minMapped,
    mateScores,
    preview: region,
    ...settings
  } = props;
  return new GenomicsStage(scope, id, {
    title: 'Align, sort and index',
    ...settings,
    inputs: { fasta: reference, reads: [reads1, reads2], ...readGroupInputs(group) },
    outputs: { bam: bam.with(...BAM_COMPANIONS) },
    uses: [BWA, BAM],
    script: ({ inputs, outputs, threads }) => {
      const index = indexOf(reference, inputs.fasta);
      return lines(
        sh`
          {
            read -r reads1
            read -r reads2
          } <${inputs.reads.list}
          reads=$((2 * $(fact "$reads1" reads)))`,
        index.ready,
        readGroup(group, sh`$(basename "$reads1" .1.fq.gz)`),
        pipe(sh`${aligner(threads)} ${index.prefix} "$reads1" "$reads2"`, ...intoBam(outputs.bam, mateScores)),
        checkBam(outputs.bam, minMapped),
        summary(outputs.bam, inputs.fasta, region),
      );
    },
  });
}

/**
 * `-K` fixes a batch's size, so that the result does not depend on the number of threads; 100 million bases, as WARP
 * and nf-core/sarek.
 */
export function aligner(threads: ShellVariable): Shell {
  return sh`bwa mem -t ${threads} -K 100000000 -R "$rg"`;
}

/** What comes after the aligner in its pipe. */
export function intoBam(bam: ShellVariable, mateScores = false): readonly [Shell, ...Shell[]] {
  return mateScores ? [fixmate(), ...sortInto(bam)] : sortInto(bam);
}
