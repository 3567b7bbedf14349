import { mustBe, shape, TEXT } from '../kinds';

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
  /**
   * The template that the path leads into, and the task or step of it, by their names; none where it leads elsewhere.
   */
  readonly template?: string;
  readonly task?: string;
  readonly object: ObjectName;
  /** The object's place among the manifests that were given. */
  readonly index: number;
  /** The value, what was expected, and what to do. */
  readonly message: string;
}

const FINDING = shape({ code: TEXT, path: TEXT, message: TEXT, object: shape({ kind: TEXT, name: TEXT }) });

export function describeObject(object: ObjectName): string {
  const place = object.namespace === undefined ? '' : `${object.namespace}/`;
  return `${object.kind} ${place}${object.name || '(no name)'}`;
}

/** A path with the names that it leads to: `spec.templates[3].container.image of template 'align'`. */
export function describePlace({ path, template, task }: Finding): string {
  const names = [
    ...(task === undefined ? [] : [`task '${task}'`]),
    ...(template === undefined ? [] : [`template '${template}'`]),
  ];
  return [path, ...names].join(' of ');
}

/** A finding without its severity and code. */
export function describeProblem(finding: Finding): string {
  return `${describeObject(finding.object)}: ${describePlace(finding)}: ${finding.message}`;
}

export function describeFinding(finding: Finding): string {
  mustBe('describeFinding', finding, FINDING);
  return `${finding.severity} ${finding.code}: ${describeProblem(finding)}`;
}
