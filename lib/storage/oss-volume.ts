import { ApiObject, JsonPatch, type Size } from 'cdk8s';
import { Construct } from 'constructs';
import type { Owner } from '../argo/model';
import { objectName } from '../argo/names';
import type { Value } from '../argo/value';
import { quantity } from '../values/quantity';
import { readableAtSynth } from '../yaml/manifest';
import type { File, Folder } from './file';
import { DEFAULT_NAMESPACE, namespaceOf } from './namespace';
import {
  checkBucket,
  credentialAttributes,
  DEFAULT_OWNER,
  mountOptions,
  type OssClient,
  type OssCredentials,
} from './oss-options';
import { Volume, type VolumeProps } from './volume';

/** @see OssVolume */
export interface OssVolumeProps {
  /**
   * The bucket. Together with endpoint and path it cannot be changed once applied: another bucket needs another `name`.
   */
  readonly bucket: string;
  /**
   * The region's endpoint, e.g. `oss-cn-beijing-internal.aliyuncs.com` (`-internal`: within the VPC, free of traffic
   * charges).
   */
  readonly endpoint: string;
  /** @default { secretName: 'oss-secret' }, as the vendor's documents name it */
  readonly credentials?: OssCredentials;
  /** The folder of the bucket to mount. @default '/' */
  readonly path?: string;
  /**
   * What the claim asks for and the volume offers: only matched, never enforced on a bucket.
   * @default '20Gi', the vendor's example
   */
  readonly capacity?: string | Size;
  /** @default 'ossfs' */
  readonly client?: OssClient;
  /** The user that owns the files, as the mount shows them. @default uid 1000, gid 1000 */
  readonly owner?: Owner;
  /** More options for the client, as `-o name=value`. */
  readonly options?: string;
  /** @default false */
  readonly readOnly?: boolean;
  /** Ends the names `pv-<name>` and `pvc-<name>`. @default 'oss' */
  readonly name?: string;
  /** @default 'ossdir' */
  readonly volumeName?: string;
  /** @default '/bwa' */
  readonly mountPath?: string;
}

/** What is said of a claim that exists; the names have {@link OssVolumeProps}'s defaults. */
export type ExistingClaim = Omit<VolumeProps, 'claimName'>;

/** An Argo CD application that is deleted, or a manifest that leaves the repository, must not take the data along. */
const KEEP = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false', 'argocd.argoproj.io/sync-wave': '-1' };
const DRIVER = 'ossplugin.csi.alibabacloud.com';

/**
 * An OSS bucket as a volume that every stage mounts: a PersistentVolume for Alibaba Cloud's CSI driver and the claim
 * bound to it, both kept when an application is deleted. Its names come from `name` and the chart's namespace alone, so
 * that renaming a construct moves no data.
 */
export class OssVolume extends Construct {
  readonly volume: Volume;

  constructor(scope: Construct, id: string, props: OssVolumeProps) {
    super(scope, id);
    const {
      bucket,
      endpoint,
      path = '/',
      name = 'oss',
      client = 'ossfs',
      owner = DEFAULT_OWNER,
      readOnly = false,
    } = props;
    const { credentials = { secretName: 'oss-secret' }, options, volumeName, mountPath } = props;
    readableAtSynth(this);
    checkBucket(this.node.path, bucket, endpoint, path);
    const storage = quantity(this, 'capacity', props.capacity ?? '20Gi');
    const namespace = namespaceOf(this);
    const claimName = objectName(this, `pvc-${name}`);
    // A PersistentVolume is the whole cluster's: two namespaces with one name would take each other's.
    const volume = objectName(this, namespace === DEFAULT_NAMESPACE ? `pv-${name}` : `${namespace}-pv-${name}`);
    const accessModes = [readOnly ? 'ReadOnlyMany' : 'ReadWriteMany'];
    const attributes = {
      bucket,
      url: endpoint,
      path,
      fuseType: client,
      otherOpts: mountOptions(client, owner, options),
    };
    const secret =
      'secretName' in credentials ? { name: objectName(this, credentials.secretName), namespace } : undefined;

    const persistent = new ApiObject(this, 'Volume', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volume, namespace, annotations: KEEP },
      // No storageClassName: the API server stores none that is empty, and a second apply would change it again.
      spec: {
        accessModes,
        capacity: { storage },
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: claimName, namespace },
        csi: {
          driver: DRIVER,
          volumeHandle: volume,
          volumeAttributes: { ...attributes, ...credentialAttributes(credentials) },
          ...(secret === undefined ? {} : { nodePublishSecretRef: secret }),
          ...(readOnly ? { readOnly } : {}),
        },
        persistentVolumeReclaimPolicy: 'Retain',
      },
    });
    // cdk8s gives every object a namespace; a PersistentVolume has none.
    persistent.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    new ApiObject(this, 'Claim', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claimName, namespace, annotations: KEEP },
      spec: { accessModes, resources: { requests: { storage } }, storageClassName: '', volumeName: volume },
    });
    this.volume = OssVolume.fromClaimName(claimName, {
      owner,
      bucket,
      bucketPath: path,
      readOnly,
      ...(volumeName === undefined ? {} : { volumeName }),
      ...(mountPath === undefined ? {} : { mountPath }),
    });
  }

  /** A folder to write to; see {@link Volume.folder}. */
  folder(...path: readonly (string | Value)[]): Folder {
    return this.volume.folder(...path);
  }

  /** A file that is there before the workflow runs; see {@link Volume.file}. */
  file(...path: readonly (string | Value)[]): File {
    return this.volume.file(...path);
  }

  /** A claim that exists already, as `pvc-oss` where the seed's YAML ran. */
  static fromClaimName(claimName: string, claim: ExistingClaim): Volume {
    return Volume.fromClaim({ claimName: objectName('OssVolume', claimName), ...claim });
  }
}
