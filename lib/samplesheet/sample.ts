interface LaneFields {
  /** The line of the sheet, from 1. */
  readonly line: number;
  /**
   * `<sample>_<lane>`, unique in the sheet: the read group's ID and the stem of the lane's files, as in nf-core/sarek.
   */
  readonly id: string;
  /** @default '1', for a sample with one line */
  readonly lane: string;
  /** LB. @default the sample */
  readonly library: string;
  /** PL. @default 'ILLUMINA' */
  readonly platform: string;
  /** PU. @default the id */
  readonly platform_unit: string;
  /** A URL: http, https, or oss for a file of the mounted bucket. */
  readonly fastq_1: string;
  /** Hexadecimal, in lower case; empty where the sheet gives none. */
  readonly fastq_1_md5: string;
  readonly fastq_1_sha256: string;
}

/** A line of the sheet with one file. */
export interface SingleLane extends LaneFields {
  readonly fastq_2: '';
  readonly fastq_2_md5: '';
  readonly fastq_2_sha256: '';
}

/** A line of the sheet with a file for each mate. */
export interface PairedLane extends LaneFields {
  readonly fastq_2: string;
  readonly fastq_2_md5: string;
  readonly fastq_2_sha256: string;
}

/** A sample with its lanes, in the order of the sheet; at least one. All are single or all are paired. */
export type Sample =
  | { readonly sample: string; readonly layout: 'single'; readonly lanes: readonly SingleLane[] }
  | { readonly sample: string; readonly layout: 'paired'; readonly lanes: readonly PairedLane[] };

/** A checked sheet: samples in the order of their first lines. Immutable. */
export interface SampleSheet {
  /** What messages call it. */
  readonly file: string;
  readonly samples: readonly Sample[];
}
