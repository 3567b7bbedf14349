// The rules of a table are the types of its rows, down to the stage. Checked by `tsc --noEmit`, never run.
import type { Construct } from 'constructs';
import {
  column,
  type DataFile,
  type Folder,
  GenomicsStage,
  lanesIn,
  ParallelMapStage,
  parseSampleSheet,
  parseTable,
  rowsIn,
  samplesIn,
  sampleTable,
  sh,
  type TableRow,
  table,
  tableParameter,
  tableReader,
  type Value,
} from '../../lib';

const SHEET = table({
  sample: column.name(),
  strandedness: column.oneOf('auto', 'forward'),
  sex: column.oneOf('XX', 'NA').optional('NA'),
  age: column.integer({ min: 0 }).optional(),
});
const KEPT = table({ sample: column.name() }, { extra: 'keep' });
type Row = TableRow<typeof SHEET>;

export function rowsHaveTheTypesOfTheirColumns(row: Row, kept: TableRow<typeof KEPT>): void {
  const sample: string = row.sample;
  const strandedness: 'auto' | 'forward' = row.strandedness;
  const sex: 'XX' | 'NA' = row.sex;
  const site: string | undefined = kept.extra['site'];
  // @ts-expect-error an optional column may be missing
  const age: number = row.age;
  // @ts-expect-error a number is no text
  const text: string | undefined = row.age;
  // @ts-expect-error a column that there is not
  row.samples;
  // @ts-expect-error what is refused is not kept
  row.extra;
  // @ts-expect-error rows do not change
  row.sample = 'x';
  void [sample, strandedness, sex, site, age, text];
}

export function rulesAreHeldTogether(): void {
  // @ts-expect-error the default is one of the words
  column.oneOf('XX', 'NA').optional('XY');
  // @ts-expect-error the default is a number
  column.integer().optional('1');
  // @ts-expect-error the key names columns
  table({ sample: column.name() }, { key: ['lane'] });
  // @ts-expect-error there is no such choice
  table({ sample: column.name() }, { extra: 'drop' });
  // @ts-expect-error a word at least
  column.oneOf();
}

export function parametersAreOfTheirTable(): void {
  const rows = parseTable('', 'x.csv', SHEET);
  tableParameter(rows, SHEET);
  tableParameter(
    rows.filter(({ age = 0 }) => age > 1),
    SHEET,
  );
  // @ts-expect-error rows of another table
  tableParameter(parseTable('', 'x.csv', KEPT), SHEET);
}

export function itemsHaveTheColumns(scope: Construct, file: DataFile, folder: Folder, json: Value): void {
  const reader = tableReader(scope, 'read', { table: file, rules: SHEET, folder });
  // @ts-expect-error another text of the stage
  reader.text('samples');
  new ParallelMapStage(scope, 'each', {
    over: rowsIn(reader.text('rows'), SHEET),
    each: (inner, { sample, age, ...rest }) => {
      const word: Value = rest.strandedness;
      // @ts-expect-error a column that there is not
      rest.lane;
      return new GenomicsStage(inner, 'say', {
        inputs: { sample, age, word },
        outputs: { said: folder.result(sample) },
        script: ({ inputs, outputs }) => sh`echo ${inputs.age} >${outputs.said}`,
      });
    },
  });
  new ParallelMapStage(scope, 'kept', {
    over: rowsIn(json, KEPT),
    each: (inner, { sample, extra }) =>
      new GenomicsStage(inner, 'say', {
        inputs: { extra },
        outputs: { said: folder.result(sample) },
        script: ({ inputs, outputs }) => sh`echo ${inputs.extra} >${outputs.said}`,
      }),
  });
}

export function sampleSheetsHaveColumnsOfYourOwn(scope: Construct, json: Value, folder: Folder): void {
  const own = sampleTable({ sample: { tissue: column.name() }, lane: { batch: column.integer().optional() } });
  const [sample] = parseSampleSheet('', 'x.csv', own).samples;
  const tissue: string | undefined = sample?.tissue;
  const batch: number | undefined = sample?.lanes[0]?.batch;
  const status: '0' | '1' | undefined = sample?.status;
  void [tissue, batch, status];
  // @ts-expect-error without rules there are no such columns
  parseSampleSheet('', 'x.csv').samples[0]?.tissue;
  new ParallelMapStage(scope, 'each', {
    over: samplesIn(json, own),
    each: (inSample, item) =>
      new ParallelMapStage(inSample, 'lanes', {
        over: lanesIn(item.lanes, own),
        each: (inLane, lane) => {
          // @ts-expect-error a lane has no tissue
          lane.tissue;
          return new GenomicsStage(inLane, 'say', {
            inputs: { tissue: item.tissue, patient: item.patient, batch: lane.batch },
            outputs: { said: folder.result(lane.id) },
            script: ({ inputs, outputs }) => sh`echo ${inputs.tissue} ${inputs.batch} >${outputs.said}`,
          });
        },
      }),
  });
}
