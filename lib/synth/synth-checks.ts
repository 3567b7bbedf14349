import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { check, type Finding } from '../check';
import { describePlace } from '../check/finding';
import { mustBe, mustBeConstruct, TEXT } from '../kinds';
import { resolveDefaults } from '../pods/stage-defaults';
import { beyondLimit } from './node-limit';
import { oncePerSynth } from './once-per-synth';

const INSTALLED = 'cdk8s-genomics.checks';
const SUPPRESSED = 'cdk8s-genomics.suppressed';

/** Switches a check off for what lies below a scope. The reason is for those who read the code after you. */
export function suppressCheck(scope: IConstruct, code: string, reason: string): void {
  mustBeConstruct(scope, 'suppressCheck');
  mustBe(scope, code, TEXT, 'code');
  mustBe(scope, reason, TEXT, 'reason');
  scope.node.addMetadata(SUPPRESSED, { code, reason });
}

/**
 * Checks all manifests of an app when it is synthesized, lowered once for all checks: errors stop it, with all findings
 * at once and the construct of each; warnings are printed.
 */
export function checkAtSynth(anywhere: IConstruct): void {
  const { root } = anywhere.node;
  if (root.node.metadata.some(({ type }) => type === INSTALLED)) return;
  root.node.addMetadata(INSTALLED, true);
  root.node.addValidation({ validate: oncePerSynth(() => findingsOf(root)) });
}

/** Who does not say which Argo it is gets what suits all: the oldest one's fields, the newest one's limits. */
const ANY_VERSION = { argoVersion: '3.4', newestArgoVersion: '4.1' } as const;

function findingsOf(root: IConstruct): readonly string[] {
  const objects = root.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
  const manifests = objects.map((object) => object.toJson() as unknown);
  const versions = objects.map((object) => resolveDefaults(object, {}).argoVersion);
  const findings = [...new Set(versions)].flatMap((argoVersion) =>
    check(manifests, argoVersion === undefined ? ANY_VERSION : { argoVersion }).flatMap((finding) => {
      const object = objects[finding.index];
      const other =
        object === undefined || versions[finding.index] !== argoVersion || isSuppressed(object, finding.code);
      return other ? [] : [{ finding, text: written(object, finding) }];
    }),
  );
  for (const { finding, text } of findings) if (finding.severity === 'warning') console.warn(`warning: ${text}`);
  const errors = findings.flatMap(({ finding, text }) => (finding.severity === 'error' ? [text] : []));
  return [...errors, ...objects.flatMap((object, at) => beyondLimit(object, manifests[at]))];
}

function written({ node }: IConstruct, finding: Finding): string {
  return `[${node.path}] ${finding.code} at ${describePlace(finding)}: ${finding.message}`;
}

function isSuppressed(object: IConstruct, code: string): boolean {
  return object.node.scopes.some(({ node }) =>
    node.metadata.some(({ type, data }) => type === SUPPRESSED && data.code === code),
  );
}
