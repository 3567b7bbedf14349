import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER, TEXT_OR_VALUE } from '../constructs/kinds';
import { optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { Shell, ShellList, ShellSettled, ShellVariable } from '../shell/shell';
import type { DataFile, Folder } from '../storage/file';
import { ALIGNMENTS, type Alignments, mustBeIndexed, NO_SERVER, VARIANTS } from './alignments';
import { versionsOf } from './versions';

/** @see alignmentSamples */
export interface AlignmentSamplesProps extends StageDefaults {
  readonly alignments: Alignments;
  /** The FASTA that they were aligned to, with its `.fai`. */
  readonly reference: DataFile;
  /**
   * The samples that there must be: a JSON list of names, or of objects with a `sample`, as for `samplesIn`; where the
   * text is empty, those that the alignments have.
   * @default those that the alignments have
   */
  readonly expected?: string | Value;
  /** The run's folder. */
  readonly folder: Folder;
}

/** Kinds of {@link AlignmentSamplesProps}. */
export const OF_ALIGNMENTS = {
  alignments: ALIGNMENTS,
  reference: FILE,
  expected: optional(TEXT_OR_VALUE),
  folder: FOLDER,
};

/**
 * Reads which sample each alignment is of (SM of its read groups): `names`, one a line in the alignments' order, and
 * `stage.text('list')`, the same as a JSON list. Before hours are spent it ends with 65 where an alignment is cut, of
 * no sample or of two, where two are of one, where the samples are not those expected, and where contigs are not the
 * reference's, by name, length and order. Of `succeeded(…)`, samples that failed before are none of those expected.
 */
export function alignmentSamples(scope: Construct, id: string, props: AlignmentSamplesProps) {
  const { alignments, reference, expected, folder, ...settings } = checked(scope, id, props, OF_ALIGNMENTS);
  mustBeIndexed(`${scope.node.path}/${id}`, alignments, reference);
  const whereExpected = (then: Shell): Shell => whereNamesAre(expected, then);
  return new GenomicsStage(scope, id, {
    title: 'Samples of the alignments',
    cpu: 1,
    memory: '512Mi',
    ...settings,
    inputs: { alignments, fasta: reference, ...(expected === undefined ? {} : { expected }) },
    outputs: { names: folder.intermediate('samples.txt'), list: folder.intermediate('samples.json') },
    uses: [VARIANTS],
    versions: versionsOf('samtools'),
    script: ({ inputs, outputs }) =>
      lines(
        NO_SERVER,
        sh`sample_names ${inputs.alignments.list} ${inputs.fasta}.fai >${outputs.names}`,
        whereExpected(sh`
          expected_names "$IN_EXPECTED" ${failedOf(inputs.alignments)} >"$TMPDIR/expected"
          must_be_alike ${outputs.names} "$TMPDIR/expected" 'the samples of the alignments and those of the list'`),
        sh`json_list <${outputs.names} >${outputs.list}`,
      ),
    stub: ({ inputs, outputs }) =>
      lines(
        sh`awk '{ print "stub-" NR }' ${inputs.alignments.list} >"$TMPDIR/names"`,
        whereExpected(sh`expected_names "$IN_EXPECTED" ${failedOf(inputs.alignments)} >"$TMPDIR/names"`),
        sh`
          json_list <"$TMPDIR/names" >${outputs.list}
          put ${outputs.names} <"$TMPDIR/names"`,
      ),
  });
}

/** What is done where names are expected, at synth and in the run; they are the input `expected`. */
export function whereNamesAre(expected: string | Value | undefined, then: Shell): Shell {
  if (expected === undefined) return sh``;
  return sh`
    if [ -n "$IN_EXPECTED" ]; then
      ${then}
    fi`;
}

/** The list of those that failed, where some may have. */
export function failedOf(alignments: ShellList | ShellSettled): ShellVariable | '' {
  return 'failed' in alignments ? alignments.failed : '';
}
