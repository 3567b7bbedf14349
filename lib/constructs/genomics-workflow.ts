import { ApiObject, Lazy } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { entrypointDag, tasksOf } from '../argo/lower';
import type { WorkflowModel, WorkflowParameter } from '../argo/model';
import { accountName, objectName, parameterName, templateName } from '../argo/names';
import { renderWorkflow } from '../argo/render';
import { DAG_SCOPE, type DagScope, stepsOf } from '../argo/step';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import {
  ANYTHING,
  either,
  FLAG,
  FUNCTION,
  listOfKind,
  mustBe,
  mustBeConstruct,
  optional,
  placeOf,
  recordOf,
  spelt,
  TEXT,
} from '../kinds';
import { locksOf, mustHaveVersion } from '../pods/argo-version';
import { CloudMetadataPolicy, PART_OF } from '../pods/cloud-metadata-policy';
import type { StageDefaults } from '../pods/stage-defaults';
import { decideAccount, resolveDefaults, setDefaults } from '../pods/stage-defaults';
import { CLEAN, EXIT } from '../shell/files';
import { namespaceOf } from '../storage/namespace';
import { limitNodes } from '../synth/node-limit';
import { reportAtSynth, type WorkflowReports } from '../synth/reports';
import { checkAtSynth } from '../synth/synth-checks';
import { mustBeWhole } from '../values/numbers';
import { VERSION } from '../version';
import { inOrder, readableAtSynth } from '../yaml/manifest';
import { AT_EXIT, atExit } from './at-exit';
import { CleanUp } from './clean-up';
import { type PodAccount, podVolumes } from './container';
import { mustBeCovered } from './exclusive';
import { ExecutorAccount, type WorkflowAccount, type WorkflowRole } from './executor-account';
import { ExitHandler, type OnExit } from './exit-handler';
import { mustBeOrdered } from './order';
import { type GivenArguments, type Schedule, WorkflowSchedule } from './schedule';
import { StageProgram } from './stage-program';
import { TakenNames } from './taken-names';
import { mustBeTold } from './told-failures';

/** A parameter of the workflow: its value, or more about it. Without a value it must be given at submission. */
export type ParameterProps =
  | string
  | { readonly value?: string; readonly description?: string; readonly enum?: readonly string[] };

/** The parameters that have a value. */
type Valued<P> = { [K in keyof P]: P[K] extends string | { readonly value: string } ? K : never }[keyof P] & string;

/** What a schedule passes to a workflow with these parameters: those without a value must be given. */
export type ScheduleArguments<P> = GivenArguments<Exclude<keyof P & string, Valued<P>>, Valued<P>>;

/** @see GenomicsWorkflow */
export interface GenomicsWorkflowProps<P extends Readonly<Record<string, ParameterProps>>>
  extends StageDefaults,
    WorkflowReports {
  /** What can be set at submission, by name. @default none */
  readonly parameters?: P;
  /** The WorkflowTemplate's name. @default the construct's id */
  readonly name?: string;
  /** The entrypoint's name. @default the WorkflowTemplate's name */
  readonly entrypoint?: string;
  /**
   * Seconds after which a finished run's record is removed; its files stay.
   * @default 604800, a week: long enough to read it on Monday
   */
  readonly ttlSeconds?: number;
  /** Pods that may run at once. @default no limit of our own */
  readonly parallelism?: number;
  /**
   * Nodes that one run may have in its status, lists counted where the manifest has them; more is refused at synth.
   * Raise it where Argo has a database for it (`nodeStatusOffLoad`); `Infinity` counts none. @default 4000, less than
   * half of what fits into one object (docs/scale.md)
   */
  readonly maxNodes?: number;
  /**
   * Whether two runs in one folder wait for each other, by a mutex on each folder that the run writes to. Its field is
   * `mutex` before Argo 3.6 and `mutexes` since, so it needs an `argoVersion`. @default true where `argoVersion` is
   * given
   */
  readonly exclusive?: boolean;
  /**
   * Has it run by itself. Needs an `argoVersion`: a CronWorkflow has another field before Argo 3.6. @default it is
   * submitted
   */
  readonly schedule?: Schedule<ScheduleArguments<NoInfer<P>>>;
  /** Tells somebody at the end of each run, whatever happened. @default nobody is told */
  readonly onExit?: OnExit<keyof NoInfer<P> & string>;
  /**
   * Removes, at the end of each run, the files of its attempts that failed or were killed, by a container that lists
   * the work folders of all volumes that stages write to. What is done stays; see docs/protocol.md for its age.
   * @default false
   */
  readonly removeUnfinished?: boolean;
  /**
   * Keeps the pods from the cloud's metadata addresses, which give away the node's credentials, by a NetworkPolicy.
   * @default false
   */
  readonly denyCloudMetadata?: boolean;
}

