import type { CheckSettings } from './manifests';

/** The span of versions that manifests must suit. */
export interface Span {
  /** Fields and variables are those of this version. */
  readonly oldest: string;
  /** Limits and types are those of this version. */
  readonly newest: string;
}

/** The version of the vendored schema. */
export const NEWEST = '4.1';
/** The first version whose CRDs, as they are released, have a schema and CEL rules. */
export const FULL_CRDS = '4.0';
/** The first version that resolves every tag of a task's arguments, also of those that its template does not take. */
export const STRICT_ARGUMENTS = '3.7';

export function spanOf({ argoVersion = NEWEST, newestArgoVersion = argoVersion }: CheckSettings): Span {
  return { oldest: argoVersion, newest: newestArgoVersion };
}

export function isOlder(version: string, since: string): boolean {
  const [major = 0, minor = 0] = numbersOf(version);
  const [sinceMajor = 0, sinceMinor = 0] = numbersOf(since);
  return major < sinceMajor || (major === sinceMajor && minor < sinceMinor);
}

function numbersOf(version: string): readonly number[] {
  return version.replace(/^v/, '').split('.').map(Number);
}
