import type { IConstruct } from 'constructs';
import type { RetryPolicy } from '../argo/retry';
import { GenomicsError } from '../errors';
import { mebibytes, quantity } from '../values/quantity';
import { type ArgoVersion, atLeast } from './argo-version';

/** @see podSpecPatch */
export interface PodPatch {
  /** MiB. */
  readonly memory: number;
  readonly retry: RetryPolicy;
  readonly argoVersion: ArgoVersion;
  readonly pullSecrets: readonly string[];
}

/**
 * What only a patch of the pod can say: more memory for a retry, and pull secrets that the account does not carry. The
 * only place with
 * `{{…}}` in a patch, and none of it comes from a parameter.
 */
export function podSpecPatch(
  stage: IConstruct,
  { memory, retry, argoVersion, pullSecrets }: PodPatch,
): string | undefined {
  const { memoryGrowth } = retry;
  if (memoryGrowth === undefined && pullSecrets.length === 0) return undefined;
  return JSON.stringify({
    ...(memoryGrowth === undefined ? {} : growing(stage, memory, memoryGrowth.max, argoVersion)),
    ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
  });
}

function growing(stage: IConstruct, memory: number, max: string, argoVersion: ArgoVersion) {
  const most = mebibytes(quantity(stage, 'memoryGrowth.max', max));
  if (most <= memory) {
    throw new GenomicsError('invalid-value', stage, {
      what: 'the memory of a retry cannot grow',
      got: `max ${max}`,
      expected: `more than the stage's ${memory}Mi`,
      fix: 'raise memoryGrowth.max or leave memoryGrowth out',
    });
  }
  const grown = `sprig.min(${memory} * (sprig.int(retries) + 1), ${most})`;
  // Only 3.7 tells an attempt why the last one ended; before that every retry grows.
  const tells = atLeast(argoVersion, '3.7');
  const expression = tells ? `sprig.int(retries) > 0 && lastRetry.exitCode == '137' ? ${grown} : ${memory}` : grown;
  const resources = { memory: `{{=${expression}}}Mi` };
  return { containers: [{ name: 'main', resources: { limits: resources, requests: resources } }] };
}
