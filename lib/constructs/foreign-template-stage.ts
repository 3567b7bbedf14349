import { Construct } from 'constructs';
import { choicesOf } from '../argo/choice';
import type { Condition } from '../argo/condition';
import { foreignObjectName, foreignParameterName, foreignTemplateName } from '../argo/names';
import { type Producer, STEP } from '../argo/producer';
import { mustSee, type Step, type TaskCall } from '../argo/step';
import { producersOf } from '../argo/text';
import { type Choice, Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { ANYTHING, FLAG, mustBe, optional, placeOf, recordOf, shape, TEXT } from '../kinds';
import { DataFile } from '../storage/file';
import { mustBeAbleToRun } from './exclusive';
import { GenomicsWorkflow } from './genomics-workflow';
import { expandByItem } from './item-paths';
import { FILE, WHEN } from './kinds';
import { knownTexts } from './known-texts';
import { mustBeCollected, mustBeInScope, valueKey } from './scope';
import { Url } from './url';

/** What a template of somebody else can be given: texts, values, and the paths of files that lie under them. */
export type ForeignInput = string | number | Value | Url | DataFile;

/** @see TemplateRefStage.fromTemplateName */
export interface ForeignTemplateProps<F extends Readonly<Record<string, DataFile>>> {
  /** The WorkflowTemplate, in the namespace of the workflow. */
  readonly workflowTemplate: string;
  /** The template in it. */
  readonly template: string;
  /** Whether it is a ClusterWorkflowTemplate. @default false */
  readonly clusterScope?: boolean;
  /** What its parameters get, by their names: of a file its path. @default nothing */
  readonly inputs?: Readonly<Record<string, ForeignInput>>;
  /** Files that are there when it has ended: `{ vcf: volume.file('/calls/', sample, '.vcf') }`. @default none */
  readonly outputs?: F;
  /** Run only if this holds. */
  readonly when?: Condition;
}

const FOREIGN = shape({
  workflowTemplate: TEXT,
  template: TEXT,
  clusterScope: optional(FLAG),
  inputs: optional(recordOf(ANYTHING)),
  outputs: optional(recordOf(FILE)),
  when: WHEN,
});

/**
 * A task that calls a template of another team by its name. That template brings its own image and volumes: it must
 * declare them itself, not in its workflow's spec, and mount the claim at the path at which this workflow mounts it.
 * Its pods run under this workflow's account. Nothing of this library is in them: its work is never skipped, and its
 * files are read as given ones.
 *
 * @throws GenomicsError where a name is wrong, or a file has no path under which such a template would find it
 */
export class ForeignTemplateStage<const F extends Readonly<Record<string, DataFile>>>
  extends Construct
  implements Step
{
  readonly [STEP] = true as const;
  readonly outputs: F;
  readonly dependsOn: readonly Producer[];
  readonly choices: readonly Choice[];
  readonly when: Condition | undefined;
  readonly call: () => TaskCall;

  constructor(scope: Construct, id: string, props: ForeignTemplateProps<F>) {
    super(...placeOf(scope, id));
    mustBe(this, props, FOREIGN);
    const { workflowTemplate, template, clusterScope = false, inputs = {}, outputs = {} as F, when } = props;
    const names = Object.entries(inputs).map(([name, input]) => [foreignParameterName(this, name), input] as const);
    const passed = Object.fromEntries(names.map(([name, input]) => [name, argumentFor(this, name, input)]));
    const made = Object.values(outputs).map(({ path }) => path);
    const values = [...Object.values(passed), ...made, ...(when?.operands ?? [])];
    const makers = names.flatMap(([, input]) => (input instanceof DataFile ? (input.producer ?? []) : []));
    this.dependsOn = [...makers, ...producersOf(values)];
    this.choices = values.flatMap(choicesOf);
    const chosen = this.choices.flatMap(({ of }) => of);
    for (const producer of [...this.dependsOn, ...chosen]) mustSee(this, producer);
    for (const value of values) mustBeInScope(this, value);
    mustBeAbleToRun(this, when, this.dependsOn);
    mustBeCollected(this);
    const { names: registry } = GenomicsWorkflow.of(this);
    registry.task(this);
    // A reader that takes the file by another handle would have no edge: the registry knows who makes it.
    for (const file of Object.values(outputs))
      for (const path of expandByItem(this, file.path)) registry.output(this, valueKey(path));
    this.when = when;
    this.outputs = Object.freeze(
      Object.fromEntries(Object.entries(outputs).map(([name, file]) => [name, after(this, name, file)])),
    ) as F;
    const callee = {
      workflowTemplate: foreignObjectName(this, workflowTemplate),
      template: foreignTemplateName(this, template),
      ...(clusterScope ? { clusterScope } : {}),
    };
    const linked = [...this.dependsOn, ...chosen];
    for (const [name, input] of names)
      for (const { isGiven, path } of input instanceof DataFile ? [input, ...input.candidates] : [])
        if (isGiven)
          registry.given({
            by: this,
            input: name,
            path: valueKey(path),
            usual: knownTexts(this, path),
            dependsOn: linked,
          });
    this.call = () => {
      for (const [name, input] of names) if (input instanceof DataFile) mustBeThere(this, name, input);
      return { callee, arguments: passed, templates: [] };
    };
  }
}

function argumentFor(step: Construct, name: string, input: ForeignInput): Value {
  if (input instanceof Url) return input.value;
  if (!(input instanceof DataFile)) return Value.of(typeof input === 'number' ? `${input}` : input);
  const path = input.isGiven ? input.path : input.published;
  if (path !== undefined) return path;
  throw noPath(step, name, input);
}

/** Whether results are published may be said after this task was written. */
function mustBeThere(step: Construct, name: string, input: DataFile): void {
  if (!input.isGiven && !input.isPublished()) throw noPath(step, name, input);
}

function noPath(step: Construct, name: string, input: DataFile): GenomicsError {
  return new GenomicsError('invalid-value', step, {
    what: `input '${name}' has no path that a template of somebody else could read`,
    got: [
      `a file of '${input.producer?.node.path ?? ''}' that is not published`,
      "an intermediate one, one with a cacheKey or publish: 'none', or an item of a map over files",
    ].join(': '),
    expected: 'a given file, or a result: folder.result(…)',
    fix: 'have a stage of this workflow hand it out as a result',
  });
}

function after(step: Step, name: string, file: DataFile): DataFile {
  if (file.volume.readOnly) {
    throw new GenomicsError('invalid-value', step, {
      what: `output '${name}' lies on a volume that is mounted read-only`,
      got: `'${file.volume.claimName}'`,
      expected: 'a volume that can be written to',
      fix: 'declare the file on the volume that the template writes to',
    });
  }
  if (file.isGiven && file.producer === undefined) return file.madeBy(step);
  throw new GenomicsError('invalid-value', step, {
    what: `output '${name}' is made by another stage`,
    got: `a file of '${file.producer?.node.path ?? ''}'`,
    expected: 'a file that no other stage makes: volume.file(…)',
    fix: 'say where the template writes',
  });
}
