import type { Construct } from 'constructs';
import { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FOLDER, TEXT_OR_VALUE } from '../constructs/kinds';
import { listOfKind, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { FASTQ, FETCH } from '../shell/files';
import { lines, sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import type { Folder } from '../storage/file';
import { CHECKSUM_OR_NONE } from './checksum';
import { mountedBucket } from './download';
import { FASTP } from './fastp';
import { fastqFiles } from './fastq-files';
import { FASTQ_SOURCE, type FastqSource, fastqInput, identifyFastq } from './fastq-source';
import { READS_QC } from './reads-qc';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see fastp */
export interface FastpProps extends StageDefaults, TakesArguments<'fastp'> {
  readonly sample: string | Value;
  /** What the files are called: the lane's ID. */
  readonly name: string | Value;
  /** The reads, or the first mates. */
  readonly fastq1: FastqSource;
  /** The second mates; where the value is empty, the reads are single. @default the reads are single */
  readonly fastq2?: FastqSource;
  /** SHA-256 or MD5 of each, in hexadecimal digits; an empty one is not checked. @default none is checked */
  readonly checksums?: readonly [string | Value, string | Value];
  /** Reads to take of each FASTQ, from its start; all where it is empty. @default '' */
  readonly maxReads?: string | Value;
  /**
   * Where results go: reads into `fastp/<sample>/<name>/`, reports into
   * `reports/fastp/<sample>/<name>.fastp/`.
   */
  readonly folder: Folder;
}

/**
 * Trims and drops the reads of a lane, single or paired, by fastp (adapters, quality, length), from 0.23 on. Records,
 * counts, names and checksums are checked before; fastp must have read each read, and let some pass.
 *
 * `reads` and `reports` are directories with nf-core's names: `<name>_1.fastp.fastq.gz` and `<name>_2.fastp.fastq.gz`,
 * or `<name>.fastp.fastq.gz` of single reads; `<name>.fastp.json` and `<name>.fastp.html`. An aligner takes
 * `stage.text('fastq1')` and `stage.text('fastq2')`, the paths of the published reads.
 */
export function fastp(scope: Construct, id: string, props: FastpProps) {
  const {
    sample,
    name,
    fastq1: first,
    fastq2: second = '',
    checksums = ['', ''],
    maxReads = '',
    folder,
    args,
    ...settings
  } = checked(scope, id, props, {
    sample: TEXT_OR_VALUE,
    name: TEXT_OR_VALUE,
    fastq1: FASTQ_SOURCE,
    fastq2: optional(FASTQ_SOURCE),
    checksums: optional(listOfKind(CHECKSUM_OR_NONE)),
    maxReads: optional(TEXT_OR_VALUE),
    folder: FOLDER,
  });
  const told = toolArguments([scope, id], args, { fastp: 'fastp' });
  const { volume } = folder;
  const mount = `${volume.volumeName}${volume.mountPath}`;
  const lane = Value.of(sample, '/', name);
  const paths = (
    inputs: Readonly<Record<'name' | 'place' | 'fastq2', ShellVariable>>,
    outputs: Readonly<Record<'fastq1' | 'fastq2', ShellVariable>>,
  ): Shell => sh`
    place=${inputs.place}
    place=\${place#${mount}}/${inputs.name}
    trimmed_path ${inputs.fastq2} "$place" 1 >${outputs.fastq1}
    trimmed_path ${inputs.fastq2} "$place" 2 >${outputs.fastq2}`;
  return new GenomicsStage(scope, id, {
    title: 'Trim reads',
    ...settings,
    inputs: {
      name,
      fastq1: fastqInput(first),
      fastq2: fastqInput(second, { optional: true }),
      checksum1: checksums[0],
      checksum2: checksums[1],
      maxReads,
      // A path would be taken for a file: this begins with the volume's name.
      place: Value.of(volume.volumeName, folder.path, '/fastp/', lane),
    },
    outputs: {
      reads: folder.result('fastp/', lane, '/'),
      reports: folder.result('reports/fastp/', lane, '.fastp/'),
      fastq1: folder.intermediate(lane, '.fastq1.txt'),
      fastq2: folder.intermediate(lane, '.fastq2.txt'),
    },
    identify: ({ inputs: { fastq1, fastq2, checksum1, checksum2 } }) =>
      identifyFastq(volume, [
        { of: first, url: fastq1, checksum: checksum1 },
        { of: second, url: fastq2, checksum: checksum2 },
      ]),
    uses: [FETCH, FASTQ, FASTP, READS_QC],
    versions: versionsOf('fastp'),
    script: ({ inputs, outputs }) =>
      lines(
        mountedBucket(volume),
        sh`must_be_reads ${inputs.maxReads}`,
        sh`must_be_mates ${inputs.fastq1} ${inputs.fastq2}`,
        fastqFiles(inputs),
        sh`
          trim_files ${inputs.fastq2} ${outputs.reports}/${inputs.name}.fastp.json ${told.fastp}
          trimmed_reads ${outputs.reports}/${inputs.name}.fastp.json "$reads"
          undated <"$TMPDIR/fastp.html" >${outputs.reports}/${inputs.name}.fastp.html
          store_trimmed ${inputs.fastq2} ${outputs.reads} ${inputs.name}`,
        paths(inputs, outputs),
      ),
    stub: ({ inputs, outputs }) =>
      lines(
        sh`
          echo stub >${outputs.reads}/stub.fastq.gz
          echo stub >${outputs.reports}/stub.json`,
        paths(inputs, outputs),
      ),
  });
}
