import { joinedBytes, MOST_BYTES, MOST_ROWS } from './limits';
import { reportTo, type SheetProblem } from './problems';
import type { Sample, SampleSheet } from './sample';
import { invalidSheet, lineOf } from './sample-sheet';
import { listJson, sampleJson } from './samples';

/** What one submission gets: two parameters, each a JSON list in one line. */
export interface SampleParameters {
  /** A list of samples with their lanes, for `samplesIn`: at most 300 rows of the sheet and 100 KiB. */
  readonly samples: string;
  /** A list of the samples' names alone, for a gather: at most 20 KiB, being 300 names of 63 characters at most. */
  readonly sampleNames: string;
}

interface Chunk {
  readonly samples: Sample[];
  readonly items: string[];
  rows: number;
  bytes: number;
}

/**
 * The sheet in as few submissions as its order allows. A sample is never split: its lanes are merged by one workflow.
 */
export function sampleParameters({ samples }: Pick<SampleSheet, 'samples'>): readonly SampleParameters[] {
  return Object.freeze(
    chunks(samples).map((chunk) =>
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
export function oneSubmission(sheet: SampleSheet): SampleParameters {
  const [first, second] = chunks(sheet.samples);
  const [only] = sampleParameters({ samples: first?.samples ?? [] });
  const over = second?.samples[0];
  if (over === undefined && only !== undefined) return only;
  const findings: SheetProblem[] = [];
  const rows = sheet.samples.reduce((sum, { lanes }) => sum + lanes.length, 0);
  const bytes = joinedBytes(
    sheet.samples.length,
    sheet.samples.reduce((sum, sample) => sum + sampleJson(sample).length, 0),
  );
  const line = over === undefined ? 1 : lineOf(over);
  reportTo(sheet.file, findings)('longSheet', line, 'sample', `${rows} lines and ${bytes} bytes`);
  throw invalidSheet(sheet.file, findings);
}

function chunks(samples: readonly Sample[]): readonly Chunk[] {
  const all: Chunk[] = [];
  for (const sample of samples) {
    const item = sampleJson(sample);
    const rows = sample.lanes.length;
    const last = all.at(-1);
    if (
      last !== undefined &&
      last.rows + rows <= MOST_ROWS &&
      joinedBytes(last.items.length + 1, last.bytes + item.length) <= MOST_BYTES
    ) {
      last.samples.push(sample);
      last.items.push(item);
      last.rows += rows;
      last.bytes += item.length;
    } else all.push({ samples: [sample], items: [item], rows, bytes: item.length });
  }
  return all;
}
