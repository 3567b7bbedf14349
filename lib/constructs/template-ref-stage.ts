import { Construct } from 'constructs';
import type { Condition } from '../argo/condition';
import { type Producer, STEP } from '../argo/producer';
import type { Call, Step } from '../argo/step';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import type { File, FileSet, OutputFile } from '../storage/file';
import type { GenomicsStage } from './genomics-stage';
import type { StageInputs } from './inputs';
import type { SettledSet } from './settled-set';
import { bindEnds, type StageOutputs } from './stage-io';
import { isSameVolume, volumesOf } from './stage-volumes';
import type { Url } from './url';

/** What a call can pass for an input of type `T`: the same kind of thing. */
export type SameKind<T> = T extends File
  ? File
  : T extends FileSet | readonly File[]
    ? FileSet | readonly File[]
    : T extends SettledSet
      ? SettledSet
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

/**
 * Calls a stage of another WorkflowTemplate by `templateRef`, with inputs and outputs of this workflow. The template
 * brings its own volumes, image and resources: the files must lie on the volume that it mounts.
 */
export class TemplateRefStage<const I extends StageInputs, const O extends StageOutputs>
  extends Construct
  implements Step
{
  readonly [STEP] = true as const;
  readonly outputs: { readonly [K in keyof O]: File };
  readonly reads: readonly Producer[];
  readonly settles: readonly Producer[];
  readonly when: Condition | undefined;
  readonly call: () => Call;

  constructor(scope: Construct, id: string, { stage, inputs, outputs, when }: TemplateRefStageProps<I, O>) {
    super(scope, id);
    const { workflow, template, ends: declared } = stage.contract;
    const ends = bindEnds(this, { inputs, outputs, when });
    const words = ({ inputs: all, outputs: made }: typeof ends): readonly string[] => [
      ...all.map(({ option }) => option),
      ...made.map(({ variable, file }) => [variable, ...file.secondary].join(',')),
    ];
    const missing = words(declared).find((word) => !words(ends).includes(word));
    if (missing !== undefined) throw differs(this, missing, words(ends));
    const mounted = volumesOf(stage, declared.inputs, declared.outputs);
    const foreign = volumesOf(this, ends.inputs, ends.outputs).find(
      (volume) => !mounted.some((one) => isSameVolume(one, volume)),
    );
    if (foreign !== undefined)
      throw differs(this, mounted.map(({ claimName }) => claimName).join(' '), [foreign.claimName]);
    this.outputs = Object.freeze(Object.fromEntries(ends.outputs.map(({ key, file }) => [key, file]))) as {
      readonly [K in keyof O]: File;
    };
    this.reads = ends.reads;
    this.settles = ends.settles;
    this.when = when;
    const passed = {
      ...ends.arguments,
      ...Object.fromEntries(
        ends.inputs.flatMap(({ key, default: text }) => (text === undefined ? [] : [[key, Value.of(text)]])),
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
