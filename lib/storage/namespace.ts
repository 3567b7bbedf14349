import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** Where the seed's cloud runs workflows. */
export const DEFAULT_NAMESPACE = 'argo';

/**
 * The namespace of what is created below a construct. A subject or a claim reference without one means nothing to
 * Kubernetes.
 */
export function namespaceOf(construct: IConstruct): string {
  return Chart.of(construct).namespace ?? DEFAULT_NAMESPACE;
}
