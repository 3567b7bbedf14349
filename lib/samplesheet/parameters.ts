import { listOfKind, mustBe, recordOf, shape, TEXT } from '../kinds';
import { joinedBytes, MOST_BYTES, MOST_ROWS } from './limits';
import { Problems } from './problems';
import { RULES } from './rules';
import { lineOf } from './sample-sheet';
import type { ItemFields } from './sample-table';
import { type AnySample, listJson, sampleJson } from './samples';

/** More samples than one submission carries. */
export const LONG_SHEET = {
  ...RULES.longTable,
  what: 'the sheet has more than one workflow can carry',
  fix:
    'split the sheet before this line and submit each part, ' +
    'or write parameter files of it with writeSampleParameters',
} as const;

/** A sheet of any rules: {@link SampleSheet}. */
export interface AnySheet {
  readonly file: string;
  readonly samples: readonly AnySample[];
  readonly fields: ItemFields;
}

/** What one submission gets: two parameters, each a JSON list in one line. */
export interface SampleParameters {
  /** A list of samples with their lanes, for `samplesIn`: at most 300 rows of the sheet and 128 KiB. */
  readonly samples: string;
  /** A list of the samples' names alone, for a gather: at most 20 KiB, being 300 names of 63 characters at most. */
  readonly sampleNames: string;
}

const LANE = shape({ extra: recordOf(TEXT) });
const SAMPLE = shape({ sample: TEXT, layout: TEXT, lanes: listOfKind(LANE) });
const FIELDS = shape({ sample: listOfKind(TEXT), lane: listOfKind(TEXT) });
const SHEET = shape({ samples: listOfKind(SAMPLE), fields: FIELDS });

interface Chunk {
  readonly samples: AnySample[];
  readonly items: string[];
  rows: number;
  bytes: number;
}

/**
 * The sheet in as few submissions as its order allows. A sample is never split: its lanes are merged by one workflow.
 */
export function sampleParameters(sheet: Omit<AnySheet, 'file'>): readonly SampleParameters[] {
  mustBe('sampleParameters', sheet, SHEET);
  const { samples, fields } = sheet;
  return Object.freeze(
    chunks(samples, fields).map((chunk) =>
      Object.freeze({
        samples: listJson(chunk.items),
        sampleNames: listJson(chunk.samples.map(({ sample }) => JSON.stringify(sample))),
      }),
    ),
  );
}

/**
 * The sheet as one submission, as the run-time stage reads it.
 *
 * @throws GenomicsError `invalid-sheet` where it is more than one workflow can carry
 */
export function oneSubmission(sheet: AnySheet): SampleParameters {
  const { file, samples, fields } = sheet;
  const [first, second] = chunks(samples, fields);
  const over = second?.samples[0];
  const problems = new Problems(file);
  if (over !== undefined) {
    const rows = samples.reduce((sum, { lanes }) => sum + lanes.length, 0);
    const sizes = samples.map((sample) => Buffer.byteLength(sampleJson(sample, fields)));
    const bytes = joinedBytes(
      samples.length,
      sizes.reduce((sum, size) => sum + size, 0),
    );
    problems.report(LONG_SHEET, lineOf(over), 'sample', `${rows} lines and ${bytes} bytes`);
  }
  problems.settle();
  const [only = { samples: '[]', sampleNames: '[]' }] = sampleParameters({ samples: first?.samples ?? [], fields });
  return only;
}

function chunks(samples: readonly AnySample[], fields: ItemFields): readonly Chunk[] {
  const all: Chunk[] = [];
  for (const sample of samples) {
    const item = sampleJson(sample, fields);
    const bytes = Buffer.byteLength(item);
    const rows = sample.lanes.length;
    const last = all.at(-1);
    if (
      last !== undefined &&
      last.rows + rows <= MOST_ROWS &&
      joinedBytes(last.items.length + 1, last.bytes + bytes) <= MOST_BYTES
    ) {
      last.samples.push(sample);
      last.items.push(item);
      last.rows += rows;
      last.bytes += bytes;
    } else all.push({ samples: [sample], items: [item], rows, bytes });
  }
  return all;
}
