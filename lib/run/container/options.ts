import { parseQuantity } from '../../check/kubernetes/quantity';
import type { Mount } from '../machine/mounts';
import type { Pod } from '../machine/runtime';
import type { Invocation, Parameters } from '../template';
import type { Program } from './program';

/** What of a container no manifest says. */
export interface Surroundings {
  readonly program: Pick<Program, 'name' | 'isRootless'>;
  /** What this machine has: an engine refuses more. */
  readonly cpus: number;
  /** A folder of programs that stand before the image's, and where the image looks for its own. */
  readonly programs?: { readonly folder: string; readonly path: string } | undefined;
  /** When an image is fetched. */
  readonly pull: Pull;
  /** By which a person finds a run's containers. */
  readonly labels: Parameters;
}

export type Pull = 'always' | 'missing' | 'never';

/** As the kubelet, which says `Always` of the tag `latest`: here what is there is taken. */
export function pullOf({ container }: Pick<Invocation, 'container'>): Pull {
  const { imagePullPolicy } = container;
  return imagePullPolicy === 'Always' ? 'always' : imagePullPolicy === 'Never' ? 'never' : 'missing';
}

/** Where a container sees the programs that stand before its image's. */
const PROGRAMS = '/.cdk8s-genomics/tools';

/** The arguments by which `docker` or `podman` runs a container as the kubelet would. */
export function runArguments(pod: Pod, surroundings: Surroundings): readonly string[] {
  const { name, invocation, process: asked } = pod;
  const { image = '' } = invocation.container;
  const [entrypoint, ...words] = asked.command;
  return [
    'run',
    // As under Argo, the command is not the first process: a signal that it does not know ends it.
    '--init',
    ...['--name', name, '--hostname', name, '--log-driver', 'none', '--pull', surroundings.pull],
    ...Object.entries(surroundings.labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
    ...userOptions(invocation, surroundings),
    ...securityOptions(invocation, surroundings),
    ...limitOptions(invocation, surroundings.cpus),
    ...pod.mounts.flatMap(mountOption),
    ...environment(pod, surroundings),
    ...(asked.cwd === undefined ? [] : ['--workdir', asked.cwd]),
    ...(entrypoint === undefined ? [] : ['--entrypoint', entrypoint]),
    image,
    ...words,
    ...asked.args,
  ];
}

function userOptions({ container, securityContext }: Invocation, { program }: Surroundings): readonly string[] {
  const uid = container.securityContext?.runAsUser ?? securityContext?.runAsUser;
  const gid = container.securityContext?.runAsGroup ?? securityContext?.runAsGroup;
  const groups = [securityContext?.fsGroup, ...(securityContext?.supplementalGroups ?? [])];
  const more = groups.flatMap((group) => (group === undefined ? [] : ['--group-add', `${group}`]));
  if (uid === undefined) return gid === undefined ? more : ['--user', `0:${gid}`, ...more];
  const user = `${uid}${gid === undefined ? '' : `:${gid}`}`;
  // What is yours outside is the container's user's inside.
  const own = program.isRootless ? ['--userns', `keep-id:uid=${uid},gid=${gid ?? 0}`] : [];
  return [...own, '--user', user, ...more];
}

function securityOptions({ container, securityContext }: Invocation, { program }: Surroundings): readonly string[] {
  const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities, seccompProfile } =
    container.securityContext ?? {};
  const seccomp = (seccompProfile ?? securityContext?.seccompProfile)?.type;
  return [
    // Where SELinux is, a container would else not read the folders that it is given.
    ...['--security-opt', 'label=disable'],
    ...(allowPrivilegeEscalation === false ? ['--security-opt', 'no-new-privileges'] : []),
    ...(seccomp === 'Unconfined' ? ['--security-opt', 'seccomp=unconfined'] : []),
    ...(readOnlyRootFilesystem === true ? ['--read-only'] : []),
    // Podman would give it a /tmp, /run and /var/tmp in memory.
    ...(readOnlyRootFilesystem === true && program.name === 'podman' ? ['--read-only-tmpfs=false'] : []),
    ...(capabilities?.drop ?? []).flatMap((one) => ['--cap-drop', one]),
    ...(capabilities?.add ?? []).flatMap((one) => ['--cap-add', one]),
  ];
}

/** A node of a cluster has no swap. */
function limitOptions({ container }: Invocation, cpus: number): readonly string[] {
  const { limits } = container.resources ?? {};
  const [cpu, memory] = [parseQuantity(limits?.['cpu']), parseQuantity(limits?.['memory'])];
  const bytes = `${Math.floor(memory ?? 0)}`;
  return [
    ...(cpu === undefined ? [] : ['--cpus', `${Math.min(cpu, cpus)}`]),
    ...(memory === undefined ? [] : ['--memory', bytes, '--memory-swap', bytes]),
  ];
}

function mountOption({ mode, folder, path, scratch }: Mount): readonly string[] {
  if (scratch?.isMemory === true) {
    const size = scratch.limit === undefined ? [] : [`tmpfs-size=${Math.floor(scratch.limit)}`];
    return ['--mount', fields(['type=tmpfs', `target=${path}`, 'tmpfs-mode=1777', ...size])];
  }
  const parts = ['type=bind', `source=${folder}`, `target=${path}`];
  return ['--mount', fields(mode === 'ro' ? [...parts, 'readonly'] : parts)];
}

/** Engines read the option as a line of CSV: a folder's name may hold anything. */
function fields(parts: readonly string[]): string {
  return parts.map((part) => (/[",\n]/.test(part) ? `"${part.replaceAll('"', '""')}"` : part)).join(',');
}

function environment({ process: asked }: Pod, { programs }: Surroundings): readonly string[] {
  const own = programs === undefined ? [] : mountOption({ mode: 'ro', folder: programs.folder, path: PROGRAMS });
  const path = programs === undefined ? {} : { PATH: `${PROGRAMS}:${asked.env['PATH'] ?? programs.path}` };
  const variables = Object.entries({ ...asked.env, ...path });
  return [...own, ...variables.flatMap(([key, value]) => ['--env', `${key}=${value}`])];
}
