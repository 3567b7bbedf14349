import type { IConstruct } from 'constructs';
import { nestsLists } from '../argo/gather';
import { parameterName, screaming } from '../argo/names';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { ShellList, type ShellSettled, ShellVariable } from '../shell/shell';
import { DataFile, FileSet } from '../storage/file';
import type { BoundInput } from './bound-io';
import { bindSettled, SettledSet } from './settled-set';
import { areAlike } from './stage-volumes';
import { Url } from './url';

/** What a stage can take: a text, a value known at run time, a URL, a file, or the files that a map made. */
export type StageInput = string | number | Value | Url | DataFile | FileSet | SettledSet | readonly DataFile[];

export type StageInputs = Readonly<Record<string, StageInput>>;

/** The references to inputs that a script receives: a set is read through its `.list`. */
export type InputVariables<I extends StageInputs> = {
  readonly [K in keyof I]: I[K] extends FileSet | readonly DataFile[]
    ? ShellList
    : I[K] extends SettledSet
      ? ShellSettled
      : ShellVariable;
};

export function bindInput(stage: IConstruct, key: string, input: StageInput): BoundInput {
  return input instanceof SettledSet ? bindSettled(parameterName(stage, key), input) : bindOne(stage, key, input);
}

function bindOne(stage: IConstruct, key: string, input: Exclude<StageInput, SettledSet>): BoundInput {
  const variable = `IN_${screaming(parameterName(stage, key))}`;
  const plain = { key, variable, reference: new ShellVariable(variable, `input '${key}'`), dependsOn: [], volumes: [] };
  if (typeof input === 'string' || typeof input === 'number') {
    return { ...plain, option: `--value=${variable}`, default: plainText(stage, key, `${input}`) };
  }
  if (input instanceof Value) return { ...plain, option: `--value=${variable}`, argument: input };
  if (input instanceof Url)
    return { ...plain, option: `--${input.optional ? 'optional-url' : 'url'}=${variable}`, argument: input.value };
  if (input instanceof DataFile) {
    const { producer, path, secondary, volume, isGiven } = input;
    const option = [`--${isGiven ? 'given' : 'input'}=${variable}`, ...secondary].join(',');
    return { ...plain, option, argument: path, dependsOn: producer === undefined ? [] : [producer], volumes: [volume] };
  }
  return { ...plain, ...bindSet(stage, key, variable, input), reference: new ShellList(variable) };
}

function bindSet(stage: IConstruct, key: string, variable: string, input: FileSet | readonly DataFile[]) {
  const members = input instanceof FileSet ? [] : input;
  const dependsOn =
    input instanceof FileSet
      ? [input.producer]
      : members.flatMap(({ producer, isGiven }) => (isGiven ? [] : (producer ?? [])));
  if (!(input instanceof FileSet) && (members.length === 0 || dependsOn.length < members.length)) {
    throw invalidSet(
      stage,
      key,
      `${members.length} files, ${dependsOn.length} of them made by a stage`,
      'at least one, each made by a stage',
    );
  }
  const [first] = members;
  const other = members.find((file) => first !== undefined && !areAlike(file, first));
  if (other !== undefined)
    throw invalidSet(stage, key, 'files on several volumes or with different secondary files', 'files that are alike');
  const paths =
    input instanceof FileSet
      ? input.paths
      : ({ kind: 'all', of: members.map(({ path }) => ({ kind: 'path', path }) as const) } as const);
  if (nestsLists(paths)) {
    throw new GenomicsError('nested-set', stage, {
      what: `input '${key}' gathers a run-time list within a run-time list, which Argo's expressions cannot write`,
      got: 'a set of sets',
      expected: 'a set over one run-time list',
      fix: 'gather the inner map in a stage of the outer one, and take that stage’s output here',
    });
  }
  const secondary = input instanceof FileSet ? input.secondary : (members[0]?.secondary ?? []);
  const volumes = input instanceof FileSet ? [input.volume] : members.map(({ volume }) => volume);
  return { option: [`--inputs=${variable}`, ...secondary].join(','), argument: paths, dependsOn, volumes };
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
    what: `input '${key}' is not a set of products`,
    got,
    expected,
    fix: 'pass outputs',
  });
}
