export type Severity = 'error' | 'warning';

export interface ObjectName {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface Finding {
  /** Stable: what is switched off, searched for and counted. */
  readonly code: string;
  readonly severity: Severity;
  /** JSON path inside the object, such as `spec.templates[0].container.image`. */
  readonly path: string;
  readonly object: ObjectName;
  /** The object's place among the manifests that were given. */
  readonly index: number;
  /** The value, what was expected, and what to do. */
  readonly message: string;
}

export function describeObject(object: ObjectName): string {
  const place = object.namespace === undefined ? '' : `${object.namespace}/`;
  return `${object.kind} ${place}${object.name || '(no name)'}`;
}

export function describeFinding(finding: Finding): string {
  return `${finding.severity} ${finding.code}: ${describeObject(finding.object)}: ${finding.path}: ${finding.message}`;
}
