import type { Producer } from '../argo/producer';
import { type DagScope, dagOf, type Step, siblingIn, stepsOf } from '../argo/step';
import { instanceOf, mustBe } from '../kinds';
import { FileSet } from '../storage/file';
import { type NamedMembers, NamedSet, namedMembers, notNamed } from './named-members';

/** What the items of a map made of which some may have failed: a reader finds out which did. See {@link settled}. */
export class SettledSet extends NamedSet<'settled'> {
  /** @internal */
  constructor(members: NamedMembers) {
    super('settled', members);
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
  const { member, ...named } = namedMembers(set, NOT_SETTLED);
  const body = dagOf(member);
  const missed = stepsOf(body).find((step) => !isBehind(body, member, step));
  if (missed !== undefined) {
    throw notNamed(NOT_SETTLED, named.producer, {
      got: `a stage that does not read what '${missed.node.id}' makes`,
      expected: 'a stage that comes after all others of the body',
    });
  }
  return new SettledSet(named);
}

const NOT_SETTLED = 'a set cannot be settled';

/** Whether `last` runs only after `step` did: it is that step, or reads what is behind it. */
function isBehind(body: DagScope, last: Producer, step: Step, seen = new Set<Step>()): boolean {
  const at = siblingIn(body, last);
  if (at === undefined || seen.has(at)) return false;
  seen.add(at);
  const reads = [...at.dependsOn, ...(at.waitsFor ?? []), ...(at.choices ?? []).flatMap(({ of }) => of)];
  return at === step || reads.some((read) => isBehind(body, read, step, seen));
}
