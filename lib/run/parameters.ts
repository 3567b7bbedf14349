import type { PlacedProblem } from '../errors';
import { nearest } from '../values/nearest';
import type { Workflow } from './manifest';
import type { Parameters } from './template';

/** Stands once, behind the last. */
const STUB_VALUES = ': in a stub run a sheet must be real (--volume), other paths and URLs need not exist';

/** What to do about a name that is none of these, which stand beside it; those that are given were not meant. */
export function correction(name: string, names: readonly string[], given: Parameters): string {
  const meant = nearest(name, names, Object.keys(given));
  return meant === undefined ? 'correct the name, or leave it out' : `did you mean ${meant}?`;
}

/**
 * What is wrong with the parameters that a workflow is given: unknown ones, missing ones, values that it does not
 * allow.
 */
export function parameterProblems({ spec }: Workflow, given: Parameters, isStub = false): readonly PlacedProblem[] {
  const declared = spec.arguments?.parameters ?? [];
  const names = declared.map(({ name }) => name);
  const unknown = Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      where: `parameter ${name}`,
      what: 'the workflow has no such parameter',
      got: `'${name}'`,
      expected: names.length === 0 ? 'none' : names.join(', '),
      fix: correction(name, names, given),
    }));
  const missing = declared
    .filter(({ name, value }) => given[name] === undefined && value === undefined)
    .map(({ name }, at, all) => ({
      where: `parameter ${name}`,
      what: 'a parameter has no value',
      got: 'nothing',
      expected: 'a value: the workflow has none of its own',
      fix: `add -p ${name}=<value>${isStub && at === all.length - 1 ? STUB_VALUES : ''}`,
    }));
  const forbidden = declared.flatMap(({ name, value, enum: allowed = [] }) => {
    const text = `${given[name] ?? value ?? ''}`;
    if (allowed.length === 0 || allowed.includes(text)) return [];
    const expected = allowed.map((one) => `'${one}'`).join(' or ');
    return [
      {
        where: `parameter ${name}`,
        what: 'a value is not allowed',
        got: `'${text}'`,
        expected,
        fix: 'give one of those',
      },
    ];
  });
  return [...unknown, ...missing, ...forbidden];
}
