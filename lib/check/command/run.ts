import { check } from '../index';
import { parseCommand, usage } from './arguments';
import { readManifests } from './files';
import { type Placed, report } from './report';

export interface Result {
  readonly status: 0 | 1 | 2;
  readonly output: string;
  readonly errors: string;
}

/** The command, as a function of its arguments and of the files that they name. */
export function run(given: readonly string[]): Result {
  const command = parseCommand(given);
  if (command === 'help') return { status: 0, output: usage, errors: '' };
  if ('mistake' in command) return { status: 2, output: '', errors: `cdk8s-genomics check: ${command.mistake}\n` };
  const { sources, mistakes, leftOut } = readManifests(command.paths);
  const findings = check(
    sources.map(({ manifest }) => manifest),
    { argoVersion: command.argoVersion, off: command.off },
  );
  const placed = findings.flatMap((finding): readonly Placed[] => {
    const source = sources[finding.index];
    return source === undefined ? [] : [{ finding, file: source.file, line: source.lineOf(finding.path) }];
  });
  const output = report(placed, { sources, mistakes, leftOut }, command.format);
  if (mistakes.length > 0) return { status: 2, output, errors: '' };
  return { status: findings.some(({ severity }) => severity === 'error') ? 1 : 0, output, errors: '' };
}
