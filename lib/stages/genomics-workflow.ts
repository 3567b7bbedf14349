import { ApiObject, Lazy } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import { namespaceOf } from '../storage/namespace';
import { entrypointDag, nodesOf } from '../workflow/lower';
import type { WorkflowModel, WorkflowParameter } from '../workflow/model';
import { objectName, parameterName, templateName } from '../workflow/names';
import { renderWorkflow } from '../workflow/render';
import { type DagScope, dagOf, stepsOf, tags } from '../workflow/step';
import { Value } from '../workflow/value';
import { resolveDefaults, setDefaults } from './defaults';
import { ExecutorAccount } from './executor-account';
import { mustBeWhole } from './numbers';
import type { StageDefaults } from './stage-defaults';
import { checkAtSynth } from './synth-checks';

/** A parameter of the workflow: its value, or more about it. Without a value it must be given at submission. */
export type ParameterProps = string | { readonly value?: string; readonly description?: string; readonly enum?: readonly string[] };

/** @see GenomicsWorkflow */
export interface GenomicsWorkflowProps<P extends Readonly<Record<string, ParameterProps>>> extends StageDefaults {
  /** What can be set at submission, by name. @default none */
  readonly parameters?: P;
  /** The WorkflowTemplate's name. @default the construct's id */
  readonly name?: string;
  /** The entrypoint's name. @default the WorkflowTemplate's name */
  readonly entrypoint?: string;
  /** Seconds after which a finished run's record is removed; its files stay. @default 604800, a week: long enough to read it on Monday */
  readonly ttlSeconds?: number;
  /** Pods that may run at once. @default no limit of our own */
  readonly parallelism?: number;
}

const WORKFLOW = Symbol.for('cdk8s-genomics.GenomicsWorkflow');

/**
 * A pipeline: owns one Argo `WorkflowTemplate`, whose DAG is made of the stages below it. The edges come from what stages read.
 * What this class does not model is reached through its child: `ApiObject.of(workflow.resource).addJsonPatch(…)`.
 */
export class GenomicsWorkflow<const P extends Readonly<Record<string, ParameterProps>> = Record<never, never>>
  extends Construct
  implements DagScope
{
  readonly [tags.dagScope] = true as const;
  readonly [WORKFLOW] = true as const;
  /** The parameters, to be used as inputs and in names. */
  readonly parameters: { readonly [K in keyof P]: Value };
  /** The manifest, for what this library does not model. */
  readonly resource: ApiObject;
  /** Pull secrets that the workflow's own account carries. */
  readonly accountPullSecrets: readonly string[];
  readonly #templates = new Map<string, string>();
  readonly #outputs = new Map<string, string>();
  readonly #tasks = new Set<string>();

  constructor(scope: Construct, id: string, props: GenomicsWorkflowProps<P> = {}) {
    super(scope, id);
    const { parameters, name = id, entrypoint = name, ttlSeconds = 604_800, parallelism, ...defaults } = props;
    const declared = Object.entries<ParameterProps>(parameters ?? {}).map(([key, value]) => parameterOf(this, key, value));
    setDefaults(this, defaults);
    checkAtSynth(this);
    mustBeWhole(this, 'ttlSeconds', ttlSeconds, 0);
    mustBeWhole(this, 'parallelism', parallelism, 1);
    this.parameters = Object.freeze(
      Object.fromEntries(declared.map((one) => [one.name, Value.part({ kind: 'parameter', name: one.name, owner: this })])),
    ) as { readonly [K in keyof P]: Value };
    this.claimTemplate(this, templateName(this, entrypoint));
    const { serviceAccountName } = resolveDefaults(this, {});
    this.accountPullSecrets = serviceAccountName === undefined ? (resolveDefaults(this, {}).imagePullSecrets ?? []) : [];
    const account =
      serviceAccountName ??
      new ExecutorAccount(this, 'Account', { name: objectName(this, name), pullSecrets: this.accountPullSecrets }).name;
    const lower = (): WorkflowModel => ({
      entrypoint,
      parameters: declared,
      templates: entrypointDag(this, entrypoint, nodesOf(this)).templates,
      serviceAccountName: account,
      ttlSeconds,
      ...(parallelism === undefined ? {} : { parallelism }),
    });
    this.resource = new ApiObject(this, 'Resource', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTemplate',
      metadata: { name: objectName(this, name), namespace: namespaceOf(this) },
      spec: Lazy.any({ produce: () => renderWorkflow(lower()) }),
    });
    this.node.addValidation({ validate: () => (stepsOf(this).length === 0 ? ['the workflow has no stage; create one below it'] : []) });
  }

  /** The workflow that a construct stands in. */
  static of(construct: IConstruct): GenomicsWorkflow {
    const found = construct.node.scopes.find((scope): scope is GenomicsWorkflow => WORKFLOW in scope);
    if (found !== undefined) return found;
    throw new GenomicsError('foreign-scope', construct, {
      what: 'there is no workflow above',
      got: `scope '${construct.node.scope?.node.path ?? ''}'`,
      expected: 'a GenomicsWorkflow',
      fix: 'create it below a GenomicsWorkflow',
    });
  }

  /** @internal Template names are one space for the whole workflow. */
  claimTemplate(by: IConstruct, name: string): string {
    const taken = this.#templates.get(name);
    if (taken !== undefined) {
      throw new GenomicsError('duplicate-name', by, {
        what: 'a template name is taken',
        got: `'${name}', which '${taken}' has`,
        expected: 'an id that no other stage of this workflow has',
        fix: 'give the stage another id',
      });
    }
    this.#templates.set(name, by.node.path);
    return name;
  }

  /** @internal Task names are one space for each DAG, also where plain constructs group stages. */
  claimTask(step: IConstruct): void {
    const task = `${dagOf(step).node.path}//${templateName(step, step.node.id)}`;
    if (this.#tasks.has(task)) {
      throw new GenomicsError('duplicate-name', step, {
        what: 'a task name is taken',
        got: `'${step.node.id}' twice in one DAG`,
        expected: 'an id that no other stage or map beside it has',
        fix: 'give it another id',
      });
    }
    this.#tasks.add(task);
  }

  /** @internal Two stages that write one file would lose one result. */
  claimOutput(by: IConstruct, path: string): void {
    const taken = this.#outputs.get(path);
    if (taken !== undefined) {
      throw new GenomicsError('duplicate-output', by, {
        what: 'an output is written by another stage too',
        got: `${path}, which '${taken}' makes`,
        expected: 'a path of its own',
        fix: 'choose another name for the file',
      });
    }
    this.#outputs.set(path, by.node.path);
  }

  /** @internal The stage that makes the file at a path, if any. */
  makerOf(path: string): string | undefined {
    return this.#outputs.get(path);
  }
}

function parameterOf(where: IConstruct, key: string, props: ParameterProps): WorkflowParameter {
  return { name: parameterName(where, key), ...(typeof props === 'string' ? { value: props } : props) };
}
