import type { IConstruct } from 'constructs';
import type { Locks } from '../argo/model';
import { GenomicsError } from '../errors';

/** Argo versions whose fields may be emitted. */
export type ArgoVersion = '3.4' | '3.5' | '3.6' | '3.7' | '4.0' | '4.1';

/** Whether fields of `field`'s version may be emitted for `version`. */
export function atLeast(version: ArgoVersion, field: ArgoVersion): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  const [c = 0, d = 0] = field.split('.').map(Number);
  return a > c || (a === c && b >= d);
}

/**
 * The mutexes of one template as a version spells them; without a version none, since no spelling suits all. Before 3.6
 * a template holds one mutex: all names together are its name, so that only those who lock the same wait for each
 * other.
 */
export function locksOf(version: ArgoVersion | undefined, names: readonly string[]): Locks | undefined {
  if (version === undefined || names.length === 0) return undefined;
  return atLeast(version, '3.6') ? { mutexes: names } : { mutex: names.join('+') };
}

/** The version, where something has no spelling that every version takes. */
export function mustHaveVersion(where: IConstruct, version: ArgoVersion | undefined, what: string): ArgoVersion {
  if (version !== undefined) return version;
  throw new GenomicsError('invalid-value', where, {
    what: `${what} has another field before Argo 3.6 than since`,
    got: 'no argoVersion',
    expected: "the version of the cluster's Argo",
    fix: "set argoVersion on the workflow or above it, as in argoVersion: '3.4'",
  });
}
