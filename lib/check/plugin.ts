import { readManifests } from './command/files';
import { describePlace } from './finding';
import { type CheckOptions, check, codes, type Finding } from './index';

/**
 * The parts of cdk8s-cli's plugin protocol (https://cdk8s.io/docs/latest/cli/synth/) that this uses; it does not have
 * to be installed.
 */
interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly manifestPath: string;
    readonly locations: readonly string[];
  }[];
}

interface Context {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

/** For `validations:` in the cdk8s.yaml of an app that is not ours. */
export class ChecksValidation {
  constructor(private readonly options: CheckOptions = {}) {}

  async validate(context: Context): Promise<void> {
    const { sources, mistakes } = readManifests(context.manifests);
    const findings = check(
      sources.map(({ manifest }) => manifest),
      this.options,
    );
    for (const finding of findings)
      context.report.addViolation(toViolation(finding, sources[finding.index]?.file ?? ''));
    for (const { file, line, message } of mistakes)
      context.report.addViolation({
        ruleName: 'unreadable',
        recommendation: 'every manifest can be read',
        fix: message,
        violatingResources: [{ resourceName: file, manifestPath: file, locations: [`line ${line}`] }],
      });
    const failed = mistakes.length > 0 || findings.some(({ severity }) => severity === 'error');
    context.report.submit(failed ? 'failure' : 'success');
  }
}

function toViolation(finding: Finding, manifestPath: string): Violation {
  const { code, severity, message, object } = finding;
  return {
    ruleName: `${code} (${severity})`,
    recommendation: codes().find((known) => known.code === code)?.summary ?? '',
    fix: message,
    violatingResources: [{ resourceName: object.name, manifestPath, locations: [describePlace(finding)] }],
  };
}
