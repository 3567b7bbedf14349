import type { Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Mount, PodVolume } from '../argo/model';
import { GenomicsError } from '../errors';
import { mebibytes, quantity } from '../values/quantity';
import { mustBeName } from './queue';

type Only<T> = T & {
  readonly [K in Exclude<'claim' | 'subPath' | 'configMap' | 'secret' | 'emptyDir' | 'size', keyof T>]?: never;
};

/**
 * What a stage has mounted beside the volumes of its files.
 *
 * - `claim`: a PersistentVolumeClaim of the namespace, as a database that tools read, or a folder of it (`subPath`).
 * - `configMap`, `secret`: each key as a file.
 * - `emptyDir`: an empty folder that the stage may write to: `disk` where an image insists on a place of its own,
 * `memory` for `/dev/shm`, whose `size` counts as the stage's memory.
 *
 * All but the last are read-only.
 */
export type ExtraVolume =
  | Only<{ readonly claim: string; readonly subPath?: string }>
  | Only<{ readonly configMap: string }>
  | Only<{ readonly secret: string }>
  | Only<{ readonly emptyDir: 'disk' }>
  | Only<{ readonly emptyDir: 'memory'; readonly size: string | Size }>;

/** Extra volumes by the path at which they are mounted. */
export type ExtraVolumes = Readonly<Record<string, ExtraVolume>>;

/** A volume of a pod, where it is mounted, and what stage.sh must know of it. */
export interface ExtraMount {
  readonly volume: PodVolume;
  readonly mount: Mount;
  readonly option: string | undefined;
}

/** Names below the root: none of `.` and `..`. */
const PATH = /^(\/(?!\.{1,2}(\/|$))[-A-Za-z0-9_.]+)+$/;

/** Where the system, Argo's executor and the stage's own shell have theirs. */
const OWN = ['/tmp', '/stage', '/argo', '/argo-bin', '/var/run/argo', '/run', '/proc', '/sys'];

/** Refuses, where it is written, a mount that no pod could have. */
export function mustBeMounts(where: IConstruct, mounts: ExtraVolumes): void {
  const paths = Object.keys(mounts);
  paths.forEach((path, at) => {
    const other = paths.slice(0, at).find((one) => overlap(one, path));
    if (other !== undefined) throw inTheWay(where, path, other);
  });
  for (const [path, volume] of Object.entries(mounts)) {
    mustBePath(where, path);
    if (volume.claim !== undefined) {
      mustBeName(where, `the claim at ${path}`, volume.claim);
      if (volume.subPath !== undefined) mustBeSubPath(where, path, volume.subPath);
    } else if (volume.configMap !== undefined) {
      mustBeName(where, `the ConfigMap at ${path}`, volume.configMap);
    } else if (volume.secret !== undefined) {
      mustBeName(where, `the Secret at ${path}`, volume.secret);
    } else if (volume.emptyDir === 'memory') {
      quantity(where, `the size of ${path}`, volume.size);
    }
  }
}

/** The mounts of a stage whose files lie below `paths` and whose memory is `memory`. */
export function mountsOf(
  stage: IConstruct,
  mounts: ExtraVolumes,
  { paths, memory }: { readonly paths: readonly string[]; readonly memory: string },
): readonly ExtraMount[] {
  return Object.entries(mounts).map(([path, volume], at) => {
    const other = paths.find((one) => overlap(one, path));
    if (other !== undefined) throw inTheWay(stage, path, other);
    const name = `mount-${at + 1}`;
    const readOnly = { volume: name, path, readOnly: true };
    if (volume.claim !== undefined) {
      const { claim, subPath } = volume;
      const source = subPath === undefined ? claim : `${claim}/${subPath}`;
      return {
        volume: { name, claimName: claim },
        mount: { ...readOnly, ...(subPath === undefined ? {} : { subPath }) },
        option: `--mount=${path},claim/${source}`,
      };
    }
    if (volume.configMap !== undefined) {
      const { configMap } = volume;
      return { volume: { name, configMap }, mount: readOnly, option: `--mount=${path},ConfigMap/${configMap}` };
    }
    if (volume.secret !== undefined) {
      const { secret } = volume;
      return { volume: { name, secret }, mount: readOnly, option: `--mount=${path},Secret/${secret}` };
    }
    const emptyDir =
      volume.emptyDir === 'disk'
        ? {}
        : { medium: 'Memory' as const, sizeLimit: sizeIn(stage, path, volume.size, memory) };
    return { volume: { name, emptyDir }, mount: { ...readOnly, readOnly: false }, option: undefined };
  });
}

/** What lies in memory is the stage's own memory. */
function sizeIn(stage: IConstruct, path: string, size: string | Size, memory: string): string {
  const canonical = quantity(stage, `the size of ${path}`, size);
  if (mebibytes(canonical) < mebibytes(memory)) return canonical;
  throw new GenomicsError('invalid-value', stage, {
    what: `what is mounted at ${path} leaves the stage no memory`,
    got: `'${canonical}'`,
    expected: `less than its memory, ${memory}, of which it is a part`,
    fix: 'raise memory, or lower the size',
  });
}

function overlap(one: string, other: string): boolean {
  return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
}

function mustBePath(where: IConstruct, path: string): void {
  const own = path === '/dev/shm' ? undefined : [...OWN, '/dev'].find((one) => overlap(one, path));
  if (PATH.test(path) && own === undefined) return;
  throw new GenomicsError('invalid-value', where, {
    what: 'mounts has a path at which nothing can be mounted',
    got: `'${path}'`,
    expected:
      own === undefined
        ? "an absolute path of letters, digits, '.', '_' and '-', without a slash at its end"
        : `a path that is not at, below or above ${own}`,
    fix: 'mount it elsewhere, for instance below /opt',
  });
}

function mustBeSubPath(where: IConstruct, path: string, subPath: string): void {
  if (PATH.test(`/${subPath}`)) return;
  throw new GenomicsError('invalid-value', where, {
    what: `the subPath of what is mounted at ${path} is no folder below a claim`,
    got: `'${subPath}'`,
    expected: "names of letters, digits, '.', '_' and '-' with slashes between, as kraken2/2024-09",
    fix: 'name the folder from the root of the claim',
  });
}

function inTheWay(where: IConstruct, path: string, other: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'one mount of a stage lies at, below or above another',
    got: `'${path}' and '${other}'`,
    expected: 'paths that do not hide each other',
    fix: 'mount it elsewhere, for instance below /opt',
  });
}
