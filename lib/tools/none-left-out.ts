import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT } from '../constructs/kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { TEXTS_ONLY } from './reads-qc';
import { TREES } from './trees';

/** @see noneLeftOut */
export interface NoneLeftOutProps extends StageDefaults {
  /** `isolates` of `treeIsolates`. */
  readonly isolates: DataFile;
  /** What must be there first, so that it is published before this ends red: the page. */
  readonly after: DataFile;
  /** `folder.intermediate('verdict.txt')`. */
  readonly verdict: OutputFile;
}

/** Ends with 65, and names them, where isolates are left out of a tree that is made. */
export function noneLeftOut(scope: Construct, id: string, props: NoneLeftOutProps) {
  const { isolates, after, verdict, ...settings } = checked(scope, id, props, {
    isolates: FILE,
    after: FILE,
    verdict: OUTPUT,
  });
  return new GenomicsStage(scope, id, {
    title: 'No isolate is left out',
    ...TEXTS_ONLY,
    ...settings,
    inputs: { isolates, after },
    outputs: { verdict },
    uses: [TREES],
    script: ({ inputs, outputs }) => sh`
      : ${inputs.after}
      none_left_out ${inputs.isolates}
      echo 'no isolate is left out' >${outputs.verdict}`,
  });
}
