import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kubernetesExpand } from '../../argo/kubernetes-expand';
import { parseQuantity } from '../../check/kubernetes/quantity';
import type { EmptyDir, Volume, VolumeMount } from '../manifest';
import type { Files, Objects } from '../objects';
import type { Process } from '../process';
import { ArgoError } from '../substitute';
import type { Invocation, Parameters } from '../template';
import { layKeys } from './keys';

/** A folder or a file of this machine, and where a container sees it. */
export interface Mount {
  readonly mode: 'ro' | 'rw';
  readonly folder: string;
  readonly path: string;
  /** Of scratch: what it may hold. */
  readonly scratch?: Scratch;
}

export interface Scratch {
  readonly volume: string;
  readonly isMemory: boolean;
  /** As the manifest has it. */
  readonly sizeLimit: string | undefined;
  /** In bytes. */
  readonly limit: number | undefined;
}

/** Where the volumes of a run lie. */
export interface Volumes {
  /** A folder of the run's own, for what pods need while they run, and for their logs. */
  readonly folder: string;
  /** The folders that stand for claims, by the claims' names. */
  readonly claims: Parameters;
  readonly objects: Objects;
}

/** Lays out what a pod mounts, scratch and keys below a folder of its own; those above others come first. */
export function mountsOf(
  { container, volumes, securityContext }: Invocation,
  { env }: Process,
  own: string,
  given: Volumes,
): readonly Mount[] {
  const folders = new Map<string, string>();
  const found = (container.volumeMounts ?? []).map((mount): Mount => {
    const volume = volumes.find(({ name }) => name === mount.name);
    if (volume === undefined) throw new ArgoError(`there is no volume ${mount.name}`);
    const root = folders.get(volume.name) ?? laidOut(volume, own, given, securityContext?.fsGroup);
    folders.set(volume.name, root);
    const folder = join(root, subPathOf(mount, env));
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) mkdirSync(folder, { recursive: true });
    return {
      mode: isReadOnly(mount, volume) ? 'ro' : 'rw',
      folder,
      path: mount.mountPath.replace(/\/+$/, ''),
      ...(volume.emptyDir === undefined ? {} : { scratch: scratchOf(volume.name, volume.emptyDir) }),
    };
  });
  return inOrder(found);
}

/** Those above others first. */
export function inOrder(mounts: readonly Mount[]): readonly Mount[] {
  return [...mounts].sort((one, other) => one.path.length - other.path.length);
}

/** Where this machine has a path of a container's, if that is in one of its mounts. */
export function hostPath(mounts: readonly Mount[], path: string): string | undefined {
  const mount = [...mounts].reverse().find((one) => path.startsWith(`${one.path}/`));
  return mount === undefined ? undefined : join(mount.folder, path.slice(mount.path.length));
}

/** Raw artifacts are there when the container starts. What lies in no mount is a mount of its own. */
export function layArtifacts(files: Parameters, mounts: readonly Mount[], own: string): readonly Mount[] {
  return Object.entries(files).flatMap(([path, text], at) => {
    const inside = hostPath(mounts, path);
    const file = inside ?? join(own, 'artifacts', `${at}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return inside === undefined ? [{ mode: 'rw' as const, folder: file, path }] : [];
  });
}

/** A new folder in which everybody may write, as scratch is. */
export function scratchFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
  return folder;
}

function subPathOf({ subPath = '', subPathExpr }: VolumeMount, env: Process['env']): string {
  return subPathExpr === undefined ? subPath : kubernetesExpand(subPathExpr, (name) => env[name]);
}

function isReadOnly({ readOnly }: VolumeMount, { persistentVolumeClaim, configMap, secret }: Volume): boolean {
  return (
    readOnly === true || persistentVolumeClaim?.readOnly === true || configMap !== undefined || secret !== undefined
  );
}

function scratchOf(volume: string, { medium = '', sizeLimit }: EmptyDir): Scratch {
  return {
    volume,
    isMemory: medium === 'Memory',
    sizeLimit: sizeLimit === undefined ? undefined : `${sizeLimit}`,
    limit: sizeLimit === undefined ? undefined : parseQuantity(sizeLimit),
  };
}

/** The folder of a volume, with what it holds from the start. */
function laidOut(volume: Volume, own: string, given: Volumes, group: number | undefined): string {
  const { name, persistentVolumeClaim, configMap, secret } = volume;
  if (persistentVolumeClaim !== undefined) {
    const { claimName } = persistentVolumeClaim;
    const folder = given.claims[claimName];
    if (folder === undefined) throw new ArgoError(`no folder stands for the claim ${claimName}`);
    return folder;
  }
  const source = configMap ?? secret;
  if (source === undefined) return scratchFolder(join(own, 'volumes', name));
  // Nobody may write there: what was laid out for one pod of a run serves all.
  const known = createHash('sha256')
    .update(JSON.stringify([configMap, secret, group]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(given.folder, 'objects', known);
  if (!existsSync(folder)) layKeys(scratchFolder(folder), keysOf(volume, given.objects), { ...source, group });
  return folder;
}

function keysOf({ configMap, secret }: Volume, { configMaps, secrets }: Objects): Files {
  const found = configMap === undefined ? secrets.get(secret?.secretName ?? '') : configMaps.get(configMap.name ?? '');
  return found ?? new Map();
}
