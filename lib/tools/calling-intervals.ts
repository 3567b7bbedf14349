import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER } from '../constructs/kinds';
import { either, instanceOf, kind, NUMBER, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import { type DataFile, type Folder, OptionalFile } from '../storage/file';
import { mustBeWhole } from '../values/numbers';
import { VARIANTS } from './alignments';

/**
 * Bases of an interval where nobody says how many there shall be: 600 s at 200,000 bases a second, by which nf-core/
 * sarek 3 groups its intervals (`create_intervals_bed`, `nucleotides_per_second`). A human genome has 26.
 */
const BASES = 120_000_000;

/** @see callingIntervals */
export interface CallingIntervalsProps extends StageDefaults {
  /** The FASTA with its `.fai`. */
  readonly reference: DataFile;
  /** A BED without compression of what is called; what overlaps in it is taken once. @default the whole reference */
  readonly targets?: DataFile | OptionalFile;
  /**
   * How many intervals, at most 1,000, alike in bases to within one; or one for each contig. A contig may lie in
   * several intervals, and an interval may have many contigs. @default as many as have 120 million bases at most
   */
  readonly intervals?: number | 'contig';
  /** The run's folder. */
  readonly folder: Folder;
}

/**
 * Divides what is called among pods: `intervals`, a BED whose fourth column is the interval, in the reference's order,
 * and `stage.text('list')`, the intervals to map over. 65 for targets that the reference does not have.
 */
export function callingIntervals(scope: Construct, id: string, props: CallingIntervalsProps) {
  const {
    reference,
    targets,
    intervals = '',
    folder,
    ...settings
  } = checked(scope, id, props, {
    reference: FILE,
    targets: optional(TARGETS),
    intervals: optional(
      either(
        "a number, or 'contig'",
        NUMBER,
        kind("'contig'", (value) => value === 'contig'),
      ),
    ),
    folder: FOLDER,
  });
  if (typeof intervals === 'number') mustBeWhole(scope, 'intervals', intervals, 1, 1_000);
  return new GenomicsStage(scope, id, {
    title: 'Divide the reference',
    cpu: 1,
    memory: '256Mi',
    ...settings,
    inputs: { fasta: reference, intervals: `${intervals}`, ...(targets && { targets }) },
    outputs: { intervals: folder.intermediate('intervals.bed'), list: folder.intermediate('intervals.json') },
    uses: [VARIANTS],
    script: ({ inputs, outputs }) =>
      lines(
        sh`
          calling_regions ${inputs.fasta}.fai ${targets ? sh`"$IN_TARGETS"` : ''} >"$TMPDIR/regions"
          intervals ${inputs.intervals} ${BASES} <"$TMPDIR/regions" >${outputs.intervals}`,
        sh`interval_names ${outputs.intervals} >${outputs.list}`,
      ),
    stub: ({ outputs }) => sh`
      printf 'stub\t0\t1\t0001\n' >${outputs.intervals}
      interval_names ${outputs.intervals} >${outputs.list}`,
  });
}

/** A BED that may not be there. */
export const TARGETS = either(
  'a file, or optional(…)',
  FILE,
  instanceOf('an optional file: optional(volume.file(…))', OptionalFile),
);
