import { instanceOf, mustBe } from '../kinds';
import { FileSet } from '../storage/file';
import { type NamedMembers, NamedSet, namedMembers } from './named-members';

/** What those items of a map made that did not fail: a reader goes on without the others. See {@link succeeded}. */
export class SucceededSet extends NamedSet<'succeeded'> {
  /** @internal */
  constructor(members: NamedMembers) {
    super('succeeded', members);
  }
}

/**
 * The same set for a reader that goes on with what there is: `inputs: { bams: succeeded(map.outputs.bam) }`, as a joint
 * call of the samples that could be aligned. It waits until every item of the map has ended, well or not, and its
 * script reads `inputs.bams.list` and `inputs.bams.failed`. It ends red where no item made a member, and green
 * otherwise: so another stage beside the map, without a condition, must read {@link settled} of the same map, and end
 * red. A workflow in which none does is not synthesized.
 *
 * One column of the item must stand in the file's name, so that a failed item can be named.
 *
 * @throws GenomicsError where that is not so
 */
export function succeeded(set: FileSet): SucceededSet {
  mustBe('succeeded', set, instanceOf("a set: a map's output", FileSet), 'set');
  return new SucceededSet(namedMembers(set, 'what succeeded of a set cannot be told'));
}
