import type { Finding } from './finding';
import type { CheckSettings } from './model/manifests';

/** A check that is switched off, with the reason why. */
export interface Off {
  readonly code: string;
  readonly reason: string;
  /** Where; all objects if none is given. */
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  /** A JSON path; what lies below it is meant too. */
  readonly path?: string;
}

export interface CheckOptions extends CheckSettings {
  readonly off?: readonly Off[];
}

export function isOff(finding: Finding, off: readonly Off[]): boolean {
  return off.some(
    ({ code, kind, name, namespace, path }) =>
      code === finding.code &&
      (kind ?? finding.object.kind) === finding.object.kind &&
      (name ?? finding.object.name) === finding.object.name &&
      (namespace ?? finding.object.namespace) === finding.object.namespace &&
      (path === undefined ||
        finding.path === path ||
        finding.path.startsWith(`${path}.`) ||
        finding.path.startsWith(`${path}[`)),
  );
}
