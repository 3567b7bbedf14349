import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER } from '../constructs/kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import { shellFile } from '../shell/shell-file';
import type { DataFile, Folder } from '../storage/file';
import { TEXTS_ONLY } from './reads-qc';

/** `must_have_no_poor`. */
const SAMPLES = shellFile(__dirname, 'samples.sh');

/** @see noPoorSample */
export interface NoPoorSampleProps extends StageDefaults {
  /**
   * A table of samples, as `expressionTables` makes it: its first columns are `sample` and `status`, the last is why.
   */
  readonly samples: DataFile;
  /** The run's folder. */
  readonly folder: Folder;
}

/**
 * Ends with 65, and names them, where samples are poor: what was made of the others is there, and the run is red.
 * Beside what goes on without poor samples, so that they are left out in silence by nobody.
 */
export function noPoorSample(scope: Construct, id: string, props: NoPoorSampleProps) {
  const { samples, folder, ...settings } = checked(scope, id, props, { samples: FILE, folder: FOLDER });
  return new GenomicsStage(scope, id, {
    title: 'No sample may be poor',
    ...TEXTS_ONLY,
    ...settings,
    inputs: { samples },
    outputs: { good: folder.intermediate('good.txt') },
    uses: [SAMPLES],
    script: ({ inputs, outputs }) => sh`must_have_no_poor ${inputs.samples} >${outputs.good}`,
  });
}
