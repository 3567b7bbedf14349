import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import { type Estimate, estimateKey } from '../overview/plan';

const KEY = 'cdk8s-genomics.estimate';

/** Keeps a stage's estimate, for plans. It is in no manifest. */
export function declareEstimate(
  stage: IConstruct,
  resource: ApiObject,
  template: string,
  estimate: Estimate | undefined,
): void {
  if (estimate === undefined) return;
  const { minutes } = estimate;
  if (!Number.isFinite(minutes) || minutes <= 0) {
    throw new GenomicsError('invalid-value', stage, {
      what: 'estimate.minutes is not a time that a pod takes',
      got: `${minutes}`,
      expected: 'a number above 0',
      fix: 'give the minutes of one pod, or leave estimate out',
    });
  }
  const { namespace, name } = resource.metadata;
  stage.node.addMetadata(KEY, { template: estimateKey(namespace, name, template), estimate });
}

/** The estimates of the stages below a scope, by template. */
export function estimatesBelow(scope: IConstruct): ReadonlyMap<string, Estimate> {
  const all = scope.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type === KEY));
  return new Map(all.map(({ data }) => [data.template as string, data.estimate as Estimate]));
}
