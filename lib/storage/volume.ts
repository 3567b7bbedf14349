import type { Owner } from '../argo/model';
import { RunTimeList } from '../argo/run-time-list';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { either, FLAG, instanceOf, mustBe, NUMBER, oneOf, optional, shape, spelt, TEXT } from '../kinds';
import { DIRECTORY, Folder, GivenFile, GivenSet, type IVolume, type PathColumn } from './file';
import { fromRoot } from './path';

/** What pods need to know of a claim. */
export interface SharedVolumeProps {
  /** The PersistentVolumeClaim, in the namespace of the workflow. */
  readonly claimName: string;
  /** The user and group that may write to it, or `'root'`. Pods run as that. */
  readonly owner: Owner;
  /**
   * The bucket behind it, so that `oss://<bucket>/…` sources are read through the mount. Default: none, they are
   * refused.
   */
  readonly bucket?: string;
  /** The folder of the bucket that is mounted. @default '/' */
  readonly bucketPath?: string;
  /** The volume's name in pods. @default 'data' */
  readonly volumeName?: string;
  /** Where pods mount it. @default '/data' */
  readonly mountPath?: string;
  /** Mount it read-only: then no stage can write to it. @default false */
  readonly readOnly?: boolean;
  /**
   * The folder below the mount where attempts lie: what they make, and what says whose work counts. One lifecycle rule
   * on this prefix removes old ones from a bucket. Deleting it loses the resumption of work, no result. @default
   * '/.work'
   */
  readonly workFolder?: string;
}

/** An owner. */
export const OWNER = either("{ uid, gid }, or 'root'", oneOf('root'), shape({ uid: NUMBER, gid: NUMBER }));

const MOUNT = spelt({
  claimName: TEXT,
  owner: OWNER,
  bucket: optional(TEXT),
  bucketPath: optional(TEXT),
  volumeName: optional(TEXT),
  mountPath: optional(TEXT),
  readOnly: optional(FLAG),
  workFolder: optional(TEXT),
});

/**
 * A claim that exists, whoever made it and whatever is behind it: NFS, NAS, CPFS, CephFS, a bucket.
 * {@link ClaimedVolume} also makes the claim, {@link OssVolume} the claim and the PersistentVolume of an OSS bucket.
 */
export class SharedVolume implements IVolume {
  readonly claimName: string;
  readonly owner: Owner;
  readonly bucket: string | undefined;
  readonly bucketPath: string;
  readonly volumeName: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly workFolder: string;

  private constructor(props: SharedVolumeProps) {
    mustBe('SharedVolume', props, MOUNT);
    const {
      claimName,
      owner,
      bucket,
      bucketPath = '/',
      volumeName = 'data',
      mountPath = '/data',
      readOnly = false,
      workFolder = '/.work',
    } = props;
    if (!/^(\/[A-Za-z0-9][-A-Za-z0-9_.]*)+$/.test(mountPath) || /^\/(tmp|var\/run\/argo|argo)(\/|$)/.test(mountPath)) {
      throw new GenomicsError('invalid-value', claimName, {
        what: 'the mount path of a volume is not usable',
        got: `'${mountPath}'`,
        expected: 'an absolute path other than /tmp, /argo and /var/run/argo, without a trailing slash',
        fix: 'set mountPath, for instance to /data',
      });
    }
    mustBeUser(claimName, owner);
    if (!/^(\/[A-Za-z0-9._-]*[A-Za-z0-9_-])+$/.test(workFolder)) {
      throw new GenomicsError('invalid-value', claimName, {
        what: 'the work folder of a volume is not usable',
        got: `'${workFolder}'`,
        expected: "a path below the mount that starts with '/', of letters, digits, '.', '_' and '-'",
        fix: "leave it out for '/.work'",
      });
    }
    this.claimName = claimName;
    this.owner = owner;
    this.bucket = bucket;
    this.bucketPath = bucketPath;
    this.volumeName = volumeName;
    this.mountPath = mountPath;
    this.readOnly = readOnly;
    this.workFolder = workFolder;
    Object.freeze(this);
  }

  static fromClaim(props: SharedVolumeProps): SharedVolume {
    return new SharedVolume(props);
  }

  folder(...path: readonly (string | Value)[]): Folder {
    return folderOn(this, path);
  }

  file(...path: readonly (string | Value)[]): GivenFile {
    return fileOn(this, path);
  }

  files<Column extends string>(list: RunTimeList<Column>, ...column: PathColumn<NoInfer<Column>>): GivenSet {
    return filesOn(this, list, column);
  }
}

/** What {@link IVolume.folder} gives, for those who implement it. */
export function folderOn(volume: IVolume, path: readonly (string | Value)[]): Folder {
  return new Folder(volume, Value.of(volume.mountPath, fromRoot(volume.claimName, path).path));
}

/** What {@link IVolume.file} gives, for those who implement it. */
export function fileOn(volume: IVolume, pieces: readonly (string | Value)[]): GivenFile {
  const { path, isDirectory } = fromRoot(volume.claimName, pieces);
  return GivenFile.of(volume, Value.of(volume.mountPath, path), isDirectory ? DIRECTORY : []);
}

/** What {@link IVolume.files} gives, for those who implement it. */
export function filesOn(volume: IVolume, list: RunTimeList<string>, [column]: readonly string[]): GivenSet {
  mustBe(volume.claimName, list, instanceOf('a run-time list: listOf(…) or tableOf(…)', RunTimeList), 'list');
  mustBe(volume.claimName, column, optional(TEXT), 'column');
  if (list.columns.length > 0 && (column === undefined || !list.columns.includes(column))) {
    throw new GenomicsError('invalid-value', volume.claimName, {
      what: 'a table of files does not say which column has their paths',
      got: column === undefined ? 'no column' : `'${column}'`,
      expected: `one of ${list.columns.join(', ')}`,
      fix: "name it: volume.files(tableOf(samples, ['sample', 'bam']), 'bam')",
    });
  }
  return GivenSet.of(volume, list, column);
}

function mustBeUser(claimName: string, owner: Owner): void {
  if (
    owner === 'root' ||
    (Number.isInteger(owner.uid) && owner.uid > 0 && Number.isInteger(owner.gid) && owner.gid >= 0)
  )
    return;
  throw new GenomicsError('invalid-value', claimName, {
    what: 'the owner of a volume is no user that pods can run as',
    got: `uid ${owner.uid}, gid ${owner.gid}`,
    expected: "a uid from 1 and a gid from 0, or 'root'",
    fix: "set owner, to 'root' where the files are root's",
  });
}
