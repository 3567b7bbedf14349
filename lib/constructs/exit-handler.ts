import { Construct } from 'constructs';
import { kubernetesEscape } from '../argo/kubernetes-expand';
import type { ContainerTemplate, EnvironmentVariable, Resources } from '../argo/model';
import { screaming, templateName } from '../argo/names';
import { mustBeRetry, type RetryPolicy } from '../argo/retry';
import { GenomicsError } from '../errors';
import { mustBeSecretKey } from '../pods/environment';
import { imageOf } from '../pods/image';
import { placementOf, profileOf } from '../pods/placement';
import { podSpecPatch } from '../pods/pod-spec-patch';
import { resourcesOf, sizeOf } from '../pods/resources';
import type { StageDefaults } from '../pods/stage-defaults';
import { mustBeUsable, resolveDefaults } from '../pods/stage-defaults';
import { PROGRAM, type ScriptFile } from '../shell/script-file';
import { type Shell, ShellVariable } from '../shell/shell';
import { DEFAULT_OWNER } from '../storage/oss-options';
import { defined } from '../values/defined';
import { mustBeWhole } from '../values/numbers';
import { missingSecrets, type PodAccount } from './container';
import { carried, VALUE_OF_FAILURES } from './exit-values';
import { scriptOf } from './script-context';
import type { TakenNames } from './taken-names';

/** What the script of an exit handler may refer to. */
export interface ExitContext<N extends string> {
  readonly run: {
    /** The Workflow's name. */
    readonly name: ShellVariable;
    readonly namespace: ShellVariable;
    readonly uid: ShellVariable;
    /** `Succeeded`, `Failed` or `Error`. */
    readonly status: ShellVariable;
    /** Seconds since its start, with decimals. */
    readonly duration: ShellVariable;
    /**
     * What failed or erred, failed attempts too, as a JSON list in one line: objects with `displayName`, `message`,
     * `templateName`, `phase`, `podName` and `finishedAt`. Of many the first, as many as fit into 32 KiB.
     */
    readonly failures: ShellVariable;
  };
  /** The workflow's parameters. */
  readonly parameters: { readonly [K in N]: ShellVariable };
  /** A key of a Secret in the workflow's namespace. Without it the handler ends at once and tells which is missing. */
  readonly secret: (name: string, key: string) => ShellVariable;
}

/** Settings of stages that an exit handler has too. What its stages ask for is not its own. */
type Settings = 'image' | 'cpu' | 'memory' | 'compute' | 'queue' | 'priorityClassName' | 'tolerations';

/**
 * A container that runs at the end of each run, whatever happened; Argo leaves it out of one that is terminated. It
 * tells somebody: it has no files. Where the run succeeded and the handler does not, Argo calls the run failed.
 */
export interface OnExit<N extends string> extends Pick<StageDefaults, Settings | 'labels' | 'annotations'> {
  /** The work, in POSIX shell, under `set -eu`. Its status is the handler's. */
  readonly script: (context: ExitContext<N>) => Shell;
  /** Its template's name. @default 'on-exit' */
  readonly name?: string;
  /** Tried again after any failure but 69. @default 3 retries, after 30 s, 60 s and 120 s */
  readonly retry?: Pick<RetryPolicy, 'limit' | 'backoff' | 'factor'>;
  /** Seconds after which an attempt is ended, also one whose image cannot be pulled. @default 300 */
  readonly deadlineSeconds?: number;
}

/**
 * Somebody who waits must not wait for a node with room for a stage: 1 CPU and 1Gi are ECI's smallest with a whole CPU.
 */
export const SMALL = { cpu: 1, memory: '1Gi', scratch: '100Mi' } as const;

const RUN = ['name', 'namespace', 'uid', 'status', 'duration', 'failures'] as const;

/** What an exit handler needs of its workflow. */
interface ExitWorkflow {
  /** The parameters' names. */
  readonly parameters: readonly string[];
  readonly names: TakenNames;
  readonly account: PodAccount;
}

/** Lowers what a workflow's `onExit` says. Its shell is `exit.sh` of the workflow's program. */
export class ExitHandler extends Construct {
  /** The template, but for the volumes: the program's name is known when all stages are. */
  readonly template: Omit<ContainerTemplate, 'volumes'>;
  /** Files that its script names. */
  readonly files: readonly ScriptFile[];

