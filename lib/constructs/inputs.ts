import type { IConstruct } from 'constructs';
import { nestsLists, type PathSet } from '../argo/gather';
import { parameterName, screaming } from '../argo/names';
import type { Producer } from '../argo/producer';
import { producersOf } from '../argo/text';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { mustBe } from '../kinds';
import { ShellList, ShellOptional, ShellSettled, ShellVariable } from '../shell/shell';
import { DataFile, FileSet, GivenSet, type IVolume, isDirectory, markedPath, OptionalFile } from '../storage/file';
import type { BoundInput } from './bound-io';
import { INPUT } from './kinds';
import { knownTexts } from './known-texts';
import { mustBeInScope } from './scope';
import { SettledSet } from './settled-set';
import { areAlike } from './stage-volumes';
import { SucceededSet } from './succeeded-set';
import { Url } from './url';

/** What a stage can take: a text, a value known at run time, a URL, a file, or a set of files. */
export type StageInput =
  | string
  | number
  | Value
  | Url
  | DataFile
  | OptionalFile
  | FileSet
  | GivenSet
  | SettledSet
  | SucceededSet
  | readonly DataFile[];

export type StageInputs = Readonly<Record<string, StageInput>>;

/** The references to inputs that a script receives: a set has its members in `.args` and `.list`. */
export type InputVariables<I extends StageInputs> = {
  readonly [K in keyof I]: I[K] extends FileSet | GivenSet | readonly DataFile[]
    ? ShellList
    : I[K] extends SettledSet | SucceededSet
      ? ShellSettled
      : I[K] extends FileSet | GivenSet | readonly DataFile[] | SettledSet | SucceededSet
        ? ShellList | ShellSettled
        : I[K] extends OptionalFile
          ? ShellOptional
          : ShellVariable;
};

export function bindInput(stage: IConstruct, key: string, input: StageInput): BoundInput {
  if (input instanceof SettledSet) return { ...bindEnded(stage, key, input), tells: [input.producer] };
  return input instanceof SucceededSet ? bindEnded(stage, key, input) : bindOne(stage, key, input);
}

/** Members of which some may be missing. */
function bindEnded(stage: IConstruct, key: string, input: SettledSet | SucceededSet): BoundInput {
  const { kind, members, secondary, producer, volume } = input;
  const name = parameterName(stage, key);
  const variable = `IN_${screaming(name)}`;
  return {
    key: name,
    variable,
    reference: new ShellSettled(variable),
    option: [`--${kind}=${variable}`, ...secondary].join(','),
    argument: members,
    dependsOn: [],
    waitsFor: [producer],
    volumes: [volume],
  };
}

function bindOne(stage: IConstruct, key: string, input: Exclude<StageInput, SettledSet | SucceededSet>): BoundInput {
  const variable = `IN_${screaming(parameterName(stage, key))}`;
  const isText = typeof input === 'string' || typeof input === 'number' || input instanceof Value;
  const reference = new ShellVariable(variable, `input '${key}'`, isText ? 'text' : undefined);
  const plain = { key, variable, reference, dependsOn: [], volumes: [] };
  if (typeof input === 'string' || typeof input === 'number') {
    return { ...plain, option: `--value=${variable}`, default: plainText(stage, key, `${input}`) };
  }
  if (input instanceof Value) return { ...plain, option: `--value=${variable}`, argument: input };
  if (input instanceof Url)
    return { ...plain, option: `--${input.optional ? 'optional-url' : 'url'}=${variable}`, argument: input.value };
  if (input instanceof DataFile) {
    const { producer, path, secondary, volume, isGiven } = input;
    const option = [`--${isGiven ? 'given' : 'input'}=${variable}`, ...secondary].join(',');
    const dependsOn = producer === undefined ? [] : [producer];
    return { ...plain, option, argument: path, dependsOn, volumes: [volume], given: givenPaths([input]) };
  }
  if (input instanceof OptionalFile) {
    const { file, path, producer } = input;
    const dependsOn = producer === undefined ? [] : [producer];
    const option = [`--optional=${variable}`, ...file.secondary].join(',');
    const reference = new ShellOptional(variable, plain.reference.meaning);
    const volumes = [file.volume];
    return { ...plain, reference, option, argument: path, dependsOn, volumes, given: givenPaths([file]) };
  }
  mustBe(`input '${key}'`, input, INPUT, key);
  return { ...plain, ...bindSet(stage, key, variable, input), reference: new ShellList(variable) };
}

