import type { IConstruct } from 'constructs';

export const STEP = Symbol.for('cdk8s-genomics.Step');

/**
 * What becomes a task of a DAG, as far as a value knows it: a value may be the text of its output. Tagged with
 * `Symbol.for` instead of tested with `instanceof`, which fails across two installed copies of this package.
 */
export interface Producer extends IConstruct {
  readonly [STEP]: true;
}
