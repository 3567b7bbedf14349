export { check } from './check';
export { describeFinding, type Finding, type ObjectName, type Severity } from './finding';
export { toPassChecks } from './jest';
export type { CheckOptions, Off } from './options';
export type { Code } from './rule';
export { codes } from './rules';
