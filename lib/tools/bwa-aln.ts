import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER } from '../constructs/kinds';
import { ANYTHING } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, pipe, sh } from '../shell/sh';
import type { DataFile, Folder } from '../storage/file';
import { BWA, indexOf } from './bwa-index';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see bwaAln */
export interface BwaAlnProps extends StageDefaults, TakesArguments<'aln'> {
  /** A FASTA with its BWA index. */
  readonly reference: DataFile;
  readonly fastq: DataFile;
  readonly folder: Folder;
}

/**
 * Finds where each read of one FASTQ may lie (`bwa aln`, for reads up to about 100 bases): the suffix array
 * coordinates, `.sai`.
 */
export function bwaAln(scope: Construct, id: string, props: BwaAlnProps) {
  const { reference, fastq, folder, args, ...settings } = checked(scope, id, props, {
    args: ANYTHING,
    reference: FILE,
    fastq: FILE,
    folder: FOLDER,
  });
  const { aln } = toolArguments([scope, id], args, { aln: 'bwa aln' });
  return new GenomicsStage(scope, id, {
    title: 'Align one FASTQ',
    ...settings,
    inputs: { fasta: reference, fastq },
    outputs: { sai: folder.intermediate(fastq.stem, '.untrimmed.sai') },
    uses: [BWA],
    versions: versionsOf('bwa'),
    // `bwa aln` needs a third of the memory of `bwa sampe`: where that fits, this does.
    script: ({ inputs, outputs, threads }) => {
      const { ready, prefix } = indexOf(reference, inputs.fasta, { fits: false });
      return lines(ready, pipe(sh`bwa aln -t ${threads} ${aln} ${prefix} ${inputs.fastq}`, sh`put ${outputs.sai}`));
    },
  });
}