  constructor(scope: Construct, id: string, props: OnExit<string>, { parameters, names, account }: ExitWorkflow) {
    super(scope, id);
    const { script: write, name: given = 'on-exit', retry = {}, deadlineSeconds = 300, ...own } = props;
    mustBeUsable(this, own);
    const name = names.template(this, templateName(this, given));
    // The stages' sizes and queue are for their work.
    const settings: StageDefaults = { ...resolveDefaults(this, own), ...SMALL, queue: false, ...ownSettings(own) };
    mustBeWhole(this, 'deadlineSeconds', deadlineSeconds, 1);
    mustBeRetry(this, retry);
    const { cpu = SMALL.cpu, memory = SMALL.memory } = settings;
    // What stages request, or ask of a node beside, is not its own.
    const size = { cpu, memory, scratch: SMALL.scratch };
    const profile = profileOf(settings, { name, ...sizeOf(this, size), minutes: undefined, merges: false });
    const resources = resourcesOf(this, size);
    const secrets = new Secrets(this);
    const context = {
      run: Object.fromEntries(RUN.map((key) => [key, new ShellVariable(`RUN_${screaming(key)}`, `the run's ${key}`)])),
      parameters: Object.fromEntries(
        parameters.map((key) => [key, new ShellVariable(variableOf(key), `parameter '${key}'`)]),
      ),
      secret: (secret, key) => secrets.variable(secret, key),
    } as ExitContext<string>;
    const { text: script, files } = scriptOf(this, 'script', context, write);
    this.files = files;
    const isUsed = (variable: string): boolean => new RegExp(`\\b${variable}\\b`).test(script);
    const used = parameters.filter((key) => isUsed(variableOf(key)));
    mustDiffer(this, used);
    const facts = RUN.filter((key) => isUsed(`RUN_${screaming(key)}`));
    const options = [
      ...used.map((key) => `--value=${variableOf(key)}`),
      ...(facts.includes('failures') ? ['--failures=RUN_FAILURES'] : []),
      ...secrets.options,
    ];
    const patch = patchAtExit(this, account, settings, resources);
    this.template = {
      kind: 'container',
      name,
      inputs: [],
      files: [],
      image: imageOf(this, settings.image),
      command: ['sh', `${PROGRAM}/exit.sh`],
      args: [...options, '--script', script].map(kubernetesEscape),
      env: [
        ...facts.map((key) => ({
          name: `RUN_${screaming(key)}`,
          value: key === 'failures' ? VALUE_OF_FAILURES : `{{workflow.${key}}}`,
        })),
        ...used.map((key) => ({ name: variableOf(key), value: carried(`workflow.parameters.${key}`) })),
        ...secrets.environment,
      ],
      resources,
      mounts: [
        { volume: 'scratch', path: '/tmp', readOnly: false },
        { volume: 'stage', path: PROGRAM, readOnly: true },
      ],
      owner: DEFAULT_OWNER,
      retry: untilTold(retry),
      deadlineSeconds,
      placement: placementOf(this, settings, profile),
      ...(patch === undefined ? {} : { podSpecPatch: patch }),
    };
  }
}

/** The pull secrets that the workflow's account does not carry, for a container that runs at the end of a run. */
export function patchAtExit(
  where: Construct,
  account: PodAccount,
  settings: StageDefaults,
  resources: Resources,
): string | undefined {
  return podSpecPatch(where, {
    resources,
    retry: {},
    argoVersion: settings.argoVersion ?? '3.4',
    pullSecrets: missingSecrets({ settings, account }, undefined),
  });
}

/** The Secrets that a script asks for, each key once. */
class Secrets {
  readonly #known = new Map<string, EnvironmentVariable & { readonly secret: string; readonly key: string }>();

  constructor(private readonly handler: Construct) {}

  variable(secret: string, key: string): ShellVariable {
    mustBeSecretKey(this.handler, secret, key);
    const place = `${secret}/${key}`;
    const known = this.#known.get(place);
    const name = known?.name ?? this.nameFor(place);
    this.#known.set(place, { name, secret, key });
    return new ShellVariable(name, `key '${key}' of Secret '${secret}'`);
  }

  get environment(): readonly EnvironmentVariable[] {
    return [...this.#known.values()];
  }

  get options(): readonly string[] {
    return [...this.#known].map(([place, { name }]) => `--secret=${name},${place}`);
  }

  /** Two places may differ in their punctuation only. */
  private nameFor(place: string): string {
    const plain = `SECRET_${place.replace(/[^a-zA-Z0-9]+/g, '_').toUpperCase()}`;
    const isTaken = (name: string): boolean => this.environment.some((one) => one.name === name);
    let name = plain;
    for (let number = 2; isTaken(name); number += 1) name = `${plain}_${number}`;
    return name;
  }
}

/** A webhook may answer again, whatever it said; what is refused here would be refused again. */
function untilTold({ limit = 3, backoff = '30s', factor = 2 }: RetryPolicy): ContainerTemplate['retry'] {
  const expression = "lastRetry.status == 'Error' || asInt(lastRetry.exitCode) != 69";
  return { limit: `${limit}`, backoff: { duration: backoff, factor: `${factor}` }, expression };
}

function variableOf(parameter: string): string {
  return `IN_${screaming(parameter)}`;
}

/** Labels and annotations are merged with those from above by then. */
function ownSettings({ labels: _, annotations: __, ...settings }: StageDefaults): StageDefaults {
  return defined(settings);
}

function mustDiffer(handler: Construct, parameters: readonly string[]): void {
  const twice = parameters.find(
    (key, at) => parameters.findIndex((other) => variableOf(other) === variableOf(key)) < at,
  );
  if (twice === undefined) return;
  throw new GenomicsError('duplicate-name', handler, {
    what: 'two parameters that an exit handler uses differ in their spelling only',
    got: `'${twice}', which becomes ${variableOf(twice)}`,
    expected: 'different names, in any case',
    fix: 'rename one of the parameters',
  });
}