const TEXTS = optional(listOfKind(TEXT));
const WORKFLOW_PROPS = spelt({
  parameters: optional(
    recordOf(
      either(
        'a text, or an object of texts',
        TEXT,
        spelt({ value: optional(TEXT), description: optional(TEXT), enum: TEXTS }),
      ),
    ),
  ),
  name: optional(TEXT),
  entrypoint: optional(TEXT),
  diagrams: optional(TEXT),
  printPlan: optional(FLAG),
  exclusive: optional(FLAG),
  schedule: optional(
    spelt({
      cron: either('a text or a list of them', TEXT, listOfKind(TEXT)),
      arguments: optional(recordOf(optional(TEXT))),
      timezone: optional(TEXT),
      name: optional(TEXT),
      serviceAccountName: optional(TEXT),
    }),
  ),
  onExit: optional(
    spelt({
      script: FUNCTION,
      name: optional(TEXT),
      retry: optional(spelt({ limit: ANYTHING, backoff: ANYTHING, factor: ANYTHING })),
    }),
  ),
  removeUnfinished: optional(FLAG),
  denyCloudMetadata: optional(FLAG),
  // What is wrong with these is told by what reads them.
  ttlSeconds: ANYTHING,
  parallelism: ANYTHING,
  maxNodes: ANYTHING,
});

const WORKFLOW = Symbol.for('cdk8s-genomics.GenomicsWorkflow');

/**
 * A pipeline: owns one Argo `WorkflowTemplate`, whose DAG is made of the stages below it. The edges come from what
 * stages read. What this class does not model is reached through its child:
 * `ApiObject.of(workflow.resource).addJsonPatch(…)`.
 */
