import type { EnvironmentVariable } from '../argo/model';
import { type BoundInput, type BoundOutput, isSet } from './bound-io';

/**
 * Where the list of a set's paths lies when a container starts: in the scratch folder, which Argo's executor may write
 * to in each of its versions, and not in a folder of its own, which only the executor's user could read.
 */
export function listPath(variable: string): string {
  return `/tmp/${variable}.paths`;
}

/**
 * Values travel here and are never parsed by a shell. THREADS and MEMORY follow a patch or a retry that changes the
 * limits.
 */
export function stageEnvironment(
  inputs: readonly BoundInput[],
  outputs: readonly BoundOutput[],
  script: string,
): readonly EnvironmentVariable[] {
  // Kubernetes would make `$` of `$$` and expand `$(IN_B)` in a value; a doubled `$` arrives as one.
  const passed = (key: string): string => `{{=sprig.replace('$', '$$', inputs.parameters.${key})}}`;
  const values = [
    ...inputs.map((input) => ({
      name: input.variable,
      value: isSet(input) ? listPath(input.variable) : passed(input.key),
    })),
    ...outputs.map(({ parameter, variable }) => ({ name: variable, value: passed(parameter) })),
  ];
  const mentioned = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(script);
  return [
    // What another submission of the same workflow is told by.
    { name: 'RUN', value: '{{workflow.uid}}' },
    { name: 'RETRY', value: '{{retries}}' },
    // Tells two items of a list that are alike in all from two pods of one item.
    { name: 'NODE', value: '{{=sprig.sha256sum(node.name)}}' },
    ...values,
    ...(mentioned('THREADS') ? [{ name: 'THREADS', resource: 'limits.cpu' }] : []),
    ...(mentioned('MEMORY') ? [{ name: 'MEMORY', resource: 'limits.memory', divisor: '1Mi' }] : []),
  ];
}
