import type { Construct } from 'constructs';
import { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { GenomicsWorkflow } from '../constructs/genomics-workflow';
import type { StageInput } from '../constructs/inputs';
import { checked, FILE, FILES, OUTPUT, SUCCEEDED } from '../constructs/kinds';
import { SucceededSet } from '../constructs/succeeded-set';
import { GenomicsError } from '../errors';
import { either, listOfKind, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { Shell, ShellVariable } from '../shell/shell';
import { shellFile } from '../shell/shell-file';
import { DataFile, type FileSet, type GivenSet, type OutputFile } from '../storage/file';

/** What a run used and made, as JSON: `files_in`, `hashed`, `manifest`. */
const MANIFEST = shellFile(__dirname, 'run-manifest.sh');

/** @see runManifest */
export interface RunManifestProps extends StageDefaults {
  /**
   * What the run made, at least one: files of stages, and what maps make. The manifest waits for them. Of
   * `succeeded(…)` it names the items that failed.
   */
  readonly results: readonly (DataFile | FileSet | SucceededSet)[];
  /** What was there before: a reference, targets. @default none */
  readonly inputs?: readonly (DataFile | GivenSet)[];
  /**
   * SHA-256 of results as `sha256sum` writes it, as `checksums` of `alignmentStats`: a result that is named there is
   * not read again. @default all are read
   */
  readonly checksums?: FileSet | SucceededSet | DataFile;
  /** The result: `folder.result('pipeline_info/manifest.json')`. */
  readonly manifest: OutputFile;
}

type Files = DataFile | FileSet | SucceededSet | GivenSet;

const ANY_FILES = either("a file, a map's output, or volume.files(…)", FILE, FILES, SUCCEEDED);

/** The script lists the members of all alike: a file is a set of one. */
function asSet(files: Files): StageInput {
  return files instanceof DataFile ? [files] : files;
}

/** Commands that write one file, one after the other. */
function into(file: Shell, commands: readonly Shell[]): Shell {
  const [only, second] = commands;
  if (only === undefined) return sh``;
  if (second === undefined) return sh`${only} >${file}`;
  return sh`
    {
      ${lines(...commands)}
    } >${file}`;
}

function filesIn({ variable, one }: { readonly variable: string; readonly one: Files }): Shell {
  return sh`files_in ${variable} ${one.secondary}`;
}

/** Inputs of one kind: their keys, and their variables in the script. */
function numbered<T>(kind: string, all: readonly T[]) {
  return all.map((one, at) => ({ one, key: `${kind}${at + 1}`, variable: `IN_${kind.toUpperCase()}${at + 1}` }));
}

/**
 * One JSON file about the run: its parameters, SHA-256 of `inputs` and `results`, and for each call that the run uses
 * so far its stage, work key, image, versions of tools, SHA-256 of what it downloaded and what it cost, also where an
 * earlier run did the work. A result that `results` does not name is not waited for: its stage may be missing.
 *
 * It runs in each run, and reads each file once more that `checksums` does not name. It finds calls on the volumes of
 * its own files. Its image has awk and sha256sum.
 *
 * @throws GenomicsError where there is no result
 */
export function runManifest(scope: Construct, id: string, props: RunManifestProps) {
  const {
    results,
    inputs = [],
    checksums,
    manifest,
    ...settings
  } = checked(scope, id, props, {
    results: listOfKind(ANY_FILES),
    inputs: optional(listOfKind(ANY_FILES)),
    checksums: optional(ANY_FILES),
    manifest: OUTPUT,
  });
  if (results.length === 0) throw noResult(`${scope.node.path}/${id}`);
  const workflow = GenomicsWorkflow.of(scope);
  // With its name in front no path is taken for a file.
  const named = Object.entries<Value>(workflow.parameters).map(([name, value]) => Value.of(`${name}=`, value));
  const parameters = numbered('parameter', named);
  const [made, given] = [numbered('result', results), numbered('input', inputs)];
  const script = ({ outputs }: { readonly outputs: { readonly manifest: ShellVariable } }): Shell =>
    lines(
      into(sh`"$TMPDIR/files.results"`, made.map(filesIn)),
      into(sh`"$TMPDIR/files.inputs"`, given.map(filesIn)),
      into(
        sh`"$TMPDIR/failed"`,
        made.filter(({ one }) => one instanceof SucceededSet).map(({ variable }) => sh`failed_in ${variable}`),
      ),
      checksums === undefined ? sh`` : sh`sums_in IN_CHECKSUMS >"$TMPDIR/sums"`,
      manifestOf(
        workflow.resource.name,
        parameters.map(({ variable }) => variable),
      ),
      sh`
        put ${outputs.manifest} <"$TMPDIR/manifest.json"`,
    );
  return new GenomicsStage(scope, id, {
    title: 'Write down what ran',
    cpu: 1,
    memory: '256Mi',
    ...settings,
    inputs: {
      run: workflow.runId,
      ...Object.fromEntries([
        ...parameters.map(({ key, one }) => [key, one] as const),
        ...[...made, ...given].map(({ key, one }) => [key, asSet(one)] as const),
        ...(checksums === undefined ? [] : [['checksums', asSet(checksums)] as const]),
      ]),
    },
    outputs: { manifest },
    uses: [MANIFEST],
    script,
    stub: script,
  });
}

/** How many variables a line of the script names. */
const IN_A_LINE = 5;

function manifestOf(name: string, variables: readonly string[]): Shell {
  if (variables.length <= IN_A_LINE) return sh`manifest ${name} ${variables} >"$TMPDIR/manifest.json"`;
  const rows = Array.from({ length: Math.ceil(variables.length / IN_A_LINE) }, (_, row) =>
    variables.slice(row * IN_A_LINE, (row + 1) * IN_A_LINE),
  );
  return lines(
    ...rows.map((row, at) => (at === 0 ? sh`set -- ${row}` : sh`set -- "$@" ${row}`)),
    sh`manifest ${name} "$@" >"$TMPDIR/manifest.json"`,
  );
}

function noResult(where: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'a manifest of no results',
    got: '[]',
    expected: 'at least one file or set',
    fix: 'name what the run makes: the manifest waits for it',
  });
}
