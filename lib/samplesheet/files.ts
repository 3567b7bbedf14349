import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { GenomicsError } from '../errors';
import { mustBe, optional, recordOf, shape, TEXT } from '../kinds';
import { readGivenFile } from '../values/given-file';
import { escapeOdd, needsQuotes } from '../yaml/words';
import { bytesOf } from './characters';
import { faultOf } from './column';
import { NAME } from './kinds';
import { JOIN } from './limits';
import { type AnySheet, sampleParameters } from './parameters';
import type { SampleSheet } from './sample';
import { sheetOf } from './sample-sheet';
import { SAMPLE_SHEET, type SampleTable } from './sample-table';
import type { Columns } from './table';

/** Reads a sample sheet from a file: `parseSampleSheet`, whose messages name the file as it was given. */
export function readSampleSheet(path: string): SampleSheet;
export function readSampleSheet<S extends Columns, L extends Columns>(
  path: string,
  rules: SampleTable<S, L>,
): SampleSheet<S, L>;
export function readSampleSheet(
  path: string,
  rules: SampleTable<Columns, Columns> = SAMPLE_SHEET,
): SampleSheet<Columns, Columns> {
  mustBe('readSampleSheet', path, TEXT, 'path');
  return sheetOf(bytesOf(readGivenFile(path, 'a sample sheet')), path, rules);
}

/** @see writeSampleParameters */
export interface ParameterFilesProps {
  /** What the files are called: `<name>-001.yaml`. Letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** Where they are written. Not below a folder `dist`, which `cdk8s synth` empties. @default 'params' */
  readonly folder?: string;
  /** Further parameters of each submission, as the folder of the run. @default none */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The first line of each of our files: what lacks it is another's, and stays. */
const HEAD = '# cdk8s-genomics: samples for one submission. Written from a sample sheet; change that.';

const FILES = shape({ name: TEXT, folder: optional(TEXT), parameters: optional(recordOf(TEXT)) });

/**
 * Writes a sheet as parameter files, one for each submission: `argo submit --from workflowtemplate/x --parameter-file
 * params/x-001.yaml`. Parameters are `samples` and `sampleNames`. The same sheet gives the same bytes. Files of a
 * longer sheet before are removed.
 *
 * @returns the paths of the files, in the order of the sheet
 */
export function writeSampleParameters(sheet: AnySheet, props: ParameterFilesProps): readonly string[] {
  mustBe('writeSampleParameters', props, FILES);
  const { name, folder = 'params', parameters = {} } = props;
  if (name === '' || faultOf(NAME, bytesOf(name)) !== undefined)
    throw unusable('the name of parameter files', name, "letters, digits, '.', '_' and '-', at most 63");
  if (resolve(folder).split(sep).includes('dist'))
    throw unusable('the folder of parameter files', folder, 'a folder that is not below dist');
  const key = Object.keys(parameters).find((one) => !/^[A-Za-z][A-Za-z0-9_]*$/.test(one));
  if (key !== undefined) throw unusable('a parameter', key, 'a name of letters, digits and underscores');
  const written = sampleParameters(sheet).map((given, at) => ({
    file: `${name}-${`${at + 1}`.padStart(3, '0')}.yaml`,
    text: [
      `${HEAD}\n`,
      ...Object.entries(parameters).map(([key, value]) =>
        key in given ? '' : `${quotedKey(key)}: ${escapeOdd(JSON.stringify(value))}\n`,
      ),
      ...Object.entries(given).map(([key, list]) => `${key}: >-\n  ${listText(list)}\n`),
    ].join(''),
  }));
  mkdirSync(folder, { recursive: true });
  for (const file of staleFiles(folder, name))
    if (!written.some((one) => one.file === file)) rmSync(join(folder, file));
  for (const { file, text } of written) writeFileSync(join(folder, file), text);
  return written.map(({ file }) => join(folder, file));
}

/** A sample's line in a folded scalar, to be compared in Git: line breaks are read as one space each. */
function listText(json: string): string {
  return escapeOdd(json.replaceAll(`}]}${JOIN}`, '}]},\n  '));
}

/** `no: …` would be a parameter called `false`. */
function quotedKey(key: string): string {
  return needsQuotes(key) ? JSON.stringify(key) : key;
}

function staleFiles(folder: string, name: string): readonly string[] {
  const isOurs = (file: string): boolean =>
    file.startsWith(`${name}-`) && /^[0-9]{3,}[.]yaml$/.test(file.slice(name.length + 1));
  return readdirSync(folder).filter(
    (file) => isOurs(file) && readFileSync(join(folder, file), 'utf8').startsWith(`${HEAD}\n`),
  );
}

function unusable(what: string, got: string, expected: string): GenomicsError {
  return new GenomicsError('invalid-value', 'sample sheet', {
    what: `${what} cannot be used`,
    got: `'${got}'`,
    expected,
    fix: 'choose another',
  });
}
