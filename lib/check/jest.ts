import { check } from './check';
import { describeFinding } from './finding';
import type { CheckOptions } from './options';

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend({ toPassChecks })`: `expect(Testing.synth(chart)).toPassChecks()`. Warnings do not fail it. */
export function toPassChecks(received: unknown, options: CheckOptions = {}): Outcome {
  const manifests = Array.isArray(received) ? received : [received];
  const errors = check(manifests, options).filter(({ severity }) => severity === 'error');
  const pass = errors.length === 0;
  return {
    pass,
    message: () =>
      pass
        ? 'expected the manifests to fail the checks, and they pass'
        : `expected the manifests to pass the checks:\n${errors.map(describeFinding).join('\n')}`,
  };
}

declare global {
  namespace jest {
    interface Matchers<R> {
      toPassChecks(options?: CheckOptions): R;
    }
  }
}
