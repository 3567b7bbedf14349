import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT, PREVIEW, SET } from '../constructs/kinds';
import { ANYTHING } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, pipe, sh } from '../shell/sh';
import type { DataFile, FileSet, OutputFile } from '../storage/file';
import { BWA, indexOf } from './bwa-index';
import { READ_GROUP, type ReadGroup, readGroup, readGroupInputs } from './read-group';
import { BAM, BAM_COMPANIONS, checkBam, SORTS_BAM, sortInto, summary } from './sorted-bam';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

const PROGRAMS = { sampe: 'bwa sampe', ...SORTS_BAM } as const;

/** @see bwaSampe */
export interface BwaSampeProps extends StageDefaults, TakesArguments<keyof typeof PROGRAMS> {
  readonly reference: DataFile;
  readonly reads1: DataFile;
  readonly reads2: DataFile;
  /** The `.sai` of both mates, in their order. */
  readonly sai: FileSet;
  readonly bam: OutputFile;
  readonly readGroup?: ReadGroup;
  /** The share of the reads, to 1, that must be mapped. @default any */
  readonly minMapped?: number;
  /** Where `samtools tview` looks, as `chr1:1000`; false for no preview. @default the start of the first sequence */
  readonly preview?: string | false;
}

/** Pairs the alignments of two mates (`bwa sampe`) into a sorted, indexed and counted BAM. No SAM is stored. */
export function bwaSampe(scope: Construct, id: string, props: BwaSampeProps) {
  const {
    reference,
    reads1,
    reads2,
    sai,
    bam,
    readGroup: group = {},
    minMapped,
    preview: region,
    args,
    ...settings
  } = checked(scope, id, props, {
    args: ANYTHING,
    reference: FILE,
    reads1: FILE,
    reads2: FILE,
    sai: SET,
    bam: OUTPUT,
    readGroup: READ_GROUP,
    preview: PREVIEW,
  });
  const told = toolArguments([scope, id], args, PROGRAMS);
  return new GenomicsStage(scope, id, {
    title: 'Pair, sort and index',
    ...settings,
    inputs: { fasta: reference, reads: [reads1, reads2], sai, ...readGroupInputs(group) },
    outputs: { bam: bam.with(...BAM_COMPANIONS) },
    uses: [BWA, BAM],
    versions: versionsOf('bwa', 'samtools'),
    script: ({ inputs, outputs }) => {
      const index = indexOf(reference, inputs.fasta);
      return lines(
        sh`
          {
            read -r reads1
            read -r reads2
          } <${inputs.reads.list}
          {
            read -r sai1
            read -r sai2
          } <${inputs.sai.list}
          reads=$((2 * $(fact "$reads1" reads)))`,
        index.ready,
        readGroup(group, sh`$(basename "$reads1" .1.fq.gz)`),
        pipe(
          sh`bwa sampe -r "$rg" ${told.sampe} ${index.prefix} "$sai1" "$sai2" "$reads1" "$reads2"`,
          ...sortInto(outputs.bam, told),
        ),
        checkBam(outputs.bam, minMapped),
        summary(outputs.bam, inputs.fasta, region, told.tview),
      );
    },
  });
}
