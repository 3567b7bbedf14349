import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { GenomicsError } from '../errors';
import { escapeOdd, needsQuotes } from '../yaml/words';
import { isName } from './check-values';
import { JOIN } from './limits';
import { sampleParameters } from './parameters';
import type { SampleSheet } from './sample';
import { parseSampleSheet } from './sample-sheet';

/** Reads a sample sheet from a file: {@link parseSampleSheet}, whose messages name the file as it was given. */
export function readSampleSheet(path: string): SampleSheet {
  return parseSampleSheet(readFileSync(path, 'utf8'), path);
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

/**
 * Writes a sheet as parameter files, one for each submission: `argo submit --from workflowtemplate/x --parameter-file
 * params/x-001.yaml`. Parameters are `samples` and `sampleNames`. The same sheet gives the same bytes. Files of a
 * longer sheet before are removed.
 *
 * @returns the paths of the files, in the order of the sheet
 */
export function writeSampleParameters(
  sheet: SampleSheet,
  { name, folder = 'params', parameters = {} }: ParameterFilesProps,
): readonly string[] {
  if (!isName(name))
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
