import type { Construct } from 'constructs';
import type { Condition } from '../argo/condition';
import { type Argument, argumentReferences } from '../argo/gather';
import { parameterName, screaming } from '../argo/names';
import type { Producer } from '../argo/producer';
import { mustSee, type Step } from '../argo/step';
import { producersOf } from '../argo/text';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import type { OutputFile } from '../storage/file';
import type { BoundInput, BoundOutput } from './bound-io';
import { GenomicsWorkflow } from './genomics-workflow';
import { bindInput, type StageInputs } from './inputs';
import { expandByItem, mustBeCollected, mustBeInScope, valueKey } from './scope';
import { isSameVolume } from './stage-volumes';

/** The files that a stage makes, by name. */
export type StageOutputs = Readonly<Record<string, OutputFile>>;

/** Both ends of a step, checked: what it reads and makes, and what its task passes. */
export interface StageIO {
  readonly inputs: readonly BoundInput[];
  readonly outputs: readonly BoundOutput[];
  readonly dependsOn: readonly Producer[];
  /** Maps that may have failed. */
  readonly waitsFor: readonly Producer[];
  readonly arguments: Readonly<Record<string, Argument>>;
}

interface Declared {
  readonly inputs: StageInputs;
  readonly outputs: StageOutputs;
  readonly when: Condition | undefined;
  /** Whether results appear under their own paths, asked when the manifest is written. */
  readonly isPublishing: () => boolean;
}

/**
 * Binds what a step declares, and refuses what it cannot have: names twice, handles of other scopes, paths without an
 * edge.
 */
export function bindIO(step: Step & Construct, { inputs, outputs, when, isPublishing }: Declared): StageIO {
  const workflow = GenomicsWorkflow.of(step);
  const bound = Object.entries(inputs).map(([key, input]) => bindInput(step, key, input));
  const made = bindOutputs(step, outputs, isPublishing);
  mustBeDistinct(step, [...bound.map(({ key }) => key), ...made.map(({ key }) => key)]);
  const passed = bound.flatMap(({ argument }) => (argument instanceof Value ? [argument] : []));
  const values = [...passed, ...made.map(({ target }) => target), ...(when?.operands ?? [])];
  const dependsOn = [...bound.flatMap((input) => input.dependsOn), ...producersOf(values)];
  const waitsFor = bound.flatMap((input) => input.waitsFor ?? []);
  for (const producer of [...dependsOn, ...waitsFor, ...bound.flatMap(listed)]) mustSee(step, producer);
  for (const value of values) mustBeInScope(step, value);
  mustBeCollected(step);
  workflow.names.task(step);
  for (const output of Object.values(outputs)) workflow.names.folder(output, isPublishing);
  for (const { file, target } of made) {
    workflow.names.volume(file.volume);
    const paths = expandByItem(step, target).map(valueKey);
    for (const path of paths) for (const name of filesOf(path, file.secondary)) workflow.names.output(step, name);
  }
  for (const { key, option, argument, dependsOn: makers } of bound)
    if (option.startsWith('--given=') && argument instanceof Value)
      workflow.names.given({ by: step, input: key, path: valueKey(argument), dependsOn: makers });
  return {
    inputs: bound,
    outputs: made,
    dependsOn,
    waitsFor,
    arguments: Object.fromEntries([
      ...bound.flatMap(({ key, argument }) => (argument === undefined ? [] : [[key, argument] as const])),
      ...made.map(({ key, target }) => [key, target] as const),
    ]),
  };
}

/** The stages whose texts list a set's members: the reader's task writes the list anew. */
function listed({ argument }: BoundInput): readonly Producer[] {
  if (argument === undefined) return [];
  return argumentReferences(argument).flatMap((reference) => (reference.kind === 'output' ? [reference.step] : []));
}

/** All outputs of a call lie in one folder, by their names; the first one's path is what others find that folder by. */
function bindOutputs(
  step: Step & Construct,
  outputs: StageOutputs,
  isPublishing: () => boolean,
): readonly BoundOutput[] {
  const all = Object.entries(outputs);
  const [[, first] = []] = all;
  if (first === undefined) throw noOutput(step);
  const elsewhere = all.find(([, { volume }]) => !isSameVolume(volume, first.volume));
  if (elsewhere !== undefined) throw onSeveralVolumes(step, elsewhere[0]);
  return all.map(([key, output]) => ({
    key: parameterName(step, key),
    variable: `OUT_${screaming(key)}`,
    file: output.of(step, first.target(step), key, isPublishing),
    target: output.target(step),
    published: output.published,
  }));
}

/** All files that an output stands for. */
function filesOf(path: string, secondary: readonly string[]): readonly string[] {
  return ['', ...secondary].map((suffix) => `${path}${suffix}`);
}

function mustBeDistinct(step: Construct, keys: readonly string[]): void {
  const twice = keys.find((key, at) => keys.findIndex((other) => screaming(other) === screaming(key)) < at);
  if (twice === undefined) return;
  throw new GenomicsError('duplicate-name', step, {
    what: 'an input and an output, or two of them, share a name',
    got: `'${twice}' twice`,
    expected: 'different names, in any case',
    fix: 'rename one',
  });
}

function onSeveralVolumes(step: Construct, key: string): GenomicsError {
  return new GenomicsError('invalid-value', step, {
    what: 'the outputs of a stage lie on several volumes',
    got: `'${key}' on another than the first`,
    expected: 'one volume for all outputs of a stage',
    fix: 'let another stage write the file to the other volume',
  });
}

function noOutput(step: Construct): GenomicsError {
  return new GenomicsError('invalid-value', step, {
    what: 'a stage has no output',
    got: 'none',
    expected: 'at least one, by which the work is found again',
    fix: 'declare what the script writes',
  });
}
