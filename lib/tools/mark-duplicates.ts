import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import type { StageDefaults } from '../pods/stage-defaults';
import { pipe, sh } from '../shell/sh';
import { shellFile } from '../shell/shell-file';
import type { DataFile, FileSet, OutputFile } from '../storage/file';
import { BAM, BAM_COMPANIONS, bamInto } from './sorted-bam';

/** The lanes of a sample by their libraries: `lanes_by_library`, `merged`. */
const DUPLICATES = shellFile(__dirname, 'mark-duplicates.sh');

/** @see markDuplicates */
export interface MarkDuplicatesProps extends StageDefaults {
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
export function markDuplicates(scope: Construct, id: string, { lanes, bam, ...settings }: MarkDuplicatesProps) {
  return new GenomicsStage(scope, id, {
    title: 'Merge lanes and mark duplicates',
    ...settings,
    inputs: { lanes },
    outputs: { bam: bam.with(...BAM_COMPANIONS) },
    uses: [BAM, DUPLICATES],
    script: ({ inputs, outputs, threads }) => {
      const mark = sh`samtools markdup -@ ${threads} -T "$TMPDIR/markdup" -`;
      return sh`
        needs_samtools 6 'mark duplicates'
        lanes_by_library ${inputs.lanes.list}
        set -- "$TMPDIR"/library.*
        if [ "$#" = 1 ]; then
          ${pipe(sh`merged "$1"`, sh`${mark} -`, bamInto(outputs.bam))}
        else
          for library in "$@"; do
            ${pipe(sh`samtools merge -u -s 1 -b "$library" -`, sh`${mark} "$library.bam"`)}
          done
          set -- "$TMPDIR"/library.*.bam
          ${pipe(sh`samtools merge -s 1 -@ ${threads} - "$@"`, bamInto(outputs.bam))}
        fi
        store_index ${outputs.bam}
        put ${outputs.bam}.summary.txt <"$TMPDIR/summary.txt"
        must_have_records "$expected"`;
    },
  });
}
