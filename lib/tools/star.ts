import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER, TEXT_OR_VALUE, VALUE } from '../constructs/kinds';
import { ANYTHING } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, pipe, sh } from '../shell/sh';
import { shellFile } from '../shell/shell-file';
import type { DataFile, Folder } from '../storage/file';
import { fetchLanes, identifyLanes, type SampleReads, TAKES_LANES } from './quantify';
import { BAM, sortInto } from './sorted-bam';
import { type Arguments, type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** Reads as STAR takes them, and what it says of them: `star_align`, `must_have_read`. */
const STAR = shellFile(__dirname, 'star.sh');

const PROGRAMS = {
  star: 'STAR',
  sort: 'samtools sort',
  index: 'samtools index',
  flagstat: 'samtools flagstat',
} as const;

/** @see starAlign */
export interface StarAlignProps extends StageDefaults, SampleReads, TakesArguments<keyof typeof PROGRAMS> {
  /** `index` of `starIndex`. */
  readonly index: DataFile;
  /** Where results go: `star_salmon/<sample>.sorted.bam` and `star/<sample>/`. */
  readonly folder: Folder;
}

/** What nf-core/rnaseq 3 tells STAR, by the names of 2.7.10. Who gives one of these in `args` replaces it. */
const FLAGS: readonly Arguments[] = [
  ['--twopassMode', 'Basic'],
  ['--runRNGseed', 0],
  ['--outFilterMultimapNmax', 20],
  ['--alignSJDBoverhangMin', 1],
  ['--outSAMattributes', 'NH', 'HI', 'AS', 'NM', 'MD'],
  ['--outSAMstrandField', 'intronMotif'],
  ['--quantTranscriptomeBan', 'Singleend'],
];

/**
 * Aligns the reads of a sample, all of its lanes together, to a genome by STAR, from 2.7 on, and to the transcripts of
 * its annotation. Records, counts, names of mates and checksums are checked before, and STAR must have read each read.
 *
 * `bam` is sorted, with its index; `transcriptome` holds the alignments to transcripts, by name, for
 * `salmonQuantAlignments`; `logs` is a directory with the junctions and what STAR says of the reads.
 */
export function starAlign(scope: Construct, id: string, props: StarAlignProps) {
  const { sample, lanes, index, folder, args, ...settings } = checked(scope, id, props, {
    args: ANYTHING,
    sample: TEXT_OR_VALUE,
    lanes: VALUE,
    index: FILE,
    folder: FOLDER,
  });
  const told = toolArguments([scope, id], args, PROGRAMS);
  const flags = [...FLAGS.filter(([name = '']) => !told.star.includes(name)), told.star].filter(
    ({ length }) => length > 0,
  );
  return new GenomicsStage(scope, id, {
    title: 'Align reads',
    ...settings,
    inputs: { sample, lanes, index },
    outputs: {
      bam: folder.result('star_salmon/', sample, '.sorted.bam').with('.bai'),
      transcriptome: folder.intermediate(sample, '.toTranscriptome.bam'),
      logs: folder.result('star/', sample, '/'),
    },
    identify: ({ inputs }) => identifyLanes(folder.volume, inputs.lanes),
    uses: [...TAKES_LANES, BAM, STAR],
    versions: versionsOf('STAR', 'samtools'),
    script: ({ inputs, outputs, threads }) =>
      lines(
        fetchLanes(folder.volume, inputs.lanes),
        sh`
          set -- --runThreadN ${threads} --outSAMattrRGline ID:${inputs.sample} SM:${inputs.sample}
          set -- "$@" --outSAMtype BAM Unsorted --quantMode TranscriptomeSAM
          ${lines(...flags.map((words) => sh`set -- "$@" ${words}`))}
          star_align ${inputs.index} "$@"
          must_have_read star/Log.final.out "$reads" "$layout"`,
        pipe(sh`cat star/Aligned.out.bam`, ...sortInto(outputs.bam, { ...told, tview: [] })),
        sh`
          store_index ${outputs.bam}
          put ${outputs.transcriptome} <star/Aligned.toTranscriptome.out.bam
          put ${outputs.logs}/${inputs.sample}.SJ.out.tab <star/SJ.out.tab
          put ${outputs.logs}/${inputs.sample}.Log.final.out <star/Log.final.out`,
      ),
  });
}
