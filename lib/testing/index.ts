export type { Fault } from './faults';
export { type Simulated, type SimulatedVariant, type Simulation, simulate } from './genome';
export { type StageView, stageOf, toDependOn, toRunScript } from './matchers';
export { type RunOptions, type RunResult, runWorkflow, type StageResult } from './run-workflow';
