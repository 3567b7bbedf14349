import { shellFile } from '../shell/shell-file';
import { COLUMNS, DEFAULTS, LANE_FIELDS } from './columns';
import { JOIN, LONGEST_NAME, MOST_BYTES, MOST_ROWS, MOST_SAMPLE_BYTES } from './limits';
import { PATTERNS, RULES } from './rules';

/** `check_sheet`: reads a sample sheet when the workflow runs, by {@link SHEET_RULES}. */
export const SHEET = shellFile(__dirname, 'sheet.sh');

/** A text of awk, broken into lines, behind a space where there is one. None of ours holds a backslash. */
function text(value: string): string {
  const lines = value.match(/.{1,70}(?<= |$)|.{1,70}/g) ?? [''];
  return lines.map((line) => `"${line.replaceAll('"', '\\"').replaceAll("'", '\\047')}"`).join(' \\\n    ');
}

/**
 * What the rules of TypeScript tell `check_sheet`, as an awk program: each is written once, in `rules.ts`, `columns.ts`
 * and `limits.ts`. A property holds the two readers of a sheet together.
 */
export const SHEET_RULES = `BEGIN {
  ${[
    ...Object.entries(PATTERNS).map(([name, pattern]) => `re["${name}"] = ${text(pattern)}`),
    ...Object.entries(RULES).flatMap(([name, { what, expected, fix }]) =>
      Object.entries({ what, expected, fix }).map(([key, value]) => `${key}["${name}"] = ${text(value)}`),
    ),
    `columns = split(${text(COLUMNS.join(' '))}, column, " ")`,
    `fields = split(${text(LANE_FIELDS.join(' '))}, field, " ")`,
    `default_lane = ${text(DEFAULTS.lane)}`,
    `default_platform = ${text(DEFAULTS.platform)}`,
    `longest_name = ${LONGEST_NAME}`,
    `most_sample_bytes = ${MOST_SAMPLE_BYTES}`,
    `most_rows = ${MOST_ROWS}`,
    `most_bytes = ${MOST_BYTES}`,
    `join = ${text(JOIN)}`,
  ].join('\n  ')}
}
`;
