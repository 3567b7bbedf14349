import type { IConstruct } from 'constructs';
import { type DagScope, isStep, type Step } from './step';

/**
 * The steps that come before one because `node.addDependency` says so, of the step itself, of what it contains, or of a
 * construct that groups it. Read when the workflow is lowered, so that it does not matter when it was said.
 */
export function orderOf(scope: DagScope, step: Step): readonly Step[] {
  const { scopes } = step.node;
  const groups = scopes.slice(scopes.indexOf(scope) + 1, -1);
  return [...groups, ...step.node.findAll()].flatMap(({ node }) => node.dependencies.flatMap(stepsWithin));
}

/** Whether a construct is, or lies in, another. */
export function isWithin({ node }: IConstruct, other: IConstruct): boolean {
  return node.scopes.includes(other);
}

/** The steps that a construct is or contains, those within others too. */
export function stepsWithin({ node }: IConstruct): readonly Step[] {
  return node.findAll().filter(isStep);
}
