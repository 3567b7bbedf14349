import { Construct } from 'constructs';
import { GenomicsError } from '../errors';
import type { File, OutputFile } from '../storage/file';
import type { Condition } from '../workflow/condition';
import { argumentAtoms } from '../workflow/gather';
import { parameterName, screaming, templateName } from '../workflow/names';
import { type Call, mustSee, type Step, tags } from '../workflow/step';
import { atomName, templateText } from '../workflow/text';
import type { Value } from '../workflow/value';
import { containerTemplate } from './container';
import { resolveDefaults, type StageDefaults } from './defaults';
import { GenomicsWorkflow } from './genomics-workflow';
import { type BoundInput, bindInput, type InputVariables, type StageInputs } from './inputs';
import { type Shell, ShellVariable } from './shell';

export type StageOutputs = Readonly<Record<string, OutputFile>>;

/** What a script may refer to. */
export interface ScriptContext<I extends StageInputs, O extends StageOutputs> {
  readonly inputs: InputVariables<I>;
  readonly outputs: { readonly [K in keyof O]: ShellVariable };
  /** The CPU limit of the container, rounded up. */
  readonly threads: ShellVariable;
  /** The memory limit of the container in MiB. */
  readonly memory: ShellVariable;
}

/** @see GenomicsStage */
export interface GenomicsStageProps<I extends StageInputs, O extends StageOutputs> extends StageDefaults {
  /** What the script reads, by name: `IN_<NAME>` in the script, a parameter of the template. @default nothing */
  readonly inputs?: I;
  /** The files that the script makes, at least one: `OUT_<NAME>`. They must exist and not be empty when it ends. */
  readonly outputs: O;
  /** The work, in POSIX shell. It runs under `set -eu`, and its status decides. */
  readonly script: (context: ScriptContext<I, O>) => Shell;
  /** Prints one line for each URL that says what is behind it now, without fetching it. @default unknown: the work is never skipped */
  readonly identify?: (context: ScriptContext<I, O>) => Shell;
  /** Run only if this holds when the workflow runs; stages that read its outputs are left out with it. */
  readonly when?: Condition;
  /** Shown by Argo's console (3.7 and later) in place of the name. */
  readonly title?: string;
}

/**
 * One tool run: a container with declared inputs, outputs and a script, inside the stage protocol, which verifies, skips what is done,
 * and marks what it finished. Its template stands alone and can be called from another WorkflowTemplate by `templateRef`.
 *
 * @throws GenomicsError where an input, output, name or script is wrong
 */
export class GenomicsStage<const I extends StageInputs, const O extends StageOutputs> extends Construct implements Step {
  readonly [tags.step] = true as const;
  /** The files that this stage makes. */
  readonly outputs: { readonly [K in keyof O]: File };
  readonly reads: readonly Step[];
  readonly when: Condition | undefined;
  readonly call: () => Call;

  constructor(scope: Construct, id: string, props: GenomicsStageProps<I, O>) {
    super(scope, id);
    const { inputs, outputs, script, identify, when, title, ...own } = props;
    const workflow = GenomicsWorkflow.of(this);
    const template = workflow.claimTemplate(this, templateName(this, id));
    const bound = Object.entries(inputs ?? {}).map(([key, input]) => bindInput(this, key, input));
    const made = Object.entries<OutputFile>(outputs).map(([key, output]) => [parameterName(this, key), output.of(this)] as const);
    mustBeDistinct(this, [...bound.map(({ key }) => key), ...made.map(([key]) => key)]);
    this.outputs = Object.freeze(Object.fromEntries(made)) as { readonly [K in keyof O]: File };
    this.reads = bound.flatMap(({ reads }) => reads);
    this.when = when;
    for (const producer of this.reads) mustSee(this, producer);
    for (const value of [...bound.flatMap(valuesOf), ...made.map(([, file]) => file.path), ...(when?.operands ?? [])])
      mustBeInScope(this, value);
    for (const [, file] of made) workflow.claimOutput(this, pathKey(file.path));
    mustBeLinked(this, bound, workflow);

    const context = {
      inputs: Object.fromEntries(bound.map(({ key, reference }) => [key, reference])) as InputVariables<I>,
      outputs: Object.fromEntries(made.map(([key]) => [key, new ShellVariable(`OUT_${screaming(key)}`, `output '${key}'`)])),
      threads: new ShellVariable('THREADS', 'the number of threads'),
      memory: new ShellVariable('MEMORY', 'the memory'),
    } as ScriptContext<I, O>;
    const container = containerTemplate(this, {
      name: template,
      title,
      inputs: bound,
      outputs: made.map(([key, file]) => ({ key, variable: `OUT_${screaming(key)}`, file })),
      script: script(context).text,
      identify: identify?.(context).text,
      settings: resolveDefaults(this, own),
      accountPullSecrets: workflow.accountPullSecrets,
    });
    const passed = [
      ...bound.flatMap(({ key, argument }) => (argument === undefined ? [] : [[key, argument] as const])),
      ...made.map(([key, { path }]) => [key, path] as const),
    ];
    this.call = () => ({ callee: { template }, arguments: Object.fromEntries(passed), templates: [container] });
  }
}

function valuesOf({ argument }: BoundInput): readonly Value[] {
  return argument === undefined || 'kind' in argument ? [] : [argument];
}

/** A value as text, to compare and to show. */
function pathKey(path: Value): string {
  return templateText(path, atomName);
}

function mustBeDistinct(stage: Construct, keys: readonly string[]): void {
  const twice = keys.find((key, at) => keys.findIndex((other) => screaming(other) === screaming(key)) < at);
  if (twice === undefined && keys.length > 0) return;
  throw new GenomicsError('duplicate-name', stage, {
    what: twice === undefined ? 'a stage has no output' : 'an input and an output, or two of them, share a name',
    got: twice === undefined ? 'none' : `'${twice}' twice`,
    expected: twice === undefined ? 'at least one, whose marker tells that the work is done' : 'different names, in any case',
    fix: twice === undefined ? 'declare what the script writes' : 'rename one',
  });
}

/** A parameter belongs to its workflow, an item to its map. */
function mustBeInScope(stage: Construct, value: Value): void {
  for (const atom of argumentAtoms(value)) {
    const part = atom.kind === 'apply' ? atom.of.parts[0] : atom;
    if (typeof part !== 'object' || part.kind === 'apply') continue;
    const home = part.kind === 'parameter' ? part.owner : part.map;
    if (stage.node.scopes.some((scope) => scope === home)) continue;
    throw new GenomicsError('foreign-scope', stage, {
      what: part.kind === 'item' ? 'an item is used outside of its map' : 'a parameter of another workflow is used',
      got: atomName(atom),
      expected: 'a handle of a scope above this stage',
      fix: part.kind === 'item' ? 'use it within `each`, and gather outputs' : 'declare the parameter on this workflow',
    });
  }
}

/** A path typed twice has no edge: the reader could start before the writer. */
function mustBeLinked(stage: Construct, inputs: readonly BoundInput[], workflow: GenomicsWorkflow): void {
  for (const { key, word, argument } of inputs) {
    if (!word.startsWith('given:') || argument === undefined || 'kind' in argument) continue;
    const maker = workflow.makerOf(pathKey(argument));
    if (maker === undefined) continue;
    throw new GenomicsError('unlinked-path', stage, {
      what: `input '${key}' names a file that a stage makes, without depending on it`,
      got: pathKey(argument),
      expected: `the output of '${maker}'`,
      fix: 'pass that stage’s output',
    });
  }
}
