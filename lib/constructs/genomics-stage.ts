import { JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import type { Condition } from '../argo/condition';
import type { ContainerTemplate } from '../argo/model';
import { screaming, templateName } from '../argo/names';
import { type Producer, STEP } from '../argo/producer';
import type { Step, TaskCall } from '../argo/step';
import { type Choice, Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { instanceOf, listOfKind, mustBe, oneOf, placeOf } from '../kinds';
import type { Environment } from '../pods/environment';
import { mustBeUsable, resolveDefaults, type StageDefaults } from '../pods/stage-defaults';
import { lines } from '../shell/sh';
import { type Shell, ShellVariable } from '../shell/shell';
import type { ShellFile } from '../shell/shell-file';
import type { DataFile } from '../storage/file';
import { declareEstimate } from '../synth/estimates';
import { containerTemplate, mustBeWord, type StageTemplate } from './container';
import { GenomicsWorkflow } from './genomics-workflow';
import { asInteger, type InputVariables, type StageInputs } from './inputs';
import { STAGE } from './kinds';
import { mustBeSources } from './known-sources';
import { scriptOf } from './script-context';
import { mustAgree } from './script-mistakes';
import { bindIO, type StageIO, type StageOutputs } from './stage-io';
import { volumesOf } from './stage-volumes';
import { mustBeNoPaths } from './typed-paths';

/** What a script may refer to. */
export interface ScriptContext<
  I extends StageInputs,
  O extends StageOutputs,
  E extends Environment = Record<never, never>,
> {
  readonly inputs: InputVariables<I>;
  readonly outputs: { readonly [K in keyof O]: ShellVariable };
  /** The variables of the stage's own `env`. */
  readonly env: { readonly [K in keyof E]: ShellVariable };
  /** The CPU limit of the container, rounded up. */
  readonly threads: ShellVariable;
  /** The memory limit of the container in MiB. */
  readonly memory: ShellVariable;
}

/** @see GenomicsStage */
export interface GenomicsStageProps<
  I extends StageInputs,
  O extends StageOutputs,
  E extends Environment = Record<never, never>,
> extends StageDefaults {
  /** As for all stages below a scope; a script refers to these by name: `env.LICENCE`. @default none of its own */
  readonly env?: E;
  /** What the script reads, by name: `IN_<NAME>` in the script, a parameter of the template. @default nothing */
  readonly inputs?: I;
  /** The files that the script makes, at least one: `OUT_<NAME>`. They must exist and not be empty when it ends. */
  readonly outputs: O;
  /** The work, in POSIX shell. It runs under `set -eu`, and its status decides. */
  readonly script: (context: ScriptContext<I, O, E>) => Shell;
  /**
   * Prints one line for each URL that says what is behind it now, without fetching it.
   * @default unknown: the work is never skipped
   */
  readonly identify?: (context: ScriptContext<I, O, E>) => Shell;
  /**
   * Files of shell functions that `script`, `identify` and `versions` call, in the order in which they are read; their
   * numbers are in the work key. @default none
   */
  readonly uses?: readonly ShellFile[];
  /** Prints `tool=version` lines, which the record keeps. @default none */
  readonly versions?: Shell;
  /**
   * What stands for the work in `cdk8s-genomics run --stub`, where no tool is called: it makes each output at once. The
   * record, the key and a cluster know nothing of it. @default a line of text in each output
   */
  readonly stub?: (context: ScriptContext<I, O, E>) => Shell;
  /**
   * For results that several pipelines share: this word stands in the work key in place of script and image, so that no
   * pipeline makes them again for an edit of its own. Change it when what the stage makes becomes another. @default
   * script and image are in the key
   */
  readonly cacheKey?: string;
  /** Run only if this holds when the workflow runs; stages that read its outputs are left out with it. */
  readonly when?: Condition;
  /** Shown by Argo's console (3.7 and later) in place of the name, with hyphens for what Argo does not take. */
  readonly title?: string;
}

/**
 * One tool run: a container with declared inputs, outputs and a script, inside the stage protocol, which verifies,
 * skips what is done, and marks what it finished. Its template stands alone and can be called from another
 * WorkflowTemplate by `templateRef`.
 *
 * @throws GenomicsError where an input, output, name or script is wrong
 */
export class GenomicsStage<
    const I extends StageInputs = Record<never, never>,
    const O extends StageOutputs = StageOutputs,
    const E extends Environment = Record<never, never>,
  >
  extends Construct
  implements Step
{
  readonly [STEP] = true as const;
  /** The files that this stage makes. */
  readonly outputs: { readonly [K in keyof O]: DataFile };
  readonly dependsOn: readonly Producer[];
  readonly waitsFor: readonly Producer[];
  readonly tells: readonly Producer[];
  readonly choices: readonly Choice[];
  readonly when: Condition | undefined;
  readonly call: () => TaskCall;
  readonly #texts = new Set<string>();
  readonly #patches: JsonPatch[] = [];
  /** @internal What a call from another workflow must keep to. */
  readonly contract: {
    readonly workflow: GenomicsWorkflow;
    readonly template: string;
    readonly io: StageIO;
    readonly isPublishing: () => boolean;
  };

  constructor(scope: Construct, id: string, props: GenomicsStageProps<I, O, E>) {
    super(...placeOf(scope, id));
    mustBe(this, props, STAGE);
    const { inputs, outputs, script, identify, uses = [], versions, stub, cacheKey, when, title, ...own } = props;
    const workflow = GenomicsWorkflow.of(this);
    const template = workflow.names.template(this, templateName(this, id));
    const settings = (): StageDefaults => resolveDefaults(this, own);
    const isPublishing = (): boolean => cacheKey === undefined && settings().publish !== 'none';
    const io = bindIO(this, { inputs: inputs ?? {}, outputs, when, isPublishing });
    this.outputs = Object.freeze(Object.fromEntries(io.outputs.map(({ key, file }) => [key, file]))) as {
      readonly [K in keyof O]: DataFile;
    };
    this.dependsOn = io.dependsOn;
    this.waitsFor = io.waitsFor;
    this.tells = io.tells;
    this.choices = io.choices;
    this.when = when;
    const context = {
      inputs: Object.fromEntries(io.inputs.map(({ key, reference }) => [key, reference])) as InputVariables<I>,
      outputs: Object.fromEntries(
        io.outputs.map(({ key, variable }) => [key, new ShellVariable(variable, `output '${key}'`)]),
      ),
      env: Object.fromEntries(
        Object.keys(own.env ?? {}).map((key) => [key, new ShellVariable(key, `variable '${key}'`)]),
      ),
      threads: new ShellVariable('THREADS', 'the number of threads', 'number'),
      memory: new ShellVariable('MEMORY', 'the memory', 'number'),
    } as ScriptContext<I, O, E>;
    mustBeUsable(this, own);
    declareEstimate(this, workflow.resource, template, () => settings().estimate);
    const texts = {
      script: scriptOf(this, 'script', context, script),
      identify: identify && scriptOf(this, 'identify', context, identify),
      versions: versions && scriptOf(this, 'versions', context, () => versions),
      stub: stub && scriptOf(this, 'stub', context, stub),
    };
    const all = lines(...Object.values(texts).filter((text) => text !== undefined));
    const volumes = volumesOf(this, io.inputs, io.outputs);
    mustBeSources(this, io.inputs);
    this.node.addValidation({
      validate: () => {
        mustBeNoPaths(this, io.inputs, { volumes, mounts: settings().mounts ?? {} });
        return [];
      },
    });
    mustAgree(this, {
      ...io,
      script: texts.script.text,
      identify: texts.identify?.text,
      stub: texts.stub?.text,
      uses,
      files: all.files,
      volumes,
    });
    mustUse(this, uses, all);
    workflow.program.add([...uses, ...all.files]);
    const ready = io.inputs.map((input) => (all.integers.includes(input.variable) ? asInteger(this, input) : input));
    if (cacheKey !== undefined) mustBeWord(this, cacheKey);
    this.contract = { workflow, template, io, isPublishing };
    this.call = () => ({
      callee: { template },
      arguments: io.arguments,
      templates: [
        this.complete(
          containerTemplate(this, {
            name: template,
            title,
            inputs: ready,
            outputs: io.outputs,
            volumes,
            isPublishing: isPublishing(),
            script: texts.script.text,
            identify: texts.identify?.text || undefined,
            versions: texts.versions?.text,
            stub: texts.stub?.text,
            uses,
            files: all.files,
            cacheKey,
            removable: workflow.removesUnfinished,
            settings: settings(),
            workflowQueue: resolveDefaults(workflow, {}).queue,
            account: workflow.account,
          }),
          workflow.program.name,
        ),
      ],
    });
  }

  /**
   * Patches this stage's template for what this library does not model. Paths begin at the template:
   * `stage.addTemplatePatch(JsonPatch.add('/container/resources/limits/nvidia.com~1gpu', '1'))`.
   */
  addTemplatePatch(...patches: readonly JsonPatch[]): void {
    mustBe(this, patches, listOfKind(instanceOf('a JsonPatch of cdk8s', JsonPatch)), 'patches');
    this.#patches.push(...patches);
  }

  /**
   * The text of a small output, for a map or another stage: `listOf(stage.text('names'))`. Argo reads the file when the
   * stage has ended, also where its work was done before, and cuts one line break at its end. Keep it within 128 KiB:
   * it lies in the workflow's status.
   */
  text(output: string & keyof O): Value {
    mustBe(this, output, oneOf(...Object.keys(this.outputs)), 'output');
    this.#texts.add(output);
    return Value.part({ kind: 'output', step: this, key: output });
  }

  /** Which outputs others read as texts, and the program's name, are known when all stages are. */
  private complete({ args, volumes, ...container }: StageTemplate, program: string): ContainerTemplate {
    const texts = [...this.#texts].sort().map((name) => ({ name, variable: `OUT_${screaming(name)}` }));
    return {
      ...container,
      ...(this.#patches.length === 0 ? {} : { patches: { by: this.node.path, all: [...this.#patches] } }),
      args: args(texts.map(({ variable }) => `--text=${variable}`)),
      volumes: volumes(program),
      ...(texts.length === 0
        ? {}
        : { texts: texts.map(({ name, variable }) => ({ name, path: `/tmp/texts/${variable}` })) }),
    };
  }
}

/** A function that is missing would be told by the shell alone, and what `identify` says to nobody. */
function mustUse(stage: Construct, uses: readonly ShellFile[], { uses: called }: Shell): void {
  const missing = called.find(({ name }) => !uses.some((file) => file.name === name));
  if (missing === undefined) return;
  throw new GenomicsError('invalid-value', stage, {
    what: 'a script calls functions of a file that the stage does not name',
    got: `no ${missing.name} in uses`,
    expected: 'each file whose functions script, identify and versions call',
    fix: 'add it: uses: [FETCH] for identifySources',
  });
}
