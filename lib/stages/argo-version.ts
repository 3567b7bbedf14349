/** Argo versions whose fields may be emitted. */
export type ArgoVersion = '3.4' | '3.5' | '3.6' | '3.7' | '4.0' | '4.1';

/** Whether fields of `field`'s version may be emitted for `version`. */
export function atLeast(version: ArgoVersion, field: ArgoVersion): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  const [c = 0, d = 0] = field.split('.').map(Number);
  return a > c || (a === c && b >= d);
}

/** Whether mutexes may be emitted: their field is 3.6's, and 3.5 has another, so the version must have been given. */
export function hasMutexes(version: ArgoVersion | undefined): boolean {
  return version !== undefined && atLeast(version, '3.6');
}
