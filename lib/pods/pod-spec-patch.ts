import type { IConstruct } from 'constructs';
import type { Resources } from '../argo/model';
import type { RetryPolicy } from '../argo/retry';
import { GenomicsError } from '../errors';
import { mebibytes, quantity } from '../values/quantity';
import { type ArgoVersion, atLeast } from './argo-version';

/** @see podSpecPatch */
export interface PodPatch {
  /** What the container has without it. */
  readonly resources: Resources;
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
  { resources, retry, argoVersion, pullSecrets }: PodPatch,
): string | undefined {
  const { memoryGrowth } = retry;
  if (memoryGrowth === undefined && pullSecrets.length === 0) return undefined;
  return JSON.stringify({
    ...(memoryGrowth === undefined ? {} : growing(stage, resources, memoryGrowth.max, argoVersion)),
    ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
  });
}

function growing(stage: IConstruct, { limits, requests }: Resources, max: string, argoVersion: ArgoVersion) {
  const most = mebibytes(quantity(stage, 'memoryGrowth.max', max));
  const [limit, request] = [limits, requests].map((amounts) => mebibytes(`${amounts['memory']}`));
  if (limit === undefined || request === undefined || most <= limit) {
    throw new GenomicsError('invalid-value', stage, {
      what: 'the memory of a retry cannot grow',
      got: `max ${max}`,
      expected: `more than the stage's ${limit}Mi`,
      fix: 'raise memoryGrowth.max or leave memoryGrowth out',
    });
  }
  // Only 3.7 tells an attempt why the last one ended; before that every retry grows.
  const tells = atLeast(argoVersion, '3.7');
  const grown = (memory: number, max: number): string => {
    const more = `sprig.min(${memory} * (sprig.int(retries) + 1), ${max})`;
    const expression = tells ? `sprig.int(retries) > 0 && lastRetry.exitCode == '137' ? ${more} : ${memory}` : more;
    return `{{=${expression}}}Mi`;
  };
  // The request grows with the limit: what was killed for its memory needs it from the node as well.
  const resources = {
    limits: { memory: grown(limit, most) },
    requests: { memory: grown(request, Math.floor((most * request) / limit)) },
  };
  return { containers: [{ name: 'main', resources }] };
}
