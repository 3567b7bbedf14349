import type { Owner } from '../argo/model';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { File, Folder } from './file';

/** What pods need to know of a claim. */
export interface VolumeProps {
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
  /** The volume's name in pods. @default 'ossdir', as the seed's */
  readonly volumeName?: string;
  /** Where it is mounted. @default '/bwa', as the seed's */
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

/**
 * Files that every pod of a workflow sees under one path: any claim that many pods can write to (ReadWriteMany). OSS,
 * NAS, CPFS, NFS and an S3 mount all fit; {@link OssVolume} also makes the PersistentVolume and the claim.
 */
export class Volume {
  readonly claimName: string;
  readonly owner: Owner;
  readonly bucket: string | undefined;
  readonly bucketPath: string;
  readonly volumeName: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly workFolder: string;

  private constructor(props: VolumeProps) {
    const {
      claimName,
      owner,
      bucket,
      bucketPath = '/',
      volumeName = 'ossdir',
      mountPath = '/bwa',
      readOnly = false,
      workFolder = '/.work',
    } = props;
    if (!/^(\/[A-Za-z0-9][-A-Za-z0-9_.]*)+$/.test(mountPath) || /^\/(tmp|var\/run\/argo|argo)(\/|$)/.test(mountPath)) {
      throw new GenomicsError('invalid-value', claimName, {
        what: 'the mount path of a volume is not usable',
        got: `'${mountPath}'`,
        expected: 'an absolute path other than /tmp, /argo and /var/run/argo, without a trailing slash',
        fix: 'set mountPath, for instance to /bwa',
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

  /** A claim that exists, whoever made it and whatever is behind it. */
  static fromClaim(props: VolumeProps): Volume {
    return new Volume(props);
  }

  /**
   * A folder to write to, below the mount: `volume.folder(workflow.parameters.fastqFolder)`. The pieces are joined; the
   * first starts with `/`.
   */
  folder(...path: readonly (string | Value)[]): Folder {
    return new Folder(this, Value.of(this.mountPath, this.below(...path)));
  }

  /** A file that is there before the workflow runs. The pieces are joined; the first starts with `/`. */
  file(...path: readonly (string | Value)[]): File {
    const below = this.below(...path);
    return new File({
      volume: this,
      path: Value.of(this.mountPath, below),
      name: below.name,
      stem: below.stem,
      secondary: [],
      producer: undefined,
    });
  }

  private below(...path: readonly (string | Value)[]): Value {
    const value = Value.of(...path);
    const [first] = value.parts;
    if (first !== undefined && (typeof first !== 'string' || first.startsWith('/'))) return value;
    throw new GenomicsError('invalid-value', this.claimName, {
      what: 'a path on a volume does not start at its root',
      got: `'${first ?? ''}'`,
      expected: "a path that starts with '/'",
      fix: 'put a slash in front',
    });
  }
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
