import type { Argument, PathSet } from '../argo/gather';
import type { Producer } from '../argo/producer';
import type { Step } from '../argo/step';
import { Value } from '../argo/value';
import type { ShellList, ShellSettled, ShellVariable } from '../shell/shell';
import type { DataFile, IVolume } from '../storage/file';

/** One input, ready to be written into a template. */
export interface BoundInput {
  readonly key: string;
  readonly variable: string;
  readonly reference: ShellVariable | ShellList | ShellSettled;
  /** The option of stage.sh that declares it. */
  readonly option: string;
  /** What the task passes; a text that is known at synth is the parameter's default instead. */
  readonly argument?: Argument;
  readonly default?: string;
  readonly dependsOn: readonly Producer[];
  readonly volumes: readonly IVolume[];
  /** Paths that are, or may be, read where they lie; that of a directory ends with a slash. */
  readonly given?: readonly Value[];
  /** Maps that may have failed. */
  readonly waitsFor?: readonly Step[];
  /** Those of them for whose failed items the stage ends red. */
  readonly tells?: readonly Step[];
}

/** Whether a stage downloads something, of which only `identify` can tell what is there now. */
export function hasSource(inputs: readonly BoundInput[]): boolean {
  return inputs.some(({ option }) => /^--(optional-)?url=/.test(option));
}

/** Whether an input is the files of a map: their paths reach the pod as a file, since no variable holds a long list. */
export function isSet(input: BoundInput): input is BoundInput & { readonly argument: PathSet } {
  return input.argument !== undefined && !(input.argument instanceof Value);
}

/** One output, ready to be written into a template. */
export interface BoundOutput {
  readonly key: string;
  /** The template's parameter: the key, unless an input has that. */
  readonly parameter: string;
  readonly variable: string;
  readonly file: DataFile;
  /** Where it appears if it is published; in any case, what no other call has. */
  readonly target: Value;
  readonly published: boolean;
}
