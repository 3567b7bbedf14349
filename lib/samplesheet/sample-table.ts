import { GenomicsError } from '../errors';
import { instanceOf, mustBe, optional, shape } from '../kinds';
import type { Check, Column, Kind } from './column';
import { column, fileKind, NAME, required, wordKind } from './kinds';
import type { Rule } from './rules';
import { COLUMNS, type Columns, EXTRA, EXTRA_COLUMNS, type ExtraColumns, type Table, table } from './table';

const asText = (text: string): string => text;

/** Rules of the values of a sample sheet. */
export const SAMPLE_RULES = {
  field: {
    what: 'the read group field is not plain',
    expected: "letters, digits, '.', '_', ':', '+' and '-'",
    fix: 'write it so',
  },
  platform: {
    what: 'the platform is not one of the SAM specification',
    expected:
      'ILLUMINA, DNBSEQ, ELEMENT, ULTIMA, SINGULAR, ONT, PACBIO, IONTORRENT, SOLID, LS454, HELICOS or CAPILLARY',
    fix: 'write it so, in capitals, or leave it empty for ILLUMINA',
  },
  md5: { what: 'the checksum is no MD5', expected: '32 hexadecimal digits', fix: 'copy it from the output of md5sum' },
  sha256: {
    what: 'the checksum is no SHA-256',
    expected: '64 hexadecimal digits',
    fix: 'copy it from the output of sha256sum',
  },
  spaces: { what: 'the value has a space', expected: 'a value without spaces', fix: 'write _ in its place' },
  share: { what: 'the number is no percentage', expected: 'a number from 0 to 100', fix: 'write it so, as 85.2' },
} as const satisfies Readonly<Record<string, Rule>>;

function kind(name: string, rule: Rule, ...checks: readonly Omit<Check, 'rule'>[]): Kind<string> {
  return { name, meaning: rule.expected, checks: checks.map((check) => ({ ...check, rule })), cell: asText };
}

/** A field of a read group that needs no quoting in a SAM header, a shell or JSON. */
const FIELD = kind('field', SAMPLE_RULES.field, { test: 'like', by: '^[A-Za-z0-9._:+-]+$' });
/** The values of PL in the SAM specification. */
const PLATFORM = kind('platform', SAMPLE_RULES.platform, {
  test: 'among',
  by: SAMPLE_RULES.platform.expected.replaceAll(/, | or /g, '\t'),
});
const HEX = { test: 'like', by: '^[0-9A-Fa-f]+$' } as const;
const MD5 = kind('md5', SAMPLE_RULES.md5, HEX, { test: 'length', by: '32' });
const SHA256 = kind('sha256', SAMPLE_RULES.sha256, HEX, { test: 'length', by: '64' });
const UNSPACED = kind('unspaced', SAMPLE_RULES.spaces, { test: 'unlike', by: ' ' }, { test: 'unlike', by: '[{][{]' });
const SHARE = kind('share', SAMPLE_RULES.share, {
  test: 'like',
  by: '^(100([.]0+)?|[1-9]?[0-9]([.][0-9]+)?)$',
});

const fastq = (meaning: string): Kind<string> => fileKind(['.fastq.gz', '.fq.gz', '.fastq', '.fq'], meaning);
const bam = (): Column<string | undefined> => required(fileKind(['.bam', '.BAM'], 'a BAM')).optional();

/**
 * The columns that make lanes of samples, in the order in which they are documented and checked. `sample`, `lane`,
 * `fastq_1` and `fastq_2` are nf-core/sarek's; `library`, `platform` and `platform_unit` are the SAM specification's
 * LB, PL and PU by Picard's and GATK's words; the checksums are called after their column, as ENA calls the one of
 * `fastq` `fastq_md5`.
 */
const LANE_COLUMNS = {
  sample: required({ ...NAME, meaning: 'the name of the sample' }),
  lane: column.name().optional(),
  fastq_1: required(fastq('the FASTQ, of the first mates where there are two')),
  fastq_2: required(fastq('the FASTQ of the second mates')).optional(),
  library: required(FIELD).optional(),
  platform: required(PLATFORM).optional(),
  platform_unit: required(FIELD).optional(),
  fastq_1_md5: required(MD5).optional(),
  fastq_2_md5: required(MD5).optional(),
  fastq_1_sha256: required(SHA256).optional(),
  fastq_2_sha256: required(SHA256).optional(),
} as const;

/** What nf-core's sheets say of a sample, by the values that they take; an item has each, whatever the sheet has. */
const OF_SAMPLE = {
  patient: column.name().optional(),
  sex: column.oneOf('XX', 'XY', 'NA').optional('NA'),
  status: column.oneOf('0', '1').optional('0'),
  strandedness: column.oneOf('auto', 'forward', 'reverse', 'unstranded').optional(),
} as const;

/** What an item has where the sheet has the column. */
const SELDOM_OF_SAMPLE = {
  percent_mapped: required(SHARE).optional(),
  genome_bam: bam(),
  transcriptome_bam: bam(),
} as const;
const SELDOM_OF_LANE = { seq_center: required(UNSPACED).optional() } as const;

/**
 * Other words for a lane and its platform, which these become where the sheet leaves them open; so an item has them,
 * and where the sheet has the column, also by its own name.
 */
const SYNONYMS = {
  seq_platform: required(PLATFORM).optional(),
  run_accession: column.name().optional(),
  instrument_platform: required(wordKind(['ILLUMINA', 'OXFORD_NANOPORE'])).optional(),
} as const;

