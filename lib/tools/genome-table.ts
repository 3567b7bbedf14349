import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, OUTPUT, SETTLED } from '../constructs/kinds';
import type { SettledSet } from '../constructs/settled-set';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { OutputFile } from '../storage/file';
import { HAPLOID } from './haploid';
import { TEXTS_ONLY } from './reads-qc';

/** @see genomeTable */
export interface GenomeTableProps extends StageDefaults {
  /** The lines of `haploidCall`: `settled(map.outputs.row)`. */
  readonly rows: SettledSet;
  /** One line for each isolate, with empty cells and last where its call failed: `folder.result('genomes.tsv')`. */
  readonly table: OutputFile;
}

/**
 * One table of all isolates' calls. It is published before the stage ends red for an isolate that failed (65, which
 * names them). An isolate that a stage in front lost is not in it.
 */
export function genomeTable(scope: Construct, id: string, props: GenomeTableProps) {
  const { rows, table, ...settings } = checked(scope, id, props, { rows: SETTLED, table: OUTPUT });
  return new GenomicsStage(scope, id, {
    title: 'The table of calls',
    ...TEXTS_ONLY,
    ...settings,
    inputs: { rows },
    outputs: { table },
    uses: [HAPLOID],
    script: ({ inputs, outputs }) => sh`
      call_table ${inputs.rows.list} ${inputs.rows.failed} >"$TMPDIR/table"
      put ${outputs.table} <"$TMPDIR/table"`,
  });
}
