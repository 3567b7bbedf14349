import type { IConstruct } from 'constructs';
import { leastBytes, type PathSet } from '../argo/gather';
import { kubernetesEscape } from '../argo/kubernetes-expand';
import type { ContainerTemplate, PodVolume } from '../argo/model';
import { accountName } from '../argo/names';
import { mustBeRetry, retryOf } from '../argo/retry';
import { GenomicsError } from '../errors';
import { type ArgoVersion, atLeast, locksOf } from '../pods/argo-version';
import { deadlineOf } from '../pods/deadline';
import { environmentOptions, variablesOf } from '../pods/environment';
import { imageOf } from '../pods/image';
import { mountsOf } from '../pods/mounts';
import { placementOf, profileOf } from '../pods/placement';
import { podSpecPatch } from '../pods/pod-spec-patch';
import { resourcesOf, sizeOf } from '../pods/resources';
import type { StageDefaults } from '../pods/stage-defaults';
import { PROGRAM, type ScriptFile } from '../shell/script-file';
import type { ShellFile } from '../shell/shell-file';
import { imageName } from '../shell/work-key';
import type { IVolume } from '../storage/file';
import { mebibytes } from '../values/quantity';
import { type BoundInput, type BoundOutput, hasSource, isSet } from './bound-io';
import { listPath, stageEnvironment } from './stage-environment';

/** What a stage hands over to be written as a template. */
export interface StageContainer {
  readonly name: string;
  readonly title: string | undefined;
  readonly inputs: readonly BoundInput[];
  readonly outputs: readonly BoundOutput[];
  /** Those of its files, each once. */
  readonly volumes: readonly IVolume[];
  /** Whether results appear under their own paths. */
  readonly isPublishing: boolean;
  readonly script: string;
  readonly identify: string | undefined;
  readonly cacheKey: string | undefined;
  /** Whether the workflow removes what attempts left without a record. */
  readonly removable: boolean;
  /** Files of shell functions that the texts call. */
  readonly uses: readonly ShellFile[];
  /** Files that the texts name. */
  readonly files: readonly ScriptFile[];
  readonly versions: string | undefined;
  readonly stub: string | undefined;
  readonly settings: StageDefaults;
  /** The queue of the whole workflow. */
  readonly workflowQueue: StageDefaults['queue'];
  /** The workflow's account. */
  readonly account: PodAccount;
}

/** An account that pods run under, and the pull secrets that it carries as far as we know. */
export interface PodAccount {
  readonly name: string;
  readonly pullSecrets: readonly string[];
}

/**
 * Argo's executor finds its template in a variable of its environment, where Kubernetes makes `$` of `$$`, or, where
 * the template is long, in a file, where nobody does. So no `$` is in it: stage.sh makes one of each character 1, which
 * no path may hold.
 */
function listText(key: string): string {
  return `{{=sprig.replace('$', '\\u0001', inputs.parameters.${key})}}`;
}

/**
 * A container template of which some is known only when the whole workflow is: the program's name, and the texts that
 * others read.
 */
export interface StageTemplate extends Omit<ContainerTemplate, 'args' | 'volumes'> {
  readonly args: (more: readonly string[]) => readonly string[];
  readonly volumes: (program: string) => readonly PodVolume[];
}

/**
 * Argo ends a task with an error whose display name has other characters, or more than 63 (operator.go of 3.7 to 4.1).
 */
function displayName(title: string): string {
  return title
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .slice(0, 63)
    .replace(/^[-.]+|[-.]+$/g, '');
}

/** A word of the work key. */
export function mustBeWord(stage: IConstruct, cacheKey: string): string {
  if (/^[A-Za-z0-9][-A-Za-z0-9._]*$/.test(cacheKey)) return cacheKey;
  throw new GenomicsError('invalid-value', stage, {
    what: 'a cacheKey is not a word',
    got: `'${cacheKey}'`,
    expected: "letters, digits, '-', '_' and '.'",
    fix: "name what is made and its version, as in 'bwa-index-1'",
  });
}

/** Without a way to ask what is behind a URL, the work is never taken for done. */
const UNKNOWN = 'exit 1';

