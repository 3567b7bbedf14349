import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type Estimate, estimateKey } from '../overview/plan';

const KEY = 'cdk8s-genomics.estimate';

/** How long one pod of a template takes, asked when a plan is made. It is in no manifest. */
interface Declared {
  readonly template: string;
  readonly estimate: () => Estimate | undefined;
}

/** Keeps a stage's estimate, for plans. */
export function declareEstimate(
  stage: IConstruct,
  resource: ApiObject,
  template: string,
  estimate: () => Estimate | undefined,
): void {
  const { namespace, name } = resource.metadata;
  const declared: Declared = { template: estimateKey(namespace, name, template), estimate };
  stage.node.addMetadata(KEY, declared);
}

/** The estimates of the stages below a scope, by template. */
export function estimatesBelow(scope: IConstruct): ReadonlyMap<string, Estimate> {
  const all = scope.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type === KEY));
  const known = all.flatMap(({ data }): readonly (readonly [string, Estimate])[] => {
    const { template, estimate } = data as Declared;
    const found = estimate();
    return found === undefined ? [] : [[template, found]];
  });
  return new Map(known);
}
