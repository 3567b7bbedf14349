import { ApiObject, JsonPatch, type Size } from 'cdk8s';
import { Construct } from 'constructs';
import type { Owner } from '../argo/model';
import { objectName } from '../argo/names';
import type { RunTimeList } from '../argo/run-time-list';
import type { Value } from '../argo/value';
import { ANYTHING, FLAG, mustBe, oneOf, optional, placeOf, recordOf, spelt, TEXT } from '../kinds';
import { quantity } from '../values/quantity';
import { readableAtSynth } from '../yaml/manifest';
import type { Folder, GivenFile, GivenSet, IVolume, PathColumn } from './file';
import { KEEP_FIRST } from './keep-data';
import { DEFAULT_NAMESPACE, namespaceOf } from './namespace';
import {
  checkBucket,
  credentialAttributes,
  DEFAULT_OWNER,
  mountOptions,
  type OssClient,
  type OssCredentials,
} from './oss-options';
import { fileOn, filesOn, folderOn, OWNER, SharedVolume } from './volume';

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
  /** The volume's name in pods. @default 'data' */
  readonly volumeName?: string;
  /** Where pods mount it. @default '/data' */
  readonly mountPath?: string;
  /** The folder below the mount where attempts lie; see {@link SharedVolumeProps.workFolder}. @default '/.work' */
  readonly workFolder?: string;
}

const BUCKET = spelt({
  bucket: TEXT,
  endpoint: TEXT,
  credentials: optional(recordOf(TEXT)),
  path: optional(TEXT),
  client: optional(oneOf('ossfs', 'ossfs2')),
  owner: optional(OWNER),
  options: optional(TEXT),
  readOnly: optional(FLAG),
  name: optional(TEXT),
  // What is wrong with these is told by what reads them.
  capacity: ANYTHING,
  volumeName: ANYTHING,
  mountPath: ANYTHING,
  workFolder: ANYTHING,
});

const DRIVER = 'ossplugin.csi.alibabacloud.com';

/**
 * An OSS bucket as a volume that every stage mounts: a PersistentVolume for Alibaba Cloud's CSI driver and the claim
 * bound to it, both kept when an application is deleted. Its names come from `name` and the chart's namespace alone, so
 * that renaming a construct moves no data.
 */
export class OssVolume extends Construct implements IVolume {
  readonly claimName: string;
  readonly owner: Owner;
  readonly bucket: string;
  readonly bucketPath: string;
  readonly volumeName: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly workFolder: string;

  constructor(scope: Construct, id: string, props: OssVolumeProps) {
    super(...placeOf(scope, id));
    mustBe(this, props, BUCKET);
    const {
      bucket,
      endpoint,
      path = '/',
      name = 'oss',
      client = 'ossfs',
      owner = DEFAULT_OWNER,
      readOnly = false,
    } = props;
    const { credentials = { secretName: 'oss-secret' }, options, volumeName, mountPath, workFolder } = props;
    readableAtSynth(this);
    checkBucket(this, bucket, endpoint, path);
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
      metadata: { name: volume, namespace, annotations: KEEP_FIRST },
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
      metadata: { name: claimName, namespace, annotations: KEEP_FIRST },
      spec: { accessModes, resources: { requests: { storage } }, storageClassName: '', volumeName: volume },
    });
    const mounted = SharedVolume.fromClaim({
      claimName,
      owner,
      bucket,
      bucketPath: path,
      readOnly,
      ...(volumeName === undefined ? {} : { volumeName }),
      ...(mountPath === undefined ? {} : { mountPath }),
      ...(workFolder === undefined ? {} : { workFolder }),
    });
    this.claimName = claimName;
    this.owner = owner;
    this.bucket = bucket;
    this.bucketPath = path;
    this.readOnly = readOnly;
    this.volumeName = mounted.volumeName;
    this.mountPath = mounted.mountPath;
    this.workFolder = mounted.workFolder;
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
