import type { Construct } from 'constructs';
import { GenomicsStage } from '../stages/genomics-stage';
import { lines, pipe, sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';
import type { StageDefaults } from '../stages/stage-defaults';
import type { File, FileSet, OutputFile } from '../storage/file';
import { needsSamtools } from './samtools-version';
import { BAM_COMPANIONS, bamInto, besideBam } from './sorted-bam';

/** @see markDuplicates */
export interface MarkDuplicatesProps extends StageDefaults {
  /** Sorted BAMs of one sample, made with `mateScores`, each of one read group; their summaries lie beside them. */
  readonly lanes: FileSet | readonly File[];
  readonly bam: OutputFile;
}

/**
 * Merges the lanes of a sample and marks duplicates (`samtools markdup`, from samtools 1.6 on). Duplicates are sought among the lanes of
 * one library (LB) and not between libraries: samtools itself looks at no library. Supplementary records are not marked, as neither
 * samtools nor Picard does it for sorted data. The result has as many records as its lanes together, and is indexed.
 */
export function markDuplicates(scope: Construct, id: string, { lanes, bam, ...settings }: MarkDuplicatesProps) {
  return new GenomicsStage(scope, id, {
    title: 'Merge lanes and mark duplicates',
    ...settings,
    inputs: { lanes },
    outputs: { bam: bam.with(...BAM_COMPANIONS) },
    script: ({ inputs, outputs, threads }) =>
      lines(
        needsSamtools(6, 'mark duplicates'),
        byLibrary(inputs.lanes.list),
        sh`set -- /tmp/library.*; if [ "$#" = 1 ]; then`,
        markLibrary(outputs.bam, threads),
        sh`else for library; do`,
        pipe(
          sh`samtools merge -u -s 1 -b "$library" -`,
          sh`samtools markdup -@ ${threads} -T /tmp/markdup - "$library.bam"`,
        ),
        sh`done`,
        pipe(sh`samtools merge -s 1 -@ ${threads} - /tmp/library.*.bam`, bamInto(outputs.bam)),
        sh`fi`,
        checkMerged(outputs.bam),
      ),
  });
}

/** Lists the lanes of each library in /tmp/library.<n>, and adds up their records. Two lanes with one ID could not be told apart. */
function byLibrary(list: ShellVariable): Shell {
  return sh`
    expected=0; : > /tmp/groups; while IFS= read -r lane; do
      n=$(awk '/ in total/ { printf "%.0f", $1 + $3; exit }' "$lane.summary.txt"); expected=$((expected + n))
      samtools view -H "$lane" > /tmp/header
      LANE=$lane awk -F '\t' '/^@RG/ { id = lb = ""; for (i = 2; i <= NF; i++) { if ($i ~ /^ID:/) id = substr($i, 4); if ($i ~ /^LB:/) lb = substr($i, 4) } print id FS lb FS ENVIRON["LANE"] }' /tmp/header >> /tmp/groups
    done < ${list}
    rm -f /tmp/library.*; if ! awk -F '\t' 'ids[$1]++ || lanes[$3]++ { exit 1 } !($2 in n) { n[$2] = ++last } { print $3 > ("/tmp/library." n[$2]) }' /tmp/groups; then
      fail 65 "two lanes have one read group ID, or a lane has two: IDs must be unique in a sample"; fi`;
}

/** One lane needs no merging; `-s` makes the IDs that `merge` invents for programs the same each time. */
function markLibrary(bam: ShellVariable, threads: ShellVariable): Shell {
  const merged = sh`if [ "$(wc -l < "$1")" -gt 1 ]; then samtools merge -u -s 1 -b "$1" -; else samtools view -u "$(cat "$1")"; fi`;
  return pipe(merged, sh`samtools markdup -@ ${threads} -T /tmp/markdup - -`, bamInto(bam));
}

function checkMerged(bam: ShellVariable): Shell {
  return sh`
    ${besideBam(bam)}; put ${bam}.summary.txt < /tmp/summary.txt
    records=$(awk '/ in total/ { printf "%.0f", $1 + $3 }' /tmp/summary.txt); if [ "$records" != "$expected" ]; then fail 65 "$records records, expected the lanes' $expected"; fi`;
}
