import type { PathSet } from '../argo/gather';
import { dagOf, type Step } from '../argo/step';
import { type ItemPart, Value } from '../argo/value';
import { GenomicsError, handleInText } from '../errors';
import type { FileSet, IVolume } from '../storage/file';

/** The members of a set of which some may be missing, each with its item's name. */
export interface NamedMembers {
  readonly volume: IVolume;
  /** `<file>//<the item's name>` of each member: no path holds two slashes. */
  readonly members: PathSet;
  readonly secondary: readonly string[];
  /** The map. */
  readonly producer: Step;
}

/** What the items of a map made of which some may have failed; `kind` is what their reader does then. */
export abstract class NamedSet<Kind extends 'settled' | 'succeeded'> implements NamedMembers {
  readonly volume: IVolume;
  readonly members: PathSet;
  readonly secondary: readonly string[];
  readonly producer: Step;

  /** @internal */
  constructor(
    readonly kind: Kind,
    { volume, members, secondary, producer }: NamedMembers,
  ) {
    this.volume = volume;
    this.members = members;
    this.secondary = secondary;
    this.producer = producer;
    Object.freeze(this);
  }

  toString(): never {
    return handleInText(this.kind === 'settled' ? 'a settled set' : 'a set of what succeeded');
  }
}

/**
 * The members by their items' names, and the stage of the map's body that makes each.
 *
 * @throws GenomicsError where the set is of several maps or lists, and where no column of the item names a member
 */
export function namedMembers(set: FileSet, what: string): NamedMembers & { readonly member: Step } {
  const { volume, paths, secondary, producer, member } = set;
  if (producer === undefined || member === undefined) throw chosen(set, what);
  if (paths.kind !== 'each' || paths.of.kind !== 'path' || dagOf(member) !== paths.map) {
    const expected = 'the outputs of one stage of the body';
    throw notNamed(what, producer, { got: 'a set of sets', expected });
  }
  const { over, map, of } = paths;
  const { parts } = of.path;
  const [item, ...others] = parts.filter(
    (part): part is ItemPart => typeof part !== 'string' && part.kind === 'item' && part.map === map,
  );
  const derived = parts.some((part) => typeof part !== 'string' && part.kind === 'apply');
  if (item === undefined || derived || others.some(({ key }) => key !== item.key)) {
    throw notNamed(what, producer, {
      got: 'a path with no column of the item, several, or what is computed of one',
      expected: 'one column of the item in the path',
    });
  }
  const path = Value.of(of.path, '//', Value.part(item));
  const members: PathSet = { kind: 'each', over, map, of: { kind: 'path', path } };
  return { volume, members, secondary, producer, member };
}

function chosen({ paths }: FileSet, what: string): GenomicsError {
  const where = paths.kind === 'choice' ? paths.choice.of[0] : undefined;
  return new GenomicsError('invalid-value', where ?? 'a set', {
    what,
    got: 'the first of several sets',
    expected: 'the outputs of one map',
    fix: 'take the set of each map, and read them side by side',
  });
}

/** Where a failed item could not be named. */
export function notNamed(
  what: string,
  map: Step,
  { got, expected }: { readonly got: string; readonly expected: string },
): GenomicsError {
  return new GenomicsError('invalid-value', map, {
    what,
    got,
    expected,
    fix:
      'let the last stage of the body write a small file, named after the item, and gather that:' +
      ' folder.intermediate(sample)',
  });
}
