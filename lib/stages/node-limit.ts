import type { IConstruct } from 'constructs';
import { nodeCount } from '../overview/node-count';
import { mustBeWhole } from './numbers';
import { oncePerSynth } from './once-per-synth';

/** Less than half of what one Workflow holds without a database, by the sum in docs/scale.md: retries and failures need room too. */
export const MOST_NODES = 4000;

/** Refuses, when the app is synthesized, a workflow of which one run would have more nodes than its status can hold. */
export function limitNodes(workflow: IConstruct, manifest: () => unknown, maxNodes: number = MOST_NODES): void {
  if (maxNodes === Number.POSITIVE_INFINITY) return;
  mustBeWhole(workflow, 'maxNodes', maxNodes, 1);
  workflow.node.addValidation({ validate: oncePerSynth(() => judge(nodeCount(manifest()), maxNodes)) });
}

function judge(nodes: number, most: number): readonly string[] {
  if (nodes <= most) return [];
  return [
    `one run has ${nodes} nodes in its status, more than ${most}; submit fewer samples at a time, or raise maxNodes where Argo has nodeStatusOffLoad`,
  ];
}
