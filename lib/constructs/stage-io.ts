import type { Construct } from 'constructs';
import { choicesOf } from '../argo/choice';
import type { Condition } from '../argo/condition';
import { type Argument, argumentReferences } from '../argo/gather';
import { joinCamel, parameterName, screaming } from '../argo/names';
import type { Producer } from '../argo/producer';
import { mustSee, type Step } from '../argo/step';
import { producersOf } from '../argo/text';
import { type Choice, Value } from '../argo/value';
import { GenomicsError, within } from '../errors';
import { type DataFile, isDirectory, type OutputFile } from '../storage/file';
import { type BoundInput, type BoundOutput, isSet } from './bound-io';
import { mustBeAbleToRun } from './exclusive';
import { GenomicsWorkflow } from './genomics-workflow';
import { bindInput, type StageInputs } from './inputs';
import { expandByItem } from './item-paths';
import { knownTexts } from './known-texts';
import { mustBeCollected, mustBeInScope, valueKey } from './scope';
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
  /** Those of them for whose failed items the step ends red. */
  readonly tells: readonly Producer[];
  readonly choices: readonly Choice[];
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
  const bound = Object.entries(inputs).map(([key, input]) =>
    within(step, `input '${key}'`, () => bindInput(step, key, input)),
  );
  const made = within(step, 'outputs', () => bindOutputs(step, outputs, Object.keys(inputs), isPublishing));
  mustBeDistinct(step, bound, made);
  const passed = bound.flatMap(({ argument }) => (argument instanceof Value ? [argument] : []));
  const values = [...passed, ...made.map(({ target }) => target), ...(when?.operands ?? [])];
  const dependsOn = [...bound.flatMap((input) => input.dependsOn), ...producersOf(values)];
  const waitsFor = bound.flatMap((input) => input.waitsFor ?? []);
  const choices = [...bound.filter(isSet).map(({ argument }) => argument), ...values].flatMap(choicesOf);
  const chosen = choices.flatMap(({ of }) => of);
  for (const producer of [...dependsOn, ...waitsFor, ...chosen, ...bound.flatMap(listed)]) mustSee(step, producer);
  for (const value of values) mustBeInScope(step, value);
  mustBeAbleToRun(step, when, dependsOn);
  mustWaitForAll(step, dependsOn, waitsFor);
  mustBeCollected(step);
  workflow.names.task(step);
  for (const output of Object.values(outputs)) workflow.names.folder(output, isPublishing);
  for (const { file, target } of made) {
    workflow.names.volume(file.volume);
    const paths = expandByItem(step, target).map(valueKey);
    for (const path of paths) for (const name of filesOf(path, file)) workflow.names.output(step, name);
    for (const path of knownTexts(step, target))
      for (const name of filesOf(path, file)) workflow.names.usual(step, name);
  }
  mustBeOtherFiles(step, bound, made);
  for (const { key, given = [], dependsOn: makers } of bound)
    for (const path of given)
      workflow.names.given({
        by: step,
        input: key,
        path: valueKey(path),
        usual: knownTexts(step, path),
        dependsOn: [...makers, ...chosen],
      });
  return {
    inputs: bound,
    outputs: made,
    dependsOn,
    waitsFor,
    tells: bound.flatMap((input) => input.tells ?? []),
    choices,
    arguments: Object.fromEntries([
      ...bound.flatMap(({ key, argument }) => (argument === undefined ? [] : [[key, argument] as const])),
      ...made.map(({ parameter, target }) => [parameter, target] as const),
    ]),
  };
}