/** What a set of any kind is made of. */
interface Members {
  readonly paths: PathSet;
  readonly secondary: readonly string[];
  readonly dependsOn: readonly Producer[];
  readonly volumes: readonly IVolume[];
  readonly given?: readonly Value[];
}

/** Those that are, or may turn out to be, read where they lie. */
function givenPaths(files: readonly DataFile[]): readonly Value[] {
  return files
    .flatMap((file) => [file, ...file.candidates])
    .filter(({ isGiven }) => isGiven)
    .map((file) => (isDirectory(file) ? Value.of(file.path, '/') : file.path));
}

function membersOf(stage: IConstruct, key: string, set: FileSet | GivenSet | readonly DataFile[]): Members {
  if (set instanceof FileSet) {
    const dependsOn = set.producer === undefined ? [] : [set.producer];
    return { paths: set.paths, secondary: set.secondary, dependsOn, volumes: [set.volume] };
  }
  if (set instanceof GivenSet) {
    const { list, paths, secondary, volume } = set;
    mustBeInScope(stage, list);
    return { paths, secondary, dependsOn: producersOf([list]), volumes: [volume] };
  }
  const [first] = set;
  if (first === undefined) throw invalidSet(stage, key, 'no files', 'at least one');
  if (set.some((file) => !areAlike(file, first)))
    throw invalidSet(stage, key, 'files on several volumes or with different secondary files', 'files that are alike');
  const of = set.map((file) => ({ kind: 'path', path: markedPath(file) }) as const);
  return {
    paths: { kind: 'all', of },
    secondary: first.secondary,
    dependsOn: set.flatMap(({ producer }) => producer ?? []),
    volumes: [first.volume],
    given: givenPaths(set),
  };
}

function bindSet(stage: IConstruct, key: string, variable: string, set: FileSet | GivenSet | readonly DataFile[]) {
  const { paths, secondary, ...members } = membersOf(stage, key, set);
  if (nestsLists(paths)) {
    throw new GenomicsError('nested-set', stage, {
      what: `input '${key}' gathers a run-time list within a run-time list, which Argo's expressions cannot write`,
      got: 'a set of sets',
      expected: 'a set over one run-time list',
      fix: 'gather the inner map in a stage of the outer one, and take that stage’s output here',
    });
  }
  return { ...members, option: [`--inputs=${variable}`, ...secondary].join(','), argument: paths };
}

/** A text with which a script computes: what is no whole number is refused, by stage.sh where only the run knows it. */
export function asInteger(stage: IConstruct, input: BoundInput): BoundInput {
  const { key, variable, argument, default: own = '0' } = input;
  const parts = argument instanceof Value ? argument.parts : [];
  // What a run gives may make a number of a text that is joined, but not of all that stands beside it there. One that
  // is empty has to be given at submission.
  const isJoined = parts.length > 1;
  const isWhole = isJoined ? /^[-\d]*$/ : /^-?(?:0|[1-9]\d{0,17})$/;
  const texts = argument instanceof Value ? knownTexts(stage, argument).filter((one) => one !== '') : [own];
  const known = isJoined ? parts.filter((part) => typeof part === 'string') : texts;
  const text = known.find((one) => !isWhole.test(one));
  if (text === undefined) return { ...input, option: `--integer=${variable}` };
  throw new GenomicsError('invalid-value', stage, {
    what: `input '${key}' stands in arithmetic and is no whole number`,
    got: `'${text}'`,
    expected: 'at most 18 digits, without zeros before them, perhaps with a minus',
    fix: 'give a whole number; for decimals compute in awk',
  });
}

function plainText(stage: IConstruct, key: string, text: string): string {
  if (!/\{\{|\n/.test(text)) return text;
  throw new GenomicsError('invalid-value', stage, {
    what: `input '${key}' is not a plain text`,
    got: `'${text}'`,
    expected: "one line without '{{'",
    fix: 'use a workflow parameter for what is known at run time',
  });
}

function invalidSet(stage: IConstruct, key: string, got: string, expected: string): GenomicsError {
  return new GenomicsError('invalid-value', stage, {
    what: `input '${key}' is not a set of files that one declaration fits`,
    got,
    expected,
    fix: 'pass outputs or given files of one kind, and others as another input',
  });
}
