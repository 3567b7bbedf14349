import { Construct } from 'constructs';
import type { Condition } from '../argo/condition';
import { type Producer, STEP } from '../argo/producer';
import type { Step, TaskCall } from '../argo/step';
import { type Choice, Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { ANYTHING, instanceOf, mustBe, placeOf, recordOf, shape } from '../kinds';
import type { DataFile, FileSet, OptionalFile, OutputFile } from '../storage/file';
import { type ForeignTemplateProps, ForeignTemplateStage } from './foreign-template-stage';
import { GenomicsStage } from './genomics-stage';
import type { StageInputs } from './inputs';
import { OUTPUT, WHEN } from './kinds';
import type { SettledSet } from './settled-set';
import { bindIO, type StageOutputs } from './stage-io';
import { isSameVolume, volumesOf } from './stage-volumes';
import type { SucceededSet } from './succeeded-set';
import type { Url } from './url';

/** What a call can pass for an input of type `T`: the same kind of thing. */
export type SameKind<T> = T extends DataFile
  ? DataFile
  : T extends OptionalFile
    ? OptionalFile
    : T extends FileSet | readonly DataFile[]
      ? FileSet | readonly DataFile[]
      : T extends SettledSet
        ? SettledSet
        : T extends SucceededSet
          ? SucceededSet
          : T extends Url
            ? Url
            : string | number | Value;

/** @see TemplateRefStage */
export interface TemplateRefStageProps<I extends StageInputs, O extends StageOutputs> {
  /** A stage of another workflow in the same namespace, which must be applied too. */
  readonly stage: GenomicsStage<I, O>;
  readonly inputs: { readonly [K in keyof I]: SameKind<I[K]> };
  readonly outputs: { readonly [K in keyof O]: OutputFile };
  /** Run only if this holds. */
  readonly when?: Condition;
}

const CALL = shape({
  stage: instanceOf('a GenomicsStage of another workflow', GenomicsStage),
  inputs: recordOf(ANYTHING),
  outputs: recordOf(OUTPUT),
  when: WHEN,
});

/**
 * Calls a stage of another WorkflowTemplate by `templateRef`, with inputs and outputs of this workflow. The template
 * brings its own volumes, image and resources: the files must lie on the volume that it mounts.
 */
export class TemplateRefStage<const I extends StageInputs, const O extends StageOutputs>
  extends Construct
  implements Step
{
  readonly [STEP] = true as const;
  readonly outputs: { readonly [K in keyof O]: DataFile };
  readonly dependsOn: readonly Producer[];
  readonly waitsFor: readonly Producer[];
  readonly tells: readonly Producer[];
  readonly choices: readonly Choice[];
  readonly when: Condition | undefined;
  readonly call: () => TaskCall;

  /**
   * Calls a template that is not ours, by its name alone. What it makes counts as given files, which are there after
   * its task.
   */
  static fromTemplateName<const F extends Readonly<Record<string, DataFile>> = Record<never, never>>(
    scope: Construct,
    id: string,
    props: ForeignTemplateProps<F>,
  ): ForeignTemplateStage<F> {
    return new ForeignTemplateStage(scope, id, props);
  }

  constructor(scope: Construct, id: string, props: TemplateRefStageProps<I, O>) {
    super(...placeOf(scope, id));
    mustBe(this, props, CALL);
    const { stage, inputs, outputs, when } = props;
    const { workflow, template, io: declared, isPublishing } = stage.contract;
    const io = bindIO(this, { inputs, outputs, when, isPublishing });
    const words = ({ inputs: all, outputs: made }: typeof io): readonly string[] => [
      ...all.map(({ option }) => option),
      ...made.map(({ variable, file }) => [variable, ...file.secondary].join(',')),
    ];
    const missing = words(declared).find((word) => !words(io).includes(word));
    if (missing !== undefined) throw differs(this, missing, words(io));
    const mounted = volumesOf(stage, declared.inputs, declared.outputs);
    const foreign = volumesOf(this, io.inputs, io.outputs).find(
      (volume) => !mounted.some((one) => isSameVolume(one, volume)),
    );
    if (foreign !== undefined)
      throw differs(this, mounted.map(({ claimName }) => claimName).join(' '), [foreign.claimName]);
    this.outputs = Object.freeze(Object.fromEntries(io.outputs.map(({ key, file }) => [key, file]))) as {
      readonly [K in keyof O]: DataFile;
    };
    this.dependsOn = io.dependsOn;
    this.waitsFor = io.waitsFor;
    this.tells = io.tells;
    this.choices = io.choices;
    this.when = when;
    const passed = {
      ...io.arguments,
      ...Object.fromEntries(
        io.inputs.flatMap(({ key, default: text }) => (text === undefined ? [] : [[key, Value.of(text)]])),
      ),
    };
    this.call = () => ({
      callee: { workflowTemplate: workflow.resource.name, template },
      arguments: passed,
      templates: [],
    });
  }
}

function differs(step: Construct, missing: string, found: readonly string[]): GenomicsError {
  return new GenomicsError('invalid-value', step, {
    what: 'an input or output is not of the kind that the called stage declares',
    got: found.join(' '),
    expected: `'${missing}' among them: made by a stage or given, with the same secondary files, on the same volume`,
    fix: 'pass the same kind of file',
  });
}
