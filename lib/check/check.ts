import { ANYTHING, listOfKind, mustBe, optional, shape, TEXT } from '../kinds';
import type { Finding, ObjectName } from './finding';
import { list, object, text } from './json';
import type { Document } from './model/document';
import { toManifests } from './model/manifests';
import { tasksOf } from './model/template';
import type { CheckOptions } from './options';
import { isOff } from './options';
import type { Located, Rule } from './rule';
import { rules } from './rules';

const OPTIONS = shape({
  argoVersion: optional(TEXT),
  newestArgoVersion: optional(TEXT),
  off: optional(listOfKind(shape({ code: TEXT, reason: TEXT }))),
});

/** All that is wrong with these manifests, judged together: errors first, then in the manifests' order. */
export function check(manifests: readonly unknown[], options: CheckOptions = {}): readonly Finding[] {
  mustBe('check', manifests, listOfKind(ANYTHING), 'manifests');
  mustBe('check', options, OPTIONS, 'options');
  const given = toManifests(manifests, options);
  const findings = rules.flatMap((rule) => [...rule.find(given)].map((located) => toFinding(rule, located)));
  const kept = once(findings).filter((finding) => !isOff(finding, options.off ?? []));
  return kept.sort((left, right) => rank(left) - rank(right) || left.index - right.index);
}

/** A text may have one mistake several times. */
function once(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function toFinding(rule: Rule, located: Located): Finding {
  const code = located.code ?? rule.code;
  const head = code === rule.code ? rule : (rule.also?.find((other) => other.code === code) ?? rule);
  return {
    code,
    severity: located.severity ?? head.severity,
    path: located.path,
    ...namesAt(located.document, located.path),
    object: toObjectName(located.document),
    index: located.document.index,
    message: located.message,
  };
}

/** The names of the template and of the task that a path leads into. */
function namesAt({ manifest }: Document, path: string): Pick<Finding, 'template' | 'task'> {
  const [whole = '', at] = /^spec(?:[.]workflowSpec)?[.]templates\[(\d+)\]/.exec(path) ?? [];
  if (at === undefined) return {};
  const spec = object(manifest['spec']);
  const { templates } = path.startsWith('spec.workflowSpec') ? object(spec['workflowSpec']) : spec;
  const template = object(list(templates)[Number(at)]);
  const inside = path.slice(whole.length + 1);
  const name = text(template['name']);
  const task = tasksOf(template, '').find((one) => inside.startsWith(one.path));
  return { ...(name && { template: name }), ...(task?.name && { task: task.name }) };
}

function toObjectName({ kind, name, namespace }: Document): ObjectName {
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function rank(finding: Finding): number {
  return finding.severity === 'error' ? 0 : 1;
}
