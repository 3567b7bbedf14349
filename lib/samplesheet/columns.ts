/** The columns that a sheet must have. */
export const REQUIRED = ['sample', 'fastq_1'] as const;

/**
 * All columns that a sheet can have, in the order in which they are documented and checked. `sample`, `lane`, `fastq_1`
 * and `fastq_2` are nf-core/sarek's; `library`, `platform` and `platform_unit` are the SAM specification's LB, PL and
 * PU by Picard's and GATK's words; the checksums are called after their column, as ENA calls the one of `fastq`
 * `fastq_md5`.
 */
export const COLUMNS = [
  'sample',
  'lane',
  'fastq_1',
  'fastq_2',
  'library',
  'platform',
  'platform_unit',
  'fastq_1_md5',
  'fastq_2_md5',
  'fastq_1_sha256',
  'fastq_2_sha256',
] as const;

export type Column = (typeof COLUMNS)[number];

/** The fields of an item of the list over which a chart maps: a sample. `lanes` is a list of its own. */
export const SAMPLE_FIELDS = ['sample', 'layout', 'lanes'] as const;

/**
 * The fields of an element of `lanes`. All are always there; what the sheet leaves open is an empty text, or the
 * default. A mate's checksum is its SHA-256, or its MD5 where the sheet has no other.
 */
export const LANE_FIELDS = [
  'id',
  'lane',
  'fastq_1',
  'fastq_2',
  'library',
  'platform',
  'platform_unit',
  'checksum1',
  'checksum2',
] as const;

/**
 * What an empty cell means. The platform is nf-core/sarek's default. The platform unit is as unique as the id: GATK
 * takes it in its place.
 */
export const DEFAULTS = { lane: '1', platform: 'ILLUMINA' } as const;