/** A stage as a container template: what it declares, its script, and an environment that holds every value. */
export function containerTemplate(stage: IConstruct, props: StageContainer): StageTemplate {
  const { name, title, inputs, outputs, volumes, script, versions, stub, settings } = props;
  const identify = props.identify ?? (hasSource(inputs) ? UNKNOWN : undefined);
  const { retry = {}, argoVersion = '3.4', env = {} } = settings;
  const { cpu, memory, scratch } = sizeOf(stage, settings);
  const image = imageOf(stage, settings.image);
  mustBeRetry(stage, retry);
  const merges = inputs.some(({ option }) => /^--(inputs|settled|succeeded)=/.test(option));
  const profile = profileOf(settings, { name, cpu, memory, minutes: settings.estimate?.minutes, merges });
  const resources = resourcesOf(stage, settings, profile?.ownInstance);
  const paths = volumes.map(({ mountPath }) => mountPath);
  const extra = mountsOf(stage, settings.mounts ?? {}, { paths, memory });
  const attempts = retryOf(retry);
  const account = ownAccount(stage, props);
  for (const input of inputs.filter(isSet)) mustFit(stage, input, argoVersion);
  const options = [
    `--stage=${name}`,
    `--image=${imageName(image)}`,
    ...(props.cacheKey === undefined ? [] : [`--cache-key=${props.cacheKey}`]),
    `--scratch-mib=${mebibytes(scratch)}`,
    `--retries=${attempts.limit}`,
    ...(props.removable ? ['--removable'] : []),
    ...volumes.map(({ mountPath, workFolder }) => `--volume=${mountPath},${mountPath}${workFolder}`),
    ...props.uses.map((file) => `--use=${file.name}`),
    ...props.files.map((file) => `--file=${file.name}`),
    ...extra.flatMap(({ option }) => option ?? []),
    ...environmentOptions(env),
    ...inputs.map(({ option }) => option),
    ...outputs.map(({ variable, file, published }) =>
      [`--${published && props.isPublishing ? 'publish' : 'output'}=${variable}`, ...file.secondary].join(','),
    ),
  ];
  const texts = [
    ...(identify === undefined ? [] : ['--identify', identify]),
    ...(versions === undefined ? [] : ['--versions', versions]),
    // Where the script needs no tool it is its own stub.
    ...(stub === undefined ? [] : ['--stub', stub === script ? '' : stub]),
    '--script',
    script,
  ];
  const patch = podSpecPatch(stage, {
    resources,
    retry,
    argoVersion,
    pullSecrets: missingSecrets(props, account),
  });
  return {
    kind: 'container',
    name,
    ...(title !== undefined && atLeast(argoVersion, '3.7') ? { title: displayName(title) } : {}),
    inputs: [
      ...inputs.map(({ key, default: value }) => ({ name: key, ...(value === undefined ? {} : { default: value }) })),
      ...outputs.map(({ parameter }) => ({ name: parameter })),
    ],
    files: inputs
      .filter(isSet)
      .map(({ key, variable }) => ({ name: key, path: listPath(variable), text: listText(key) })),
    image,
    command: ['sh', `${PROGRAM}/stage.sh`],
    args: (more) => [...options, ...more, ...texts].map(kubernetesEscape),
    env: [
      ...stageEnvironment(inputs, outputs, [script, identify, stub, ...props.uses.map(({ text }) => text)].join('\n')),
      ...variablesOf(env),
    ],
    resources,
    mounts: [
      ...volumes.map(({ volumeName, mountPath, readOnly }) => ({ volume: volumeName, path: mountPath, readOnly })),
      { volume: 'scratch', path: '/tmp', readOnly: false },
      { volume: 'stage', path: PROGRAM, readOnly: true },
      ...extra.map(({ mount }) => mount),
    ],
    volumes: (program) => [...podVolumes(volumes, program), ...extra.map(({ volume }) => volume)],
    owner: outputs[0]?.file.volume.owner ?? 'root',
    retry: attempts,
    ...sharedLocks(props),
    ...(account === undefined ? {} : { serviceAccountName: account }),
    ...deadlineOf(stage, settings.deadlineSeconds),
    placement: placementOf(stage, settings, profile, props.workflowQueue),
    ...(patch === undefined ? {} : { podSpecPatch: patch }),
  };
}

/**
 * Half of Linux's MAX_ARG_STRLEN. Before 3.6 Argo hands a pod its whole template, with the set as a parameter and as
 * an artifact, as one variable of its environment (createWorkflowPod of its workflowpod.go); since then, what is longer
 * as a ConfigMap.
 */
const LONGEST_SET = 65_536;

function mustFit(
  stage: IConstruct,
  { key, argument }: BoundInput & { readonly argument: PathSet },
  argoVersion: ArgoVersion,
): void {
  const bytes = leastBytes(argument);
  if (atLeast(argoVersion, '3.6') || bytes < LONGEST_SET) return;
  throw new GenomicsError('invalid-value', stage, {
    what: `input '${key}' lists more paths than Argo ${argoVersion} can hand to a pod`,
    got: `${bytes} bytes or more`,
    expected: `fewer than ${LONGEST_SET} bytes before Argo 3.6`,
    fix: "set argoVersion: '3.6' or later where the cluster has it, or gather in steps: a map of maps",
  });
}

/** What runs share only one makes: the later waits, and finds it made. */
function sharedLocks({ outputs: [first], cacheKey, settings }: StageContainer): Pick<ContainerTemplate, 'locks'> {
  if (cacheKey === undefined || first === undefined) return {};
  const locks = locksOf(settings.argoVersion, [`{{inputs.parameters.${first.parameter}}}`]);
  return locks === undefined ? {} : { locks };
}

/** What a pod mounts: claims, scratch, and the program of its workflow. */
export function podVolumes(volumes: readonly IVolume[], program: string): readonly PodVolume[] {
  return [
    ...volumes.map(({ volumeName, claimName }) => ({ name: volumeName, claimName })),
    { name: 'scratch', emptyDir: {} },
    { name: 'stage', configMap: program },
  ];
}

/** The account that a stage, or a scope between it and its workflow, names; undefined where it is the workflow's. */
function ownAccount(stage: IConstruct, { settings, account }: StageContainer): string | undefined {
  const { serviceAccountName = account.name } = settings;
  return serviceAccountName === account.name ? undefined : accountName(stage, serviceAccountName);
}

/** Secrets that the account of the pod does not carry, as far as we know: only the workflow's own is ours. */
export function missingSecrets(
  { settings, account }: Pick<StageContainer, 'settings' | 'account'>,
  own: string | undefined,
): readonly string[] {
  const carried = own === undefined ? account.pullSecrets : [];
  return (settings.imagePullSecrets ?? []).filter((secret) => !carried.includes(secret));
}
