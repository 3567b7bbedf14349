import type { IConstruct } from 'constructs';
import { nodeCount } from '../overview/node-count';
import { mustBeWhole } from '../values/numbers';

/**
 * Less than half of what one Workflow holds without a database, by the sum in docs/scale.md: retries and failures need
 * room too.
 */
export const MOST_NODES = 4000;

const KEY = 'cdk8s-genomics.max-nodes';

/**
 * Has a workflow refused, when the app is synthesized, of which one run would have more nodes than its status can hold.
 */
export function limitNodes(workflow: IConstruct, resource: IConstruct, maxNodes: number = MOST_NODES): void {
  if (maxNodes === Number.POSITIVE_INFINITY) return;
  mustBeWhole(workflow, 'maxNodes', maxNodes, 1);
  resource.node.addMetadata(KEY, maxNodes);
}

/** What is to be said of an object that is limited so, given its manifest. */
export function beyondLimit({ node }: IConstruct, manifest: unknown): readonly string[] {
  const most: unknown = node.metadata.find(({ type }) => type === KEY)?.data;
  const nodes = typeof most === 'number' ? nodeCount(manifest) : 0;
  if (typeof most !== 'number' || nodes <= most) return [];
  return [
    `[${node.scope?.node.path}] one run has ${nodes} nodes in its status, more than ${most}; ` +
      'submit fewer samples at a time, or raise maxNodes where Argo has nodeStatusOffLoad',
  ];
}
