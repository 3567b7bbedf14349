import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { parse as parseYaml } from 'yaml';
import {
  parseSampleSheet,
  readSampleSheet,
  type SampleSheet,
  sampleParameters,
  writeSampleParameters,
} from '../../lib';
import { joinedBytes, LONGEST_NAME, MOST_ROWS } from '../../lib/samplesheet/limits';
import { parameterFileCase } from '../support/yaml-corpus';

/** A sheet of samples with this many lanes each, at addresses of this length. */
function sheetOf(lanes: readonly number[], length = 20): SampleSheet {
  const rows = lanes.flatMap((count, sample) =>
    Array.from(
      { length: count },
      (_, lane) => `S${sample},L${lane},oss://b/${'x'.repeat(length)}/S${sample}_${lane}.fq.gz\n`,
    ),
  );
  return parseSampleSheet(`sample,lane,fastq_1\n${rows.join('')}`, 'cohort.csv');
}

interface Item {
  readonly sample: string;
  readonly lanes: readonly unknown[];
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'params-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('every list is within the limits, no sample is split or lost, and the order is the sheet’s', () => {
  const lanes = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 20 })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(lanes, fc.integer({ min: 1, max: 400 }), (counts, length) => {
      const sheet = sheetOf(counts, length);
      const all = sampleParameters(sheet);
      const lists = all.map(({ samples }) => JSON.parse(samples) as readonly Item[]);
      for (const [at, { samples, sampleNames }] of all.entries()) {
        expect(Buffer.byteLength(samples)).toBeLessThanOrEqual(100 * 1024);
        expect(Buffer.byteLength(sampleNames)).toBeLessThanOrEqual(20 * 1024);
        expect(lists[at]?.reduce((rows, item) => rows + item.lanes.length, 0)).toBeLessThanOrEqual(300);
        expect(JSON.parse(sampleNames)).toEqual(lists[at]?.map(({ sample }) => sample));
        expect(samples + sampleNames).not.toMatch(/\n|\{\{/);
      }
      expect(lists.flat().map(({ sample, lanes }) => [sample, lanes.length])).toEqual(
        counts.map((count, at) => [`S${at}`, count]),
      );
    }),
    { numRuns: 40 },
  );
});

test('300 of the longest names take at most 20 KiB, quotes and separators counted', () => {
  expect(joinedBytes(MOST_ROWS, MOST_ROWS * (LONGEST_NAME + 2))).toBeLessThanOrEqual(20 * 1024);
});

test('a parameter file is a map of texts, with a line for each sample', () => {
  const sheet = sheetOf([2, 1]);
  const [path = '', ...more] = writeSampleParameters(sheet, {
    name: 'cohort',
    folder,
    parameters: { folder: '/a "b": #c' },
  });
  expect([path, more]).toEqual([join(folder, 'cohort-001.yaml'), []]);
  const text = readFileSync(path, 'utf8');
  expect(parseYaml(text)).toEqual({ folder: '/a "b": #c', ...sampleParameters(sheet)[0] });
  expect(text.split('\n').filter((line) => /^ {2}\[?\{"sample":"S[01]"/.test(line))).toHaveLength(2);
});

test('the same sheet gives the same bytes, and a shorter one removes the files that are left', () => {
  const read = (): readonly string[] =>
    readdirSync(folder).map((file) => `${file} ${readFileSync(join(folder, file), 'utf8')}`);
  writeSampleParameters(sheetOf(Array(700).fill(1)), { name: 'cohort', folder });
  expect(readdirSync(folder)).toEqual(['cohort-001.yaml', 'cohort-002.yaml', 'cohort-003.yaml']);
  const before = read();
  writeSampleParameters(sheetOf(Array(700).fill(1)), { name: 'cohort', folder });
  expect(read()).toEqual(before);
  writeFileSync(join(folder, 'cohort-009.yaml'), 'mine: true\n');
  writeFileSync(join(folder, 'other-002.yaml'), before[1] ?? '');
  writeSampleParameters(sheetOf([1]), { name: 'cohort', folder });
  expect(readdirSync(folder)).toEqual(['cohort-001.yaml', 'cohort-009.yaml', 'other-002.yaml']);
});

test.each(['dist', 'dist/params', '/work/dist'])('fails for the folder %s, which a synth empties', (inDist) => {
  expect(() => writeSampleParameters(sheetOf([1]), { name: 'cohort', folder: inDist })).toThrow(
    /^\[sample sheet\] the folder of parameter files cannot be used, got '.*', expected a folder that is not below dist; choose another$/,
  );
  expect(existsSync(inDist) && readdirSync(inDist).some((file) => file.includes('cohort'))).toBe(false);
});

test('fails for a name that leaves the folder', () => {
  expect(() => writeSampleParameters(sheetOf([1]), { name: '../x', folder })).toThrow(
    /the name of parameter files cannot be used/,
  );
});

test('messages name the file as it was given', () => {
  const path = join(folder, 'bad.csv');
  writeFileSync(path, 'sample,fastq_1\nA,oss://b/a.bam\n');
  expect(() => readSampleSheet(path)).toThrow(`[${path}:2:fastq_1] the address ends in no name of such a file`);
});

test.each(['1.1', '1.2'] as const)(
  'a file of parameters is read by YAML %s as it was meant, whatever they hold',
  (version) => {
    const { yaml, meant } = parameterFileCase(folder);
    expect([parseYaml(yaml, { version })]).toEqual(meant);
    expect(loadAll(yaml)).toEqual(meant);
  },
);
