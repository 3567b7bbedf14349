import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import type { Condition } from './condition';
import type { Argument } from './gather';
import type { Loop } from './loop';
import type { Callee, Template } from './model';
import { type Producer, STEP } from './producer';
import type { Choice } from './value';

/** How a step is called: the template, what it is given, and the list that it is called over. */
export interface TaskCall {
  readonly callee: Callee;
  readonly arguments: Readonly<Record<string, Argument>>;
  /** Templates that this call brings with it. */
  readonly templates: readonly Template[];
  readonly loop?: { readonly over: Loop; readonly map: object };
}

export const DAG_SCOPE = Symbol.for('cdk8s-genomics.DagScope');

/** A construct whose steps become the tasks of one DAG: a workflow, or the body of a map. */
export interface DagScope extends IConstruct {
  readonly [DAG_SCOPE]: true;
}

/** The extension contract: whatever becomes one task of a DAG. Lowering calls this interface, never a class. */
export interface Step extends Producer {
  /** The steps whose outputs this one takes: the only source of the DAG's edges. */
  readonly dependsOn: readonly Producer[];
  /** Steps that it waits for whether they succeed or fail: maps of which some items may have failed. */
  readonly waitsFor?: readonly Producer[];
  /** Those of them for whose failed items it ends red. */
  readonly tells?: readonly Producer[];
  /** Steps that may have been left out, of which it takes what ran. */
  readonly choices?: readonly Choice[];
  readonly when: Condition | undefined;
  call(): TaskCall;
}

export function isStep(construct: IConstruct): construct is Step {
  return STEP in construct;
}

function isDagScope(construct: IConstruct): construct is DagScope {
  return DAG_SCOPE in construct;
}

/** The steps of one DAG in the order in which they were written; plain constructs in between only group. */
export function stepsOf(scope: DagScope): readonly Step[] {
  const collect = (parent: IConstruct): Step[] =>
    parent.node.children.flatMap((child) => (isStep(child) ? [child] : isDagScope(child) ? [] : collect(child)));
  return collect(scope);
}

/** The DAG that a construct's step belongs to. */
export function dagOf(construct: IConstruct): DagScope {
  for (let at = construct.node.scope; at !== undefined; at = at.node.scope) if (isDagScope(at)) return at;
  throw new GenomicsError('foreign-scope', construct, {
    what: 'a stage stands outside of any workflow',
    got: `scope '${construct.node.scope?.node.path ?? ''}'`,
    expected: 'a GenomicsWorkflow or a ParallelMapStage above it',
    fix: 'create it with the workflow, or the scope that a map hands to `each`, as its first argument',
  });
}

/** The step of `dag` that is `step` or contains it, or undefined where the step runs elsewhere. */
export function siblingIn(dag: DagScope, step: Producer): Step | undefined {
  for (let at: IConstruct = step; ; ) {
    const owner = dagOf(at);
    if (owner === dag) return isStep(at) ? at : undefined;
    if (!isStep(owner)) return undefined;
    at = owner;
  }
}

/** Refuses an input whose producer runs in a scope that does not enclose the consumer. */
export function mustSee(consumer: IConstruct, producer: Producer): void {
  const home = dagOf(producer);
  for (let at: IConstruct = consumer; ; ) {
    const dag = dagOf(at);
    if (dag === home) return;
    if (!isStep(dag)) break;
    at = dag;
  }
  throw new GenomicsError('foreign-scope', consumer, {
    what: 'an input comes from a stage that runs in another scope',
    got: `'${producer.node.path}'`,
    expected: 'a stage of this workflow, beside or above this one',
    fix: 'return it from the map and read map.outputs instead, or use one workflow',
  });
}
