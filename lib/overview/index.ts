export type { Amount, ListLengths } from './amount';
export { type MermaidOptions, mermaid } from './mermaid';
export { type NodeCountOptions, nodeCount } from './node-count';
export type { Estimate, Plan, PlanRow } from './plan';
export { type PlanTableOptions, planTable } from './plan-table';
