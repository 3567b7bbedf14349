import type { PathSet } from '../argo/gather';
import { screaming } from '../argo/names';
import type { Producer } from '../argo/producer';
import { type DagScope, dagOf, type Step, siblingIn, stepsOf } from '../argo/step';
import { type ItemPart, Value } from '../argo/value';
import { GenomicsError, handleInText } from '../errors';
import { instanceOf, mustBe } from '../kinds';
import { ShellSettled } from '../shell/shell';
import { FileSet, type IVolume } from '../storage/file';
import type { BoundInput } from './bound-io';

/** What the items of a map made of which some may have failed: a reader finds out which did. See {@link settled}. */
export class SettledSet {
  readonly kind = 'settled';

  /** @internal */
  constructor(
    readonly volume: IVolume,
    /** `<file>//<the item's name>` of each member: no path holds two slashes. */
    readonly members: PathSet,
    readonly secondary: readonly string[],
    readonly producer: Step,
  ) {
    Object.freeze(this);
  }

  toString(): never {
    return handleInText('a settled set');
  }
}

/**
 * The same set for a reader that waits until every item of the map has ended, well or not: `inputs: { rows:
 * settled(map.outputs.row) }`. Its script reads `inputs.rows.list` and `inputs.rows.failed`, publishes what there is,
 * and then ends red where an item failed: the protocol's 65 names them. So a run in which an item failed cannot look
 * well.
 *
 * The set must come from one stage of the body, behind all others of it, so that what it made says that the item
 * succeeded. One column of the item must stand in the file's name, so that a failed item can be named.
 *
 * @throws GenomicsError where that is not so
 */
export function settled(set: FileSet): SettledSet {
  mustBe('settled', set, instanceOf("a set: a map's output", FileSet), 'set');
  const { volume, paths, secondary, producer, member } = set;
  if (producer === undefined || member === undefined) throw chosen(set);
  if (paths.kind !== 'each' || paths.of.kind !== 'path' || dagOf(member) !== paths.map)
    throw wrong(producer, 'a set of sets', 'the outputs of one stage of the body');
  const { over, map, of } = paths;
  const { parts } = of.path;
  const [item, ...others] = parts.filter(
    (part): part is ItemPart => typeof part !== 'string' && part.kind === 'item' && part.map === map,
  );
  const derived = parts.some((part) => typeof part !== 'string' && part.kind === 'apply');
  if (item === undefined || derived || others.some(({ key }) => key !== item.key)) {
    throw wrong(
      producer,
      'a path with no column of the item, several, or what is computed of one',
      'one column of the item in the path',
    );
  }
  const body = dagOf(member);
  const missed = stepsOf(body).find((step) => !isBehind(body, member, step));
  if (missed !== undefined) {
    throw wrong(
      producer,
      `a stage that does not read what '${missed.node.id}' makes`,
      'a stage that comes after all others of the body',
    );
  }
  const path = Value.of(of.path, '//', Value.part(item));
  const members: PathSet = { kind: 'each', over, map, of: { kind: 'path', path } };
  return new SettledSet(volume, members, secondary, producer);
}

/** Whether `last` runs only after `step` did: it is that step, or reads what is behind it. */
function isBehind(body: DagScope, last: Producer, step: Step, seen = new Set<Step>()): boolean {
  const at = siblingIn(body, last);
  if (at === undefined || seen.has(at)) return false;
  seen.add(at);
  const reads = [...at.dependsOn, ...(at.waitsFor ?? []), ...(at.choices ?? []).flatMap(({ of }) => of)];
  return at === step || reads.some((read) => isBehind(body, read, step, seen));
}

/** @internal */
export function bindSettled(key: string, { members, secondary, producer, volume }: SettledSet): BoundInput {
  const variable = `IN_${screaming(key)}`;
  return {
    key,
    variable,
    reference: new ShellSettled(variable),
    option: [`--settled=${variable}`, ...secondary].join(','),
    argument: members,
    dependsOn: [],
    waitsFor: [producer],
    volumes: [volume],
  };
}

function chosen({ paths }: FileSet): GenomicsError {
  const where = paths.kind === 'choice' ? paths.choice.of[0] : undefined;
  return new GenomicsError('invalid-value', where ?? 'settled', {
    what: 'a set cannot be settled',
    got: 'the first of several sets',
    expected: 'the outputs of one map',
    fix: 'settle the set of each map, and read them side by side',
  });
}

function wrong(map: Step, got: string, expected: string): GenomicsError {
  return new GenomicsError('invalid-value', map, {
    what: 'a set cannot be settled',
    got,
    expected,
    fix: 'let the last stage of the body write a small file, named after the item, and gather that: folder.intermediate(sample)',
  });
}
