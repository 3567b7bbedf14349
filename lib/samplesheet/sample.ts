import type { ItemFields, NoColumns, SampleTable } from './sample-table';
import type { Columns, ExtraColumns, Table, TableRow } from './table';

/** A lane's fields that do not depend on whether its reads are single. */
interface LaneFields {
  /** The line of the sheet, from 1. */
  readonly line: number;
  /**
   * `<sample>_<lane>`, unique in the sheet: the read group's ID and the stem of the lane's files, as in nf-core/sarek.
   */
  readonly id: string;
  /** @default `run_accession`, else the number of the line in its sample, from 1 */
  readonly lane: string;
  /** LB. @default the sample */
  readonly library: string;
  /** PL. @default `seq_platform` or `instrument_platform`, else 'ILLUMINA' */
  readonly platform: string;
  /** PU. @default the id */
  readonly platform_unit: string;
  /** A path on the volume, or a URL: http, https, or oss and s3 for a file of the mounted bucket. */
  readonly fastq_1: string;
  /** Hexadecimal, in lower case; empty where the sheet gives none. */
  readonly fastq_1_md5: string;
  readonly fastq_1_sha256: string;
  /** nf-core's columns; empty where the sheet gives none. */
  readonly seq_platform: string;
  readonly seq_center: string;
  readonly run_accession: string;
  readonly instrument_platform: string;
  /** What the lane has in columns that the rules do not name, where they are kept. */
  readonly extra: Readonly<Record<string, string>>;
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

interface SampleFields {
  readonly sample: string;
  /** nf-core/sarek's; a sample without has an empty text. */
  readonly patient: string;
  readonly sex: 'XX' | 'XY' | 'NA';
  /** 0 is normal, 1 is tumor. */
  readonly status: '0' | '1';
  /** nf-core/rnaseq's. */
  readonly strandedness: '' | 'auto' | 'forward' | 'reverse' | 'unstranded';
  readonly percent_mapped: string;
  readonly genome_bam: string;
  readonly transcriptome_bam: string;
}

/** Fields with the columns of a sheet's own rules, which win. */
type With<Fields, C extends Columns> = string extends keyof C
  ? Fields
  : Omit<Fields, keyof C> & TableRow<Table<C, 'refuse'>>;

/** A sample with its lanes, in the order of the sheet; at least one. All are single or all are paired. */
export type Sample<S extends Columns = NoColumns, L extends Columns = NoColumns> = With<SampleFields, S> &
  (
    | { readonly layout: 'single'; readonly lanes: readonly With<SingleLane, L>[] }
    | { readonly layout: 'paired'; readonly lanes: readonly With<PairedLane, L>[] }
  );

/** A checked sheet: samples in the order of their first lines. Immutable. */
export interface SampleSheet<S extends Columns = NoColumns, L extends Columns = NoColumns> {
  /** What messages call it. */
  readonly file: string;
  readonly samples: readonly Sample<S, L>[];
  /** The rules by which it was read. */
  readonly rules: SampleTable<S, L, ExtraColumns>;
  /** Columns that items have since the sheet has them. */
  readonly fields: ItemFields;
}
