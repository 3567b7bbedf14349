import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT } from '../constructs/kinds';
import { optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { TEXTS_ONLY } from './reads-qc';
import { SAMPLES } from './samples';

/** @see noneLeftOut */
export interface NoneLeftOutProps extends StageDefaults {
  /**
   * A table of samples whose last column says why one is left out: `samples` of `expressionTables`, `isolates` of
   * `treeIsolates`.
   */
  readonly table: DataFile;
  /** What must be there first, so that it is published before this ends red: the page. @default nothing */
  readonly after?: DataFile;
  /** `folder.intermediate('verdict.txt')`. */
  readonly verdict: OutputFile;
}

/**
 * Ends with 65, and names them, where samples are left out. It stands beside what goes on without them: all of that is
 * made, and the run is red.
 */
export function noneLeftOut(scope: Construct, id: string, props: NoneLeftOutProps) {
  const { table, after, verdict, ...settings } = checked(scope, id, props, {
    table: FILE,
    after: optional(FILE),
    verdict: OUTPUT,
  });
  return new GenomicsStage(scope, id, {
    title: 'No sample is left out',
    ...TEXTS_ONLY,
    ...settings,
    inputs: { table, ...(after && { after }) },
    outputs: { verdict },
    uses: [SAMPLES],
    script: ({ inputs, outputs }) =>
      lines(
        after ? sh`: "$IN_AFTER"` : sh``,
        sh`
          none_left_out ${inputs.table}
          echo 'no sample is left out' >${outputs.verdict}`,
      ),
  });
}