/** The fields of an item of the list over which a chart maps: a sample. `lanes` is a list of its own. */
export const SAMPLE_FIELDS = ['sample', 'layout', 'patient', 'sex', 'status', 'strandedness', 'lanes'] as const;

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

/** What an empty cell means. The platform is nf-core/sarek's default. */
export const DEFAULTS = { platform: 'ILLUMINA' } as const;

/** nf-core/bactmap writes ENA's word for a platform, the SAM specification has another. */
export const PLATFORMS: Readonly<Record<string, string>> = { ILLUMINA: 'ILLUMINA', OXFORD_NANOPORE: 'ONT' };

/** Columns of your own in a sample sheet. */
export interface SampleTableColumns<S extends Columns, L extends Columns> {
  /** What is said of a sample: all of its lines say the same. @default none */
  readonly sample?: S;
  /** What is said of a lane. @default none */
  readonly lane?: L;
}

/** Columns of a sheet that its items have beside what every item has. */
export interface ItemFields {
  readonly sample: readonly string[];
  readonly lane: readonly string[];
}

/** No columns. */
export type NoColumns = Readonly<Record<never, never>>;

/**
 * The rules of a sample sheet: a table whose lines are lanes of samples. Made by {@link sampleTable}; immutable.
 */
export class SampleTable<
  out S extends Columns = NoColumns,
  out L extends Columns = NoColumns,
  out Extra extends ExtraColumns = ExtraColumns,
> {
  /** @internal */
  constructor(
    readonly table: Table<Columns>,
    readonly own: Required<SampleTableColumns<S, L>>,
    readonly extra: Extra,
  ) {
    Object.freeze(this);
  }

  /** @internal Columns in which all lines of a sample agree. */
  get ofSample(): readonly string[] {
    return Object.keys({ ...OF_SAMPLE, ...SELDOM_OF_SAMPLE, ...this.own.sample });
  }

  /** @internal The columns of a sheet that an item of the list has, beside what every item has. */
  itemFields(present: readonly string[]): ItemFields {
    const { sample, lane } = this.own;
    const further = (own: Columns, seldom: Columns): readonly string[] => [
      ...Object.keys(own).filter((name) => !(name in OF_SAMPLE)),
      ...Object.keys(seldom).filter((name) => !(name in own) && present.includes(name)),
    ];
    return {
      sample: further(sample, SELDOM_OF_SAMPLE),
      lane: [...further(lane, { ...SELDOM_OF_LANE, ...SYNONYMS }), ...(this.extra === 'keep' ? [EXTRA] : [])],
    };
  }
}

/** The kinds of rules, and of what makes them. */
export const SHEET_RULES = instanceOf('rules of a sample sheet: sampleTable({ … })', SampleTable);
const OWN = shape({ sample: optional(COLUMNS), lane: optional(COLUMNS) });
const OPTIONS = shape({ extra: EXTRA_COLUMNS });

/**
 * Rules of a sample sheet with columns of your own, which a map's items have under their names: `sampleTable({ sample:
 * { tissue: column.name() }, lane: { batch: column.integer().optional() } })`. A column of nf-core's may be among them,
 * as `strandedness`, where your sheets must have it. Other columns are refused, unless `extra` says otherwise: `keep`
 * gives each lane one more field `extra`, a JSON object.
 *
 * @throws GenomicsError where a column is called as one that makes the lanes
 */
export function sampleTable<
  const S extends Columns = NoColumns,
  const L extends Columns = NoColumns,
  const Extra extends ExtraColumns = 'refuse',
>(columns: SampleTableColumns<S, L> = {}, options: { readonly extra?: Extra } = {}): SampleTable<S, L, Extra> {
  mustBe('sampleTable', columns, OWN, 'columns');
  mustBe('sampleTable', options, OPTIONS, 'options');
  // Where nothing is given, these types have no columns.
  const own = Object.freeze({ sample: columns.sample ?? ({} as S), lane: columns.lane ?? ({} as L) });
  const extra = options.extra ?? ('refuse' as Extra);
  const fixed = [
    ...Object.keys({ ...LANE_COLUMNS, ...SYNONYMS }),
    'layout',
    'lanes',
    'line',
    'id',
    'checksum1',
    'checksum2',
    EXTRA,
  ];
  const ofLane = new Set([...fixed, ...Object.keys({ ...OF_SAMPLE, ...SELDOM_OF_SAMPLE, ...own.sample })]);
  const ofSample = new Set([...fixed, ...Object.keys(SELDOM_OF_LANE)]);
  const taken =
    Object.keys(own.sample).find((name) => ofSample.has(name)) ??
    Object.keys(own.lane).find((name) => ofLane.has(name));
  if (taken !== undefined)
    throw new GenomicsError('duplicate-name', 'sample sheet', {
      what: 'a column of your own is called as one of a sample sheet, or as another of yours',
      got: `'${taken}'`,
      expected: `another name than ${[...ofSample].join(', ')}`,
      fix: 'rename it; what is said of samples stands below sample, what of lanes below lane',
    });
  const rules = table(
    { ...LANE_COLUMNS, ...OF_SAMPLE, ...SELDOM_OF_SAMPLE, ...SELDOM_OF_LANE, ...SYNONYMS, ...own.sample, ...own.lane },
    { extra },
  );
  return new SampleTable<S, L, Extra>(rules, own, extra);
}

/** The rules of a sample sheet without columns of your own. */
export const SAMPLE_SHEET = sampleTable();