export class GenomicsWorkflow<const P extends Readonly<Record<string, ParameterProps>> = Record<never, never>>
  extends Construct
  implements DagScope
{
  readonly [DAG_SCOPE] = true as const;
  readonly [WORKFLOW] = true as const;
  /** The parameters, to be used as inputs and in names. */
  readonly parameters: { readonly [K in keyof P]: Value };
  /**
   * The run's own id, another for each submission: for names of files that must be new in each run ({@link settled}).
   */
  readonly runId: Value;
  /** The manifest, for what this library does not model. */
  readonly resource: ApiObject;
  /** The account that its pods run under, unless their stage names another. */
  readonly serviceAccountName: string;
  /**
   * The workflow's own account, and its role, to which rules may be added: `workflow.role?.allow(['get'], …)`. None
   * where `serviceAccountName` names an account that exists.
   */
  readonly serviceAccount: WorkflowAccount | undefined;
  readonly role: WorkflowRole | undefined;
  /** @internal */
  readonly account: PodAccount;
  /** @internal */
  readonly names = new TakenNames();
  /** @internal */
  readonly program: StageProgram;
  /** @internal */
  readonly removesUnfinished: boolean;

  constructor(scope: Construct, id: string, props: GenomicsWorkflowProps<P> = {}) {
    super(...placeOf(scope, id));
    mustBe(this, props, WORKFLOW_PROPS);
    const {
      parameters,
      name = id,
      entrypoint = name,
      ttlSeconds = 604_800,
      parallelism,
      maxNodes,
      diagrams,
      printPlan,
      denyCloudMetadata = false,
      exclusive,
      schedule,
      onExit,
      removeUnfinished = false,
      ...defaults
    } = props;
    const declared = Object.entries<ParameterProps>(parameters ?? {}).map(([key, value]) =>
      parameterOf(this, key, value),
    );
    setDefaults(this, defaults);
    if (denyCloudMetadata) setDefaults(this, { labels: { [PART_OF]: name } });
    if (denyCloudMetadata) new CloudMetadataPolicy(this, 'MetadataPolicy', objectName(this, name));
    readableAtSynth(this);
    checkAtSynth(this);
    if (exclusive === true) mustHaveVersion(this, resolveDefaults(this, {}).argoVersion, 'a mutex');
    mustBeWhole(this, 'ttlSeconds', ttlSeconds, 0);
    mustBeWhole(this, 'parallelism', parallelism, 1);
    this.parameters = Object.freeze(
      Object.fromEntries(
        declared.map(({ name, value, enum: words }) => [
          name,
          Value.part({ kind: 'parameter', name, owner: this, default: value, ...(words && { words }) }),
        ]),
      ),
    ) as { readonly [K in keyof P]: Value };
    this.runId = Value.part({ kind: 'run', owner: this });
    this.names.template(this, templateName(this, entrypoint));
    const { serviceAccountName, imagePullSecrets = [] } = resolveDefaults(this, {});
    const own =
      serviceAccountName === undefined
        ? new ExecutorAccount(this, 'Account', { name: objectName(this, name), pullSecrets: imagePullSecrets })
        : undefined;
    decideAccount(this);
    this.serviceAccount = own?.serviceAccount;
    this.role = own?.role;
    this.serviceAccountName = own === undefined ? accountName(this, serviceAccountName ?? '') : objectName(this, name);
    const account = { name: this.serviceAccountName, pullSecrets: own === undefined ? [] : imagePullSecrets };
    this.account = account;
    const { names } = this;
    const atEnd = { parameters: declared.map((one) => one.name), names, account };
    const handler = onExit && new ExitHandler(this, 'OnExit', onExit as OnExit<string>, atEnd);
    const exit = handler?.template;
    this.removesUnfinished = removeUnfinished;
    const cleanUp = removeUnfinished ? new CleanUp(this, 'CleanUp', names, account) : undefined;
    if (exit !== undefined && cleanUp !== undefined) this.names.template(this, AT_EXIT);
    const lower = (): WorkflowModel => {
      if (stepsOf(this).length === 0) throw noStage(this);
      names.mustBeLinkedAll();
      const { templates, ...last } = atExit([
        ...(exit === undefined ? [] : [{ ...exit, volumes: podVolumes([], this.program.name) }]),
        ...(cleanUp === undefined ? [] : [cleanUp.template(this.program.name)]),
      ]);
      return {
        entrypoint,
        parameters: declared,
        templates: [...entrypointDag(this, entrypoint, tasksOf(this)).templates, ...templates],
        ...last,
        serviceAccountName: this.serviceAccountName,
        ttlSeconds,
        ...(parallelism === undefined ? {} : { parallelism }),
        ...this.locks(exclusive ?? true),
      };
    };
    let spec: ReturnType<typeof renderWorkflow> | undefined;
    const resource = new ApiObject(this, 'Resource', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTemplate',
      metadata: {
        name: objectName(this, name),
        namespace: namespaceOf(this),
        // A reviewer sees who wrote the manifest, by which version, and how to check it.
        labels: { 'app.kubernetes.io/managed-by': 'cdk8s-genomics' },
        annotations: {
          'cdk8s-genomics/version': VERSION,
          'cdk8s-genomics/check': 'npx --no cdk8s-genomics check <this file>',
        },
      },
      spec: Lazy.any({ produce: () => spec }),
    });
    this.resource = inOrder(resource, () => {
      spec = renderWorkflow(lower());
    });
    if (schedule !== undefined)
      new WorkflowSchedule(this, 'Schedule', schedule as Schedule<Readonly<Record<string, string>>>, {
        name: this.resource.name,
        parameters: declared,
      });
    this.program = new StageProgram(this, 'Program', objectName(this, name));
    if (handler !== undefined) this.program.add([EXIT, ...handler.files]);
    if (cleanUp !== undefined) this.program.add([CLEAN]);
    reportAtSynth(this, name, diagrams, printPlan);
    limitNodes(this, this.resource, maxNodes);
    this.node.addValidation({
      validate: () => {
        mustBeOrdered(this);
        mustBeCovered(this);
        mustBeTold(this);
        return [];
      },
    });
  }

  /** The shell that its pods run: an immutable ConfigMap of cdk8s-plus-27, which is named by its content. */
  get configMap(): IConstruct {
    return this.program.configMap;
  }

  /** What makes two runs in one folder wait for each other. */
  private locks(exclusive: boolean): Pick<WorkflowModel, 'locks'> {
    const locks = exclusive ? locksOf(resolveDefaults(this, {}).argoVersion, this.names.folders) : undefined;
    return locks === undefined ? {} : { locks };
  }

  /** The workflow that a construct stands in. */
  static of(construct: IConstruct): GenomicsWorkflow {
    mustBeConstruct(construct, 'GenomicsWorkflow.of');
    const found = construct.node.scopes.find((scope): scope is GenomicsWorkflow => WORKFLOW in scope);
    if (found !== undefined) return found;
    throw new GenomicsError('foreign-scope', construct, {
      what: 'there is no workflow above',
      got: `scope '${construct.node.scope?.node.path ?? ''}'`,
      expected: 'a GenomicsWorkflow',
      fix: 'create it below a GenomicsWorkflow',
    });
  }
}

function parameterOf(where: IConstruct, key: string, props: ParameterProps): WorkflowParameter {
  return { name: parameterName(where, key), ...(typeof props === 'string' ? { value: props } : props) };
}

function noStage(workflow: IConstruct): GenomicsError {
  return new GenomicsError('empty-workflow', workflow, {
    what: 'the workflow has no stage',
    got: 'none',
    expected: 'at least one',
    fix: 'create one below it',
  });
}
