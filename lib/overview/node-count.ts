import { ANYTHING, listOfKind, mustBe, optional, shape } from '../kinds';
import { type Amount, LENGTHS, type ListLengths, multiply, numberOf } from './amount';
import { knownLengths } from './loops';
import { subjectOf } from './subject';
import { visitsOf } from './visits';

/** @see nodeCount */
export interface NodeCountOptions {
  /**
   * Lengths of run-time lists, one for all or by the parameter's name.
   * @default those of the lists that are written as parameters' values
   */
  readonly items?: ListLengths;
  /** Manifests that a `templateRef` or `workflowTemplateRef` leads to. @default none: what is elsewhere is one node */
  readonly others?: readonly unknown[];
}

const OPTIONS = shape({ items: LENGTHS, others: optional(listOfKind(ANYTHING)) });

/**
 * How many nodes a run's status gets, if every condition holds and nothing is retried (each further attempt adds one).
 * What one Workflow can hold is in docs/scale.md. A list of unknown length counts one item.
 *
 * @param manifest a Workflow, WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow as a plain object, anybody's
 * @throws GenomicsError `invalid-value` where it is something else
 */
export function nodeCount(manifest: unknown, options: NodeCountOptions = {}): number {
  mustBe('nodeCount', options, OPTIONS, 'options');
  const { items, others = [] } = options;
  const subject = subjectOf(manifest, others);
  const lengths = typeof items === 'number' ? items : { ...knownLengths(subject.flow), ...items };
  return nodeAmounts(visitsOf(subject)).reduce((sum, amount) => sum + numberOf(amount, lengths), 0);
}

export function nodeAmounts(visits: ReturnType<typeof visitsOf>): readonly Amount[] {
  return visits.map(({ amount, nodes }) => multiply(amount, { times: nodes, lists: [] }));
}
