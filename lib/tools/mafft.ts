import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILES, OUTPUT } from '../constructs/kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, FileSet, GivenSet, OutputFile } from '../storage/file';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { TREES } from './trees';
import { versionsOf } from './versions';

/** @see mafft */
export interface MafftProps extends StageDefaults, TakesArguments<'mafft'> {
  /** FASTA files, not packed, of one sequence or several each. */
  readonly sequences: FileSet | GivenSet | readonly DataFile[];
  /** The alignment, in the order of the names: `folder.intermediate('aligned.fa')`. */
  readonly aligned: OutputFile;
}

/**
 * Aligns sequences of nucleotides (`mafft --auto --nuc`), whatever their lengths. U becomes T, and a letter that stands
 * for several bases N. All must be of one strand. 65 for a file that is no FASTA, a name that is there twice or that no
 * tree can hold, a sequence that is empty or has letters of other things than nucleotides, and for fewer than four.
 */
export function mafft(scope: Construct, id: string, props: MafftProps) {
  const { sequences, aligned, args, ...settings } = checked(scope, id, props, { sequences: FILES, aligned: OUTPUT });
  const told = toolArguments([scope, id], args, { mafft: 'mafft' });
  return new GenomicsStage(scope, id, {
    title: 'Align sequences',
    ...settings,
    inputs: { sequences },
    outputs: { aligned },
    uses: [TREES],
    versions: versionsOf('mafft'),
    script: ({ inputs, outputs, threads }) => sh`
      checked_sequences ${inputs.sequences.list} >"$TMPDIR/checked.fa"
      numbered "$TMPDIR/names" <"$TMPDIR/checked.fa" >"$TMPDIR/numbered.fa"
      mafft --auto --nuc --quiet --thread ${threads} ${told.mafft} "$TMPDIR/numbered.fa" >"$TMPDIR/mafft.fa"
      capitals <"$TMPDIR/mafft.fa" >"$TMPDIR/capitals.fa"
      named "$TMPDIR/names" <"$TMPDIR/capitals.fa" >${outputs.aligned}`,
  });
}
