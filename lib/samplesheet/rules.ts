import { COLUMNS } from './columns';
import { LONGEST_NAME, MOST_BYTES, MOST_ROWS, MOST_SAMPLE_BYTES } from './limits';

/**
 * What a value must match. Regular expressions that JavaScript and POSIX awk read alike: no backslash, no `{n}`, no
 * bracket within brackets. The run-time stage is written from this file, so that both forms of a sheet obey one set of
 * rules.
 */
export const PATTERNS = {
  /** Kubernetes' label values, without the empty one: also safe as a file's name. */
  name: '^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$',
  /**
   * The characters of RFC 3986, without the brackets of IPv6 hosts: none that JSON, a shell's word or a FASTQ list
   * would have to quote.
   */
  url: "^[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+$",
  /** The schemes of the stage protocol, a host without a password, a path. */
  remote: '^(https?|oss)://[^/?#@]+/',
  /** What would leave the mounted bucket. */
  climbing: '^oss:.*/[.][.]/',
  fastq: '[^/][.](fastq|fq)([.]gz)?$',
  /** A field of a read group that needs no quoting in a SAM header, a shell or JSON. */
  field: '^[A-Za-z0-9._:+-]+$',
  /** The values of PL in the SAM specification. */
  platform: '^(CAPILLARY|DNBSEQ|ELEMENT|HELICOS|ILLUMINA|IONTORRENT|LS454|ONT|PACBIO|SINGULAR|SOLID|ULTIMA)$',
  hex: '^[0-9A-Fa-f]+$',
} as const;

export type Pattern = keyof typeof PATTERNS;

/** A message without its value. `%s` in `expected` is filled in. */
export interface Rule {
  readonly what: string;
  readonly expected: string;
  readonly fix: string;
}

const NAME = `letters, digits, '.', '_' and '-', a letter or digit at both ends, at most ${LONGEST_NAME}: a file and a label are called so`;

/**
 * Every rule of a sheet. No text has an equals sign: the stage protocol takes what follows a question mark for a URL's
 * query then.
 */
export const RULES = {
  empty: {
    what: 'the sheet is empty',
    expected: 'a line of column names, and a line for each pair of files or single file',
    fix: 'check the path, and that it is saved as CSV or TSV in UTF-8',
  },
  quotes: {
    what: 'the quotes of a value do not match',
    expected: 'a value in double quotes that end in its line, doubled where they stand within',
    fix: 'mend the quotes of the line',
  },
  fields: {
    what: 'the line has another number of values than the header',
    expected: '%s',
    fix: 'add or remove separators; a value that holds one stands in double quotes',
  },
  unknownColumn: {
    what: 'the column is not known',
    expected: `one of ${COLUMNS.join(', ')}`,
    fix: 'rename it, or remove it from the sheet',
  },
  repeatedColumn: { what: 'the column stands twice', expected: 'one of each', fix: 'remove one of the two' },
  missingColumn: {
    what: 'the column is missing',
    expected: 'columns sample and fastq_1 at least',
    fix: 'add it; names are in lower case',
  },
  missing: { what: 'the value is missing', expected: '%s', fix: 'fill it in' },
  name: { what: 'the name is not safe', expected: NAME, fix: 'rename it' },
  characters: {
    what: 'a character cannot be part of a URL here',
    expected: 'those that RFC 3986 allows in a URL, so no space, quote, brace or accent',
    fix: 'rename the file, or write the character as % and two digits',
  },
  address: {
    what: 'the FASTQ is no URL',
    expected: 'http://…, https:// or oss://, with no password, and no .. in the last',
    fix: 'write the whole address, oss://<bucket>/<path> for a file of the mounted bucket',
  },
  suffix: {
    what: 'the file has no name of a FASTQ',
    expected: '.fastq.gz, .fq.gz, .fastq or .fq at its end',
    fix: 'name the FASTQ, or rename it',
  },
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
  noFile: {
    what: 'there is a checksum without a file',
    expected: 'a file in fastq_2',
    fix: 'name the file, or remove the checksum',
  },
  sameFastq: {
    what: 'a FASTQ stands twice',
    expected: 'a file of its own; this one is %s',
    fix: 'correct the path, or remove the line',
  },
  missingLane: {
    what: 'the lane is missing',
    expected: 'a lane in each line of a sample that has several',
    fix: 'fill it in',
  },
  sameLane: {
    what: 'the sample and lane stand twice',
    expected: 'one line for each; %s has this <sample>_<lane> already, which names the read group and files',
    fix: 'give the lane another name, or remove the line',
  },
  mixed: {
    what: 'a sample has single and paired reads',
    expected: 'all lines of a sample alike; %s',
    fix: 'add or remove fastq_2, or make two samples of it',
  },
  longSample: {
    what: 'a sample has more than a workflow can carry',
    expected: `at most ${MOST_SAMPLE_BYTES} bytes of JSON, about 30 lanes with long addresses`,
    fix: 'merge lanes before, or shorten the addresses',
  },
  longSheet: {
    what: 'the sheet has more than one workflow can carry',
    expected: `at most ${MOST_ROWS} lines and ${MOST_BYTES} bytes of JSON`,
    fix: 'split the sheet before this line and submit each part, or write parameter files of it with writeSampleParameters',
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;
