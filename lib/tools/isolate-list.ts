import type { Construct } from 'constructs';
import { type RunTimeList, tableOf } from '../argo/run-time-list';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, VALUE } from '../constructs/kinds';
import { mustBe, optional } from '../kinds';
import { lines, sh } from '../shell/sh';
import type { DataFile, GivenFile, OptionalFile } from '../storage/file';
import { type AlignmentSamplesProps, failedOf, OF_ALIGNMENTS, whereNamesAre } from './alignment-samples';
import { ALIGNMENTS, type Alignments, mustBeIndexed, NO_SERVER, VARIANTS } from './alignments';
import { TARGETS } from './calling-intervals';
import { HAPLOID, indexedAlike } from './haploid';
import { versionsOf } from './versions';

/** @see isolateList */
export interface IsolateListProps extends AlignmentSamplesProps {
  /** The mask of `haploidCall`, which is looked at here once, and not in each isolate's pod first. @default nothing */
  readonly mask?: DataFile | OptionalFile;
}

/**
 * Whose each alignment is, and where it lies, for a map over `isolatesIn(stage.text('list'))` in which each pod reads
 * one alignment alone, `alignmentOf(alignments, item.alignment)`. So one alignment more calls that one, where a set in
 * the body would call all again.
 *
 * An alignment that is broken, or does not say whose it is, goes by its file's name, and its own call ends red: it may
 * be that of an expected isolate that no other alignment names. 65 where two are of one isolate, where the isolates are
 * not those expected, and where the list has more than 128 KiB, some 900 isolates. Of `succeeded(…)`, isolates that
 * failed before are none of those expected. 65, too, for a mask that the reference does not have.
 */
export function isolateList(scope: Construct, id: string, props: IsolateListProps) {
  const { alignments, reference, expected, mask, folder, ...settings } = checked(scope, id, props, {
    ...OF_ALIGNMENTS,
    mask: optional(TARGETS),
  });
  const where = `${scope.node.path}/${id}`;
  mustBeIndexed(where, alignments, reference);
  const { volume } = indexedAlike(where, alignments);
  return new GenomicsStage(scope, id, {
    title: 'Isolates of the alignments',
    cpu: 1,
    memory: '512Mi',
    ...settings,
    inputs: { alignments, ...(expected === undefined ? {} : { expected }), ...(mask && { fasta: reference, mask }) },
    outputs: { list: folder.intermediate('isolates.json') },
    uses: [VARIANTS, HAPLOID],
    versions: versionsOf('samtools'),
    script: ({ inputs, outputs }) =>
      lines(
        NO_SERVER,
        mask
          ? sh`
            if [ -n "$IN_MASK" ]; then
              calling_regions "$IN_FASTA.fai" "$IN_MASK" mask >"$TMPDIR/mask.bed"
            fi`
          : sh``,
        sh`isolates ${inputs.alignments.list} >"$TMPDIR/found"`,
        whereNamesAre(
          expected,
          sh`
            expected_names "$IN_EXPECTED" ${failedOf(inputs.alignments)} >"$TMPDIR/expected"
            must_be_expected "$TMPDIR/found" "$TMPDIR/expected"`,
        ),
        sh`isolate_list ${volume.mountPath} <"$TMPDIR/found" >${outputs.list}`,
      ),
    stub: ({ inputs, outputs }) =>
      lines(
        sh`stub_isolates ${inputs.alignments.list} >"$TMPDIR/found"`,
        whereNamesAre(
          expected,
          sh`
            expected_names "$IN_EXPECTED" ${failedOf(inputs.alignments)} >"$TMPDIR/expected"
            cut -f 2 "$TMPDIR/found" >"$TMPDIR/paths"
            paste "$TMPDIR/expected" "$TMPDIR/paths" >"$TMPDIR/found"`,
        ),
        sh`isolate_list ${volume.mountPath} <"$TMPDIR/found" >${outputs.list}`,
      ),
  });
}

/** The isolates of the list that `isolateList` gives: a name and where the alignment lies, for {@link alignmentOf}. */
export function isolatesIn(json: Value): RunTimeList<'sample' | 'alignment'> {
  mustBe('isolatesIn', json, VALUE, 'isolates');
  return tableOf(json, ['sample', 'alignment']);
}

/** One of a set of alignments, with its index, by the path that an item of {@link isolatesIn} has. */
export function alignmentOf(alignments: Alignments, path: Value): GivenFile {
  mustBe('alignmentOf', alignments, ALIGNMENTS, 'alignments');
  mustBe('alignmentOf', path, VALUE, 'path');
  const { volume, index } = indexedAlike('alignmentOf', alignments);
  return volume.file(path).with(...index);
}
