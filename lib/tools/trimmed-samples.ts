import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, OUTPUT, SUCCEEDED, VALUE } from '../constructs/kinds';
import type { SucceededSet } from '../constructs/succeeded-set';
import type { StageDefaults } from '../pods/stage-defaults';
import { each, lines, sh } from '../shell/sh';
import type { Shell, ShellSettled, ShellVariable } from '../shell/shell';
import type { OutputFile } from '../storage/file';
import { READS_QC, TEXTS_ONLY } from './reads-qc';

/** @see trimmedSamples */
export interface TrimmedSamplesProps extends StageDefaults {
  /** The list that `samplesIn` read. */
  readonly samples: Value;
  /** `lanes` of `trimmedLanes`, of those samples that could be trimmed: `succeeded(map.outputs.lanes)`. */
  readonly lanes: SucceededSet;
  /** The list as JSON: `folder.result('trimmed.json')`. */
  readonly list: OutputFile;
}

interface Ends {
  readonly inputs: { readonly samples: ShellVariable; readonly lanes: ShellSettled };
  readonly outputs: { readonly list: ShellVariable };
}

/**
 * The list of samples with the paths of their trimmed reads in place of the raw ones, and without the checksums of
 * those. Samples that failed are left out. `stage.text('list')` is for {@link samplesIn}.
 */
export function trimmedSamples(scope: Construct, id: string, props: TrimmedSamplesProps) {
  const { samples, lanes, list, ...settings } = checked(scope, id, props, {
    samples: VALUE,
    lanes: SUCCEEDED,
    list: OUTPUT,
  });
  const script = ({ inputs, outputs }: Ends): Shell =>
    lines(
      each(inputs.lanes, (lanesOfOne) => sh`cat ${lanesOfOne} >>"$TMPDIR/lanes"`),
      sh`trimmed_samples ${inputs.samples} ${inputs.lanes.failed} "$TMPDIR/lanes" >${outputs.list}`,
    );
  return new GenomicsStage(scope, id, {
    title: 'The samples with their trimmed reads',
    ...TEXTS_ONLY,
    ...settings,
    inputs: { samples, lanes },
    outputs: { list },
    uses: [READS_QC],
    script,
    stub: script,
  });
}
