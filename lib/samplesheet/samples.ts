import { DEFAULTS, LANE_FIELDS } from './columns';
import { bySample, idOf, type SheetRow } from './cross-line-rules';
import { JOIN } from './limits';
import type { Sample, SingleLane } from './sample';

/** The samples of checked lines, in the order of their first ones. */
export function samplesOf(rows: readonly SheetRow[]): readonly Sample[] {
  return Object.freeze([...bySample(rows)].map(([sample, lanes]) => sampleOf(sample, lanes)));
}

function sampleOf(sample: string, rows: readonly SheetRow[]): Sample {
  const lanes = Object.freeze(rows.map(laneOf));
  const isSingle = (lane: (typeof lanes)[number]): lane is SingleLane => lane.fastq_2 === '';
  return Object.freeze(
    lanes.every(isSingle) ? { sample, layout: 'single', lanes } : { sample, layout: 'paired', lanes },
  );
}

function laneOf({ line, cells }: SheetRow) {
  const id = idOf(cells);
  return Object.freeze({
    line,
    id,
    lane: cells.lane || DEFAULTS.lane,
    fastq_1: cells.fastq_1,
    fastq_2: cells.fastq_2,
    library: cells.library || cells.sample,
    platform: cells.platform || DEFAULTS.platform,
    platform_unit: cells.platform_unit || id,
    fastq_1_md5: cells.fastq_1_md5.toLowerCase(),
    fastq_2_md5: cells.fastq_2_md5.toLowerCase(),
    fastq_1_sha256: cells.fastq_1_sha256.toLowerCase(),
    fastq_2_sha256: cells.fastq_2_sha256.toLowerCase(),
  });
}

/** A sample as an element of the list that a chart maps over. ASCII: its length is its bytes. */
export function sampleJson({ sample, layout, lanes }: Sample): string {
  return JSON.stringify({
    sample,
    layout,
    lanes: lanes.map((lane) => {
      const checksum1 = lane.fastq_1_sha256 || lane.fastq_1_md5;
      const checksum2 = lane.fastq_2_sha256 || lane.fastq_2_md5;
      const item = { ...lane, checksum1, checksum2 };
      return Object.fromEntries(LANE_FIELDS.map((field) => [field, item[field]]));
    }),
  });
}

/** Elements as one list in one line. */
export function listJson(elements: readonly string[]): string {
  return `[${elements.join(JOIN)}]`;
}
