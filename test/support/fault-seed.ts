import { invocations } from '../../lib/run/invocations';
import type { Invocation } from '../../lib/run/template';
import type { Place } from './fault-place';
import { bamOf, type Given, type Retried } from './fault-run';
import { seedWorkflow } from './seed';

/** The seed's containers, as the user to whom the volume belongs. */
export function seedStages(given: Given, { folder }: Place): readonly Invocation[] {
  const { maxReads: _, ...known } = given;
  const securityContext = { runAsUser: 1000, runAsGroup: 1000 };
  const seed = seedWorkflow();
  const { volumes = [] } = seed.spec;
  return invocations(seed, { fastqFolder: folder, ...known }).map((one) => ({ ...one, volumes, securityContext }));
}

/** Its retryStrategy has a limit and nothing else: whatever failed is tried again. */
export const seedRetries: Retried = () => true;
export const SEED_TRIES = 4;

/** What a person finds where the BAM should be. */
export function bamInWords({ volume, folder }: Place, right: readonly string[], other: readonly string[]): string {
  const found = bamOf(volume, folder);
  if (typeof found === 'string') return found;
  if (found.length === 0) return 'an empty BAM';
  if (same(found, right)) return 'the right BAM';
  if (same(found, other)) return 'the BAM of other data';
  const known = new Set(right);
  const wrong = found.filter((record) => !known.has(record)).length;
  return `a BAM of ${found.length} of ${right.length} records${wrong > 0 ? `, ${wrong} of them wrong` : ''}`;
}

export function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, at) => line === other[at]);
}
