import { MOST_BYTES, MOST_ROW_BYTES, MOST_ROWS } from './limits';

/** A message without its place and value. `%s` in `expected` is filled in. */
export interface Rule {
  readonly what: string;
  readonly expected: string;
  readonly fix: string;
}

const UNKNOWN_COLUMN = "rename it, remove it from the sheet, or give the sheet's reader rules with extra: 'ignore'";

/**
 * The rules of every table, whatever its columns; those of values are in `kinds.ts`. No text has an equals sign: the
 * stage protocol takes what follows a question mark for a URL's query then.
 */
export const RULES = {
  empty: {
    what: 'the sheet is empty',
    expected: 'a line of column names, and lines of values below it',
    fix: 'check the path, and that it is saved as CSV or TSV in UTF-8',
  },
  binary: {
    what: 'the sheet is no text in UTF-8',
    expected: 'CSV or TSV in UTF-8',
    fix: 'save it as CSV UTF-8; what Excel calls Unicode Text is UTF-16',
  },
  returns: {
    what: 'the lines of the sheet end in carriage returns alone',
    expected: 'line feeds at the ends of lines, with carriage returns or without',
    fix: 'save it as CSV UTF-8, not as CSV (Macintosh)',
  },
  separatorLine: {
    what: 'the first line is an instruction to Excel',
    expected: 'the line of column names',
    fix: 'remove the line, and separate values by commas or tabs',
  },
  semicolons: {
    what: 'the values are separated by semicolons',
    expected: 'commas or tabs',
    fix: 'save it as CSV UTF-8 where the system writes commas, or replace the semicolons',
  },
  quotes: {
    what: 'the quotes of a value do not match',
    expected: 'a value in double quotes that end in its line, doubled where they stand within',
    fix: 'mend the quotes of the line',
  },
  blank: {
    what: 'the line has separators and no value',
    expected: 'values, or an empty line',
    fix: 'remove the line',
  },
  fields: {
    what: 'the line has another number of values than the header',
    expected: '%s',
    fix: 'add or remove separators; a value that holds one stands in double quotes',
  },
  nameless: {
    what: 'a column has no name',
    expected: 'a name for each column',
    fix: 'name it, or remove the column: also an empty one has separators',
  },
  unknownColumn: {
    what: 'the column is not known',
    expected: 'one of %s',
    fix: UNKNOWN_COLUMN,
  },
  misspeltColumn: {
    what: 'the column is not known',
    expected: '%s, if that is meant',
    fix: UNKNOWN_COLUMN,
  },
  repeatedColumn: { what: 'the column stands twice', expected: 'one of each', fix: 'remove one of the two' },
  missingColumn: {
    what: 'the column is missing',
    expected: 'at least %s',
    fix: 'add it; capitals and small letters differ',
  },
  missing: { what: 'the value is missing', expected: '%s', fix: 'fill it in' },
  encoding: {
    what: 'the value is no text in UTF-8',
    expected: 'characters in UTF-8',
    fix: 'save the sheet as CSV UTF-8',
  },
  invisible: {
    what: 'the value has a character that is not seen',
    expected: 'characters that are seen, and plain spaces',
    fix: 'remove what stands between < and > here, or type the value anew',
  },
  twice: {
    what: 'the value stands twice',
    expected: 'a value of its own; %s has this one',
    fix: 'correct it, or remove the line',
  },
  longRow: {
    what: 'a line has more than a workflow can carry',
    expected: `at most ${MOST_ROW_BYTES} bytes of JSON`,
    fix: 'shorten its values',
  },
  longTable: {
    what: 'the table has more than one workflow can carry',
    expected: `at most ${MOST_ROWS} lines and ${MOST_BYTES} bytes of JSON`,
    fix: 'split it before this line, and submit each part',
  },
} as const satisfies Readonly<Record<string, Rule>>;
