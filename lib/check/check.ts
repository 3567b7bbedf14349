import type { Finding, ObjectName } from './finding';
import type { Document } from './model/document';
import { toManifests } from './model/manifests';
import type { CheckOptions } from './options';
import { isOff } from './options';
import type { Located, Rule } from './rule';
import { rules } from './rules';

/** All that is wrong with these manifests, judged together: errors first, then in the manifests' order. */
export function check(manifests: readonly unknown[], options: CheckOptions = {}): readonly Finding[] {
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
    object: toObjectName(located.document),
    index: located.document.index,
    message: located.message,
  };
}

function toObjectName({ kind, name, namespace }: Document): ObjectName {
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function rank(finding: Finding): number {
  return finding.severity === 'error' ? 0 : 1;
}
