import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT } from '../constructs/kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { TREES, TREES_PY } from './trees';
import { versionsOf } from './versions';

/** @see snpDistances */
export interface SnpDistancesProps extends StageDefaults {
  /** A FASTA of sequences alike in length: `variable` of `variableSites`. */
  readonly variable: DataFile;
  /** A matrix, tab-separated, names on both axes: `folder.result('distances.tsv')`. */
  readonly distances: OutputFile;
}

/**
 * At how many sites each two isolates differ. A site counts where both have A, C, G or T: N and gaps are no difference.
 * The image has Python 3.6 or later, and no library.
 */
export function snpDistances(scope: Construct, id: string, props: SnpDistancesProps) {
  const { variable, distances, ...settings } = checked(scope, id, props, { variable: FILE, distances: OUTPUT });
  return new GenomicsStage(scope, id, {
    title: 'SNP distances',
    cpu: 1,
    ...settings,
    inputs: { variable },
    outputs: { distances },
    uses: [TREES],
    versions: versionsOf('python3'),
    script: ({ inputs, outputs }) => sh`
      python3 ${TREES_PY} distances ${inputs.variable} >"$TMPDIR/distances"
      put ${outputs.distances} <"$TMPDIR/distances"`,
  });
}
