import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import type { StageDefaults } from '../pods/stage-defaults';
import type { DataFile, Folder } from '../storage/file';
import { sampleSheet } from '../tools/read-sample-sheet';

interface Source {
  readonly samples?: Value | undefined;
  readonly sheet?: DataFile | undefined;
}

/** The samples of a pipeline as a JSON list: those given, or those of a sheet, which the stage `id` then reads. */
export function sampleList(
  pipeline: Construct,
  id: string,
  { samples, sheet }: Source,
  settings: StageDefaults & { readonly folder: Folder },
): Value {
  if (samples !== undefined && sheet === undefined) return samples;
  if (sheet !== undefined && samples === undefined)
    return sampleSheet(pipeline, id, { sheet, ...settings }).text('samples');
  throw new GenomicsError('invalid-value', pipeline, {
    what: 'the samples come from nowhere, or from two places',
    got: samples === undefined ? 'neither samples nor sheet' : 'samples and sheet',
    expected: 'one of the two',
    fix: 'give samples, a JSON list as a value, or sheet, a file',
  });
}