/** What a stage publishes under the path of a file that it is given takes the place of that. */
function mustBeOtherFiles(
  step: Step & Construct,
  inputs: readonly BoundInput[],
  outputs: readonly BoundOutput[],
): void {
  const published = outputs.filter((output) => output.published);
  const written = published.flatMap(({ file, target }) =>
    [valueKey(target), ...knownTexts(step, target)].flatMap((path) => filesOf(path, file)),
  );
  for (const { key, given = [] } of inputs) {
    const read = given.flatMap((path) => [valueKey(path), ...knownTexts(step, path)]);
    const both = read.find((path) => written.includes(path));
    if (both === undefined) continue;
    throw new GenomicsError(
      'duplicate-output',
      step,
      {
        what: 'an output has the path of it, and would take its place',
        got: both,
        expected: 'outputs that are other files than the inputs',
        fix: 'write into another folder, or choose another name for the output',
      },
      [],
      `input '${key}'`,
    );
  }
}

/** Who needs all items of a map gains nothing from those that did not fail. */
function mustWaitForAll(step: Construct, dependsOn: readonly Producer[], waitsFor: readonly Producer[]): void {
  const both = waitsFor.find((map) => dependsOn.includes(map));
  if (both === undefined) return;
  throw new GenomicsError('invalid-value', step, {
    what: 'a stage reads a set of one map that may lack items and a whole one, and would not run where an item failed',
    got: `both of '${both.node.path}'`,
    expected: 'settled(…) and succeeded(…) alone, or neither',
    fix: 'let the last stage of the body gather what the reader needs, in a directory for instance, and settle that',
  });
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
  inputs: readonly string[],
  isPublishing: () => boolean,
): readonly BoundOutput[] {
  const all = Object.entries(outputs);
  const [[, first] = []] = all;
  if (first === undefined) throw noOutput(step);
  const elsewhere = all.find(([, { volume }]) => !isSameVolume(volume, first.volume));
  if (elsewhere !== undefined) throw onSeveralVolumes(step, elsewhere[0]);
  mustHaveNames(step, all);
  return all.map(([key, output]) => ({
    key: parameterName(step, key),
    parameter: inputs.includes(key) ? joinCamel('out', key) : key,
    variable: `OUT_${screaming(key)}`,
    file: output.of(step, first.target(step), key, isPublishing),
    target: output.target(step),
    published: output.published,
  }));
}

/** All files of an attempt lie in one folder. */
function mustHaveNames(step: Step & Construct, outputs: readonly (readonly [string, OutputFile])[]): void {
  const names = outputs.flatMap(([key, output]) =>
    ['', ...output.secondary].map((suffix) => [key, `${valueKey(output.name)}${suffix}`] as const),
  );
  const second = names.find(([, name], at) => names.findIndex(([, other]) => other === name) < at);
  if (second === undefined) return;
  const [key, name] = second;
  throw new GenomicsError('duplicate-output', step, {
    what: 'two files of a stage have one name, and lie in one folder while it works',
    got: `${name}, of '${names.find(([, other]) => other === name)?.[0]}' and '${key}'`,
    expected: 'a name for each, in whatever folders they are published',
    fix: 'rename one',
  });
}

/** All files that an output stands for; the path of a directory ends with a slash. */
function filesOf(path: string, { secondary }: DataFile): readonly string[] {
  return isDirectory({ secondary }) ? [`${path}/`] : ['', ...secondary].map((suffix) => `${path}${suffix}`);
}

/** One key may name an input and an output: in the script they are `$IN_BAM` and `$OUT_BAM`. */
function mustBeDistinct(step: Construct, inputs: readonly BoundInput[], outputs: readonly BoundOutput[]): void {
  const names = [...inputs.map(({ key }) => key), ...outputs.map(({ parameter }) => parameter)];
  const twice = names.find((name, at) => names.findIndex((other) => screaming(other) === screaming(name)) < at);
  if (twice === undefined) return;
  throw new GenomicsError('duplicate-name', step, {
    what: 'two inputs or two outputs share a name, or an input and an output do but for its case',
    got: `'${twice}' twice`,
    expected:
      "different names, in any case; of an input and an output 'bam' the template's parameters are 'bam' and 'outBam'",
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
