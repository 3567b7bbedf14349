import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { checked, FILE, OUTPUT, TEXT_OR_VALUE } from '../constructs/kinds';
import { GenomicsError } from '../errors';
import { type Kind, NUMBER, optional, recordOf } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import type { DataFile, OutputFile } from '../storage/file';
import { mustBeWhole } from '../values/numbers';
import { ALIGNMENTS, type Alignments, mustBeIndexed } from './alignments';

/** How many copies of a contig a sample has. */
export interface Ploidy {
  /** Of each contig that `contigPloidy` does not name. @default 2 */
  readonly ploidy?: number;
  /** By contig, for all samples: `{ chrM: 1 }`. 65 for one that the reference does not have. @default all alike */
  readonly contigPloidy?: Readonly<Record<string, number>>;
}

/** What a caller takes to call one interval. */
export interface CallProps extends StageDefaults, Ploidy {
  /** All samples, which are called together. */
  readonly alignments: Alignments;
  /** The FASTA that they were aligned to, with its `.fai`. */
  readonly reference: DataFile;
  /** `intervals` of `callingIntervals`. */
  readonly intervals: DataFile;
  /** One of `listOf(intervals.text('list'))`. */
  readonly interval: string | Value;
  /** `names` of `alignmentSamples`: the columns of the result, in that order. */
  readonly names: DataFile;
  /** The interval's records, BCF. */
  readonly bcf: OutputFile;
  /**
   * Bases that are looked at beyond the interval's ends, so that what lies there is called as if the whole reference
   * were. At least what the longest read covers of the reference. @default 1,000
   */
  readonly padding?: number;
}

const PADDING = 1_000;

const CALL: Readonly<Record<string, Kind>> = {
  alignments: ALIGNMENTS,
  reference: FILE,
  intervals: FILE,
  interval: TEXT_OR_VALUE,
  names: FILE,
  bcf: OUTPUT,
  padding: optional(NUMBER),
  ploidy: optional(NUMBER),
  contigPloidy: optional(recordOf(NUMBER)),
};

/** What all callers have in common, of props that are looked at. `most` is the largest ploidy that the caller knows. */
export function callOf<P extends CallProps>(
  [scope, id]: readonly [scope: Construct, id: string],
  props: P,
  most: number,
) {
  const { alignments, reference, intervals, interval, names, bcf, ...more } = checked(scope, id, props, CALL);
  const {
    padding = PADDING,
    ploidy = 2,
    contigPloidy = {},
    args,
    ...settings
  }: typeof more & { readonly args?: object } = more;
  const where = `${scope.node.path}/${id}`;
  mustBeIndexed(where, alignments, reference);
  mustBeWhole(scope, 'padding', padding, 0);
  for (const one of [ploidy, ...Object.values(contigPloidy)]) mustBePloidy(where, one, most);
  if ('' in contigPloidy) throw noContig(where);
  const contigs = Object.entries(contigPloidy).flat();
  return {
    settings,
    ploidy,
    contigs,
    inputs: { alignments, fasta: reference, intervals, interval, names },
    outputs: { bcf },
    /** Leaves what the caller looks at in `$TMPDIR/padded.bed`, and the interval itself in `$TMPDIR/interval.bed`. */
    regions: (at: Readonly<Record<'fasta' | 'intervals' | 'interval', ShellVariable>>): Shell => sh`
      must_have_contigs ${at.fasta}.fai ${contigs}
      interval_regions ${at.intervals} ${at.interval} >"$TMPDIR/interval.bed"
      padded ${at.fasta}.fai ${padding} <"$TMPDIR/interval.bed" >"$TMPDIR/padded.bed"`,
    /** The last member of a pipe: keeps the records that begin in the interval, with the samples in their order. */
    kept: (names: ShellVariable, out: ShellVariable): Shell => sh`own_records ${names} ${out}`,
  };
}

function noContig(where: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'a ploidy is for no contig',
    got: "contigPloidy: { '': … }",
    expected: "a contig's name",
    fix: 'name the contig, or leave it out',
  });
}

function mustBePloidy(where: string, ploidy: number, most: number): void {
  if (Number.isInteger(ploidy) && ploidy >= 1 && ploidy <= most) return;
  throw new GenomicsError('invalid-value', where, {
    what: 'the caller does not know such a ploidy',
    got: `${ploidy}`,
    expected: `a whole number from 1${Number.isFinite(most) ? ` to ${most}` : ' on'}`,
    fix: 'give such a number, or take another caller',
  });
}
