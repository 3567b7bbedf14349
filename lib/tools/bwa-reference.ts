import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FOLDER, VALUE } from '../constructs/kinds';
import { url } from '../constructs/url';
import { ANYTHING, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { FETCH } from '../shell/files';
import { sh } from '../shell/sh';
import type { Folder } from '../storage/file';
import { BWA, BWA_INDEX, PREPARES } from './bwa-index';
import { CHECKSUM_OR_VALUE } from './checksum';
import { identifySources, mountedBucket } from './download';
import { keptAs, keptBy } from './kept-reference';
import { orEmpty } from './sorted-bam';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see bwaReference */
export interface BwaReferenceProps extends StageDefaults, TakesArguments<keyof typeof PREPARES> {
  /** URL of the reference (FASTA), gzipped or not. */
  readonly reference: Value;
  /**
   * SHA-256 or MD5 of what lies there, in hexadecimal digits. The prepared reference is then kept under it in
   * the volume's work folder, for all runs of all pipelines. @default none: it is prepared for each run folder
   */
  readonly checksum?: string | Value;
  /** The run's folder, on the volume that holds the reference. */
  readonly folder: Folder;
}

/** What is kept and how: another index needs another word. */
const CACHE_KEY = 'bwa-index-2';

/** Downloads a reference, checks it, and indexes it for BWA and samtools. */
export function bwaReference(scope: Construct, id: string, props: BwaReferenceProps) {
  const { reference, checksum, folder, args, ...settings } = checked(scope, id, props, {
    args: ANYTHING,
    reference: VALUE,
    checksum: optional(CHECKSUM_OR_VALUE),
    folder: FOLDER,
  });
  const told = toolArguments([scope, id], args, PREPARES);
  const cacheKey = keptAs(CACHE_KEY, told);
  const kept = checksum !== undefined && keptBy(folder, cacheKey, [checksum])('.fa');
  return new GenomicsStage(scope, id, {
    title: 'Download, check and index',
    ...settings,
    inputs: { reference: url(reference), ...(checksum === undefined ? {} : { checksum }) },
    outputs: { fasta: (kept || folder.intermediate(reference.stem, '.fa')).with(...BWA_INDEX) },
    ...(kept ? { cacheKey } : {}),
    identify: ({ inputs }) => identifySources(folder.volume, { url: inputs.reference, checksum: inputs.checksum }),
    uses: [FETCH, BWA],
    versions: versionsOf('bwa', 'samtools'),
    script: ({ inputs, outputs }) => sh`
      ${mountedBucket(folder.volume)}
      must_name_file ${inputs.reference} ${outputs.fasta} .fa
      fetch_reference ${inputs.reference} ${orEmpty(inputs.checksum, told.faidx)} ${told.faidx}
      bwa index ${told.index} "$TMPDIR/ref.fa"
      store_reference ${outputs.fasta}`,
  });
}
