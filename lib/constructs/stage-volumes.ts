import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import type { DataFile, IVolume } from '../storage/file';
import type { BoundInput, BoundOutput } from './bound-io';

/** The volumes of a stage's files, each once, the first output's first. */
export function volumesOf(
  stage: IConstruct,
  inputs: readonly BoundInput[],
  outputs: readonly BoundOutput[],
): readonly IVolume[] {
  const written = outputs.map(({ file }) => file.volume);
  const readOnly = outputs.find(({ file }) => file.volume.readOnly);
  if (readOnly !== undefined) {
    throw new GenomicsError('invalid-value', stage, {
      what: 'an output lies on a volume that is mounted read-only',
      got: `'${readOnly.key}' on '${readOnly.file.volume.claimName}'`,
      expected: 'a volume that pods may write to',
      fix: 'write it to another volume; of this one a stage can read files',
    });
  }
  const distinct: IVolume[] = [];
  for (const volume of [...written, ...inputs.flatMap(({ volumes }) => volumes)]) {
    if (distinct.some((known) => isSameVolume(known, volume))) continue;
    const clash = distinct.find(
      (known) =>
        known.volumeName === volume.volumeName ||
        known.mountPath === volume.mountPath ||
        known.claimName === volume.claimName,
    );
    if (clash !== undefined)
      throw invalid(stage, 'two volumes share a name, a mount path or a claim', `${shown(clash)} and ${shown(volume)}`);
    distinct.push(volume);
  }
  return distinct;
}

/** Whether files of both lie in one place of a pod. */
export function isSameVolume(one: IVolume, other: IVolume): boolean {
  return shown(one) === shown(other);
}

/** Whether one declaration can stand for both files: they lie on one volume and have the same secondary files. */
export function areAlike(one: DataFile, other: DataFile): boolean {
  return isSameVolume(one.volume, other.volume) && one.secondary.join() === other.secondary.join();
}

function shown({ claimName, volumeName, mountPath, readOnly }: IVolume): string {
  return `'${claimName}' as ${volumeName} at ${mountPath}${readOnly ? ', read-only' : ''}`;
}

function invalid(stage: IConstruct, what: string, got: string): GenomicsError {
  const expected = 'one claim, volumeName, mountPath and use for each volume of a stage';
  return new GenomicsError('invalid-value', stage, {
    what,
    got,
    expected,
    fix: 'use one Volume for one claim, and others for others',
  });
}
