import type { Value } from '../argo/value';
import { FASTQ, FETCH } from '../shell/files';
import { lines, sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import { shellFile } from '../shell/shell-file';
import type { Folder, IVolume, OutputFile } from '../storage/file';
import { FOLDERS } from './annotation';
import { mountedBucket } from './download';

/**
 * The reads of a sample, and what salmon counts of them: `sample_reads`, `count_reads`, `strandedness` and others.
 */
export const QUANTIFY = shellFile(__dirname, 'quantify.sh');

/** What a stage uses that takes all lanes of a sample. */
export const TAKES_LANES = [FETCH, FASTQ, FOLDERS, QUANTIFY] as const;

/** All lanes of one sample. */
export interface SampleReads {
  readonly sample: string | Value;
  /** The lanes of the sample, of an item of `samplesIn`. They are counted together. */
  readonly lanes: Value;
}

/** `identify` of a stage with {@link SampleReads}. */
export function identifyLanes(volume: IVolume, lanes: ShellVariable): Shell {
  return lines(mountedBucket(volume), sh`each_source ${lanes} identify_source`);
}

/** Fetches and checks all lanes of a sample, and sets `reads`, their number, and `layout`, `single` or `paired`. */
export function fetchLanes(volume: IVolume, lanes: ShellVariable): Shell {
  return lines(mountedBucket(volume), sh`sample_reads ${lanes}`);
}

/** What salmon made of a sample, as outputs of a stage. */
export function quantOutputs(
  folder: Folder,
  name: string,
  sample: string | Value,
): Readonly<Record<'quant' | 'reports' | 'row', OutputFile>> {
  return {
    quant: folder.result(name, sample, '/'),
    reports: folder.intermediate(sample, '.reports/'),
    row: folder.intermediate(sample, '.tsv'),
  };
}

/**
 * Sets `library` to salmon's name of the library: by the sheet, or where that leaves it open, by `fragments`, which
 * prints how many are forward and reverse.
 */
export function libraryOf(strandedness: ShellVariable, fragments: Shell): Shell {
  return sh`
    ${fragments} >fragments.tsv
    strandedness <fragments.tsv >inferred.tsv
    library=$(library_type ${strandedness} "$(cut -f 1 inferred.tsv)" "$layout")`;
}

interface Quant {
  readonly inputs: Readonly<Record<'sample' | 'strandedness', ShellVariable>>;
  readonly outputs: Readonly<Record<'quant' | 'reports' | 'row', ShellVariable>>;
}

/** Keeps what salmon left in the folder `counts`, and the sample's row, of `reads`, `mapped` and `library`. */
export function keepQuant({ inputs, outputs }: Quant): Shell {
  return sh`
    quant_row ${inputs.sample} "$reads" "$mapped" ${inputs.strandedness} "$library" >${outputs.row}
    put_folder counts ${outputs.quant}
    keep_reports ${outputs.reports} ${inputs.sample}`;
}
