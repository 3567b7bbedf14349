import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILES, OUTPUT } from '../constructs/kinds';
import { ANYTHING } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { pipe, sh } from '../shell/sh';
import { shellFile } from '../shell/shell-file';
import type { DataFile, FileSet, OutputFile } from '../storage/file';
import { BAM, BAM_COMPANIONS, bamInto, WRITES_BAM } from './sorted-bam';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** The lanes of a sample by their libraries: `lanes_by_library`, `merged`. */
const DUPLICATES = shellFile(__dirname, 'mark-duplicates.sh');

const PROGRAMS = { merge: 'samtools merge', markdup: 'samtools markdup', ...WRITES_BAM } as const;

/** @see markDuplicates */
export interface MarkDuplicatesProps extends StageDefaults, TakesArguments<keyof typeof PROGRAMS> {
  /** Sorted BAMs of one sample, made with `mateScores`, each of one read group; their summaries lie beside them. */
  readonly lanes: FileSet | readonly DataFile[];
  readonly bam: OutputFile;
}

/**
 * Merges the lanes of a sample and marks duplicates (`samtools markdup`, from samtools 1.6 on). Duplicates are sought
 * among the lanes of one library (LB) and not between libraries: samtools itself looks at no library. Supplementary
 * records are not marked, as neither samtools nor Picard does it for sorted data. The result has as many records as its
 * lanes together, and is indexed.
 */
export function markDuplicates(scope: Construct, id: string, props: MarkDuplicatesProps) {
  const { lanes, bam, args, ...settings } = checked(scope, id, props, { args: ANYTHING, lanes: FILES, bam: OUTPUT });
  const told = toolArguments([scope, id], args, PROGRAMS);
  const { merge, markdup } = told;
  return new GenomicsStage(scope, id, {
    title: 'Merge lanes and mark duplicates',
    ...settings,
    inputs: { lanes },
    outputs: { bam: bam.with(...BAM_COMPANIONS) },
    uses: [BAM, DUPLICATES],
    versions: versionsOf('samtools'),
    script: ({ inputs, outputs, threads }) => {
      const mark = sh`samtools markdup -@ ${threads} -T "$TMPDIR/markdup" ${markdup} -`;
      return sh`
        needs_samtools 6 'mark duplicates'
        lanes_by_library ${inputs.lanes.list}
        set -- "$TMPDIR"/library.*
        if [ "$#" = 1 ]; then
          ${pipe(sh`merged "$1" ${merge}`, sh`${mark} -`, bamInto(outputs.bam, told))}
        else
          for library in "$@"; do
            ${pipe(sh`samtools merge -u -s 1 ${merge} -b "$library" -`, sh`${mark} "$library.bam"`)}
          done
          set -- "$TMPDIR"/library.*.bam
          ${pipe(sh`samtools merge -s 1 -@ ${threads} ${merge} - "$@"`, bamInto(outputs.bam, told))}
        fi
        store_index ${outputs.bam}
        put ${outputs.bam}.summary.txt <"$TMPDIR/summary.txt"
        must_have_records "$expected"`;
    },
  });
}
