import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT, SUCCEEDED } from '../constructs/kinds';
import type { SucceededSet } from '../constructs/succeeded-set';
import { GenomicsError } from '../errors';
import { NUMBER, optional, shape } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, pipe, sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { mustBeWhole } from '../values/numbers';
import { HAPLOID } from './haploid';
import { SAMPLES } from './samples';
import { TREES } from './trees';

/** Which isolates a tree takes. */
export interface GoodIsolates {
  /**
   * The share of the bases outside of the mask, or of an alignment's columns, of which A, C, G or T must be known.
   * @default 0.5: nf-core/bactmap 1.0.0 allows half of a pseudogenome not to be (`non_GATC_threshold`)
   */
  readonly minCalled?: number;
  /**
   * The share of the bases outside of the mask at which an isolate of reads may be mixed. A culture of two isolates is
   * mixed where they differ; a culture of one is in repeats that the mask does not have.
   * @default 0.0001: ConFindr takes an isolate for contaminated from about one site in 10,000 bases on
   */
  readonly maxMixed?: number;
  /**
   * Mixed sites of an isolate of reads at which other isolates have different bases. A culture of two isolates of an
   * outbreak is mixed where these differ, which are few sites of a genome.
   * @default 2: sites of a pure culture that are mixed, in repeats, seldom are those at which others differ
   */
  readonly maxMixedAmong?: number;
}

/** What `haploidCall` made of isolates, or sequences that are aligned. */
export type IsolateSource =
  | {
      /** Of a map over `haploidCall`: `succeeded(map.outputs.row)`, and `succeeded(map.outputs.genome)`. */
      readonly calls: { readonly rows: SucceededSet; readonly genomes: SucceededSet };
      readonly aligned?: undefined;
    }
  | {
      /** A FASTA of sequences alike in length: `aligned` of `mafft`. */
      readonly aligned: DataFile;
      readonly calls?: undefined;
    };

/** @see treeIsolates */
export type TreeIsolatesProps = StageDefaults &
  GoodIsolates &
  IsolateSource & {
    /** The sequences of those that stay, by their names' order: `folder.intermediate('alignment.fa')`. */
    readonly alignment: OutputFile;
    /** All isolates that were to be called, and why some are left out: `folder.result('isolates.tsv')`. */
    readonly isolates: OutputFile;
  };

const [MIN_CALLED, MAX_MIXED, MAX_MIXED_AMONG] = [0.5, 0.0001, 2];

/**
 * Decides which isolates a tree takes: those of which enough is called and which are not mixed. Others are named, with
 * the reason, in the log and in `isolates`, as are those whose calls failed. 65 where fewer than four stay.
 *
 * A mixture with an isolate that is none of these is mixed where all others are alike. So is a repeat that one isolate
 * alone has: nothing known tells them apart. Such an isolate stays; `mixed_alone` of `isolates` counts these sites, and
 * the log says it from `maxMixedAmong` on.
 *
 * @throws GenomicsError where a share is not between 0 and 1
 */
export function treeIsolates(scope: Construct, id: string, props: TreeIsolatesProps) {
  const { calls, aligned, minCalled, maxMixed, maxMixedAmong, alignment, isolates, ...settings } = checked(
    scope,
    id,
    props,
    {
      calls: optional(shape({ rows: SUCCEEDED, genomes: SUCCEEDED })),
      aligned: optional(FILE),
      minCalled: optional(NUMBER),
      maxMixed: optional(NUMBER),
      maxMixedAmong: optional(NUMBER),
      alignment: OUTPUT,
      isolates: OUTPUT,
    },
  );
  const where = `${scope.node.path}/${id}`;
  const percent = `${Number((100 * share(where, 'minCalled', minCalled, MIN_CALLED)).toFixed(4))}`;
  const mixed = `${share(where, 'maxMixed', maxMixed, MAX_MIXED)}`;
  mustBeWhole(scope, 'maxMixedAmong', maxMixedAmong, 0);
  const maxShared = maxMixedAmong ?? MAX_MIXED_AMONG;
  const common = {
    title: 'Choose isolates',
    cpu: 1,
    ...settings,
    outputs: { isolates, alignment },
    uses: [SAMPLES, HAPLOID, TREES],
  };
  if (calls !== undefined && aligned === undefined)
    return new GenomicsStage(scope, id, {
      ...common,
      inputs: { rows: calls.rows, genomes: calls.genomes },
      script: ({ inputs, outputs }) =>
        lines(
          sh`
            call_table ${inputs.rows.list} ${inputs.rows.failed} >"$TMPDIR/calls"
            isolate_table ${percent} ${mixed} "$TMPDIR/calls" >"$TMPDIR/table"
            joined_genomes "$TMPDIR/table" ${inputs.rows.list} ${inputs.genomes.list} >"$TMPDIR/joined"
            mixed_among "$TMPDIR/joined" >"$TMPDIR/shared"
            without_mixed "$TMPDIR/table" "$TMPDIR/shared" ${maxShared} >${outputs.isolates}
            mixed_alone ${outputs.isolates} ${maxShared}
            must_be_four ${outputs.isolates}`,
          pipe(sh`sequences_of ${outputs.isolates} <"$TMPDIR/joined"`, sh`capitals >${outputs.alignment}`),
        ),
    });
  if (aligned === undefined || calls !== undefined) throw oneSource(where);
  return new GenomicsStage(scope, id, {
    ...common,
    inputs: { aligned },
    script: ({ inputs, outputs }) =>
      lines(
        sh`
          sequence_table <${inputs.aligned} >"$TMPDIR/calls"
          isolate_table ${percent} ${mixed} "$TMPDIR/calls" >${outputs.isolates}
          must_be_four ${outputs.isolates}
          sequences_of ${outputs.isolates} <${inputs.aligned} >${outputs.alignment}`,
      ),
  });
}

function share(where: string, what: string, value: number | undefined, byDefault: number): number {
  if (value === undefined) return byDefault;
  if (value >= 0 && value <= 1) return value;
  throw new GenomicsError('invalid-value', where, {
    what: `${what} is no share`,
    got: `${value}`,
    expected: 'a number from 0 to 1',
    fix: `divide by a hundred what is in percent, as ${what}: 0.5`,
  });
}

function oneSource(where: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'isolates come from no source, or from two',
    got: 'calls and aligned, or neither',
    expected: 'calls of haploidCall, or sequences that are aligned',
    fix: 'give one of both',
  });
}
