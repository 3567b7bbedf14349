import type { Construct } from 'constructs';
import { Condition } from '../argo/condition';
import { Value } from '../argo/value';
import {
  either,
  FUNCTION,
  instanceOf,
  type Kind,
  kind,
  listOfKind,
  mustBe,
  optional,
  placeOf,
  recordOf,
  shape,
  spelt,
  TEXT,
} from '../kinds';
import { Shell } from '../shell/shell';
import { ShellFile } from '../shell/shell-file';
import { DataFile, FileSet, Folder, GivenSet, OutputFile } from '../storage/file';
import { SettledSet } from './settled-set';
import { SucceededSet } from './succeeded-set';

/** Kinds of what constructs and tools take. */
export const VALUE = instanceOf('a value: a parameter, an item, or Value.of(…)', Value);
export const TEXT_OR_VALUE = either('a text or a value', TEXT, VALUE);
export const FILE = instanceOf("a file: a stage's output, or volume.file(…)", DataFile);
export const OUTPUT = instanceOf('an output: folder.result(…) or folder.intermediate(…)', OutputFile);
export const FOLDER = instanceOf('a folder: volume.folder(…)', Folder);
export const SET = instanceOf("a set: a map's output", FileSet);
const GIVEN_SET = instanceOf('a set of given files: volume.files(…)', GivenSet);
export const FILES = either("a map's output, volume.files(…), or a list of files", SET, GIVEN_SET, listOfKind(FILE));
export const SHELL = instanceOf('a piece of shell: sh`…`', Shell);
export const USES = optional(listOfKind(instanceOf('a file of functions: shellFile(…)', ShellFile)));
export const WHEN = optional(instanceOf('a condition: equals(…) or differs(…)', Condition));
export const PREVIEW = optional(
  either(
    'a place as chr1:1000, or false',
    TEXT,
    kind('false', (value) => value === false),
  ),
);

export const SETTLED = instanceOf('a settled set: settled(map.outputs.x)', SettledSet);
export const SUCCEEDED = instanceOf('what succeeded of a set: succeeded(map.outputs.x)', SucceededSet);
export const VOLUME = shape({
  claimName: TEXT,
  volumeName: TEXT,
  mountPath: TEXT,
  workFolder: TEXT,
  bucket: optional(TEXT),
  bucketPath: TEXT,
  folder: FUNCTION,
  file: FUNCTION,
});

/** The props of a function that makes a stage, which have these fields; a misspelt one is refused. */
export function checked<P extends object>(
  scope: Construct,
  id: string,
  props: P,
  fields: Readonly<Record<string, Kind>>,
): P {
  placeOf(scope, id);
  mustBe(`${scope.node.path}/${id}`, props, spelt(fields));
  return props;
}

export const INPUT = either('a text, a number, a value, a URL, a file or a set', FILES);

/** Kinds of the props that every stage has beside its settings. */
export const STAGE: Kind = spelt({
  inputs: optional(recordOf(kind('an input', (value) => value !== undefined))),
  outputs: recordOf(OUTPUT),
  script: FUNCTION,
  identify: optional(FUNCTION),
  uses: USES,
  versions: optional(SHELL),
  stub: optional(FUNCTION),
  cacheKey: optional(TEXT),
  when: WHEN,
  title: optional(TEXT),
});
