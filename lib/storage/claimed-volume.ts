import { Size } from 'cdk8s';
import { PersistentVolumeAccessMode, PersistentVolumeClaim } from 'cdk8s-plus-27';
import { Construct, type IConstruct } from 'constructs';
import type { Owner } from '../argo/model';
import { foreignObjectName, objectName } from '../argo/names';
import type { RunTimeList } from '../argo/run-time-list';
import type { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { ANYTHING, mustBe, placeOf, spelt } from '../kinds';
import { mebibytes, quantity } from '../values/quantity';
import { readableAtSynth } from '../yaml/manifest';
import type { Folder, GivenFile, GivenSet, IVolume, PathColumn } from './file';
import { KEEP } from './keep-data';
import { namespaceOf } from './namespace';
import { fileOn, filesOn, folderOn, SharedVolume, type SharedVolumeProps } from './volume';

/** @see ClaimedVolume */
export interface ClaimedVolumeProps
  extends Pick<SharedVolumeProps, 'owner' | 'volumeName' | 'mountPath' | 'workFolder'> {
  /**
   * A StorageClass whose volumes many pods can write to at once (ReadWriteMany): of NFS, NAS, CephFS, EFS, Filestore.
   */
  readonly storageClassName: string;
  /** What the claim asks for, in whole GiB: `500Gi`, `2Ti`. */
  readonly capacity: string | Size;
  /** The claim's name. @default the construct's id */
  readonly name?: string;
}

/** What is wrong with them is told by what reads them. */
const CLAIM = spelt({ storageClassName: ANYTHING, capacity: ANYTHING, name: ANYTHING });

/**
 * A volume that the cluster provisions: the claim of a StorageClass, kept when an application is deleted. Its name
 * comes from `name` and the chart's namespace alone.
 *
 * @throws GenomicsError where the capacity is not in whole GiB, or a name, path or owner is wrong
 */
export class ClaimedVolume extends Construct implements IVolume {
  readonly claimName: string;
  readonly owner: Owner;
  readonly bucket = undefined;
  readonly bucketPath = '/';
  readonly volumeName: string;
  readonly mountPath: string;
  readonly readOnly = false;
  readonly workFolder: string;
  /** The claim, made by cdk8s-plus-27: `ApiObject.of(volume.claim).metadata.addLabel(…)`. */
  readonly claim: IConstruct;

  constructor(scope: Construct, id: string, props: ClaimedVolumeProps) {
    super(...placeOf(scope, id));
    mustBe(this, props, CLAIM);
    const { storageClassName, capacity, name = id, ...mount } = props;
    readableAtSynth(this);
    const mounted = SharedVolume.fromClaim({ claimName: objectName(this, name), ...mount });
    this.claimName = mounted.claimName;
    this.owner = mounted.owner;
    this.volumeName = mounted.volumeName;
    this.mountPath = mounted.mountPath;
    this.workFolder = mounted.workFolder;
    this.claim = new PersistentVolumeClaim(this, 'Claim', {
      metadata: { name: this.claimName, namespace: namespaceOf(this), annotations: KEEP },
      accessModes: [PersistentVolumeAccessMode.READ_WRITE_MANY],
      storageClassName: foreignObjectName(this, storageClassName),
      storage: gibibytes(this, capacity),
    });
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

/** cdk8s-plus writes the size of a claim in GiB. */
function gibibytes(where: Construct, capacity: string | Size): Size {
  const amount = mebibytes(quantity(where, 'capacity', capacity));
  if (amount > 0 && amount % 1024 === 0) return Size.gibibytes(amount / 1024);
  throw new GenomicsError('invalid-value', where, {
    what: 'the capacity of a claim is not in whole GiB',
    got: `${amount}Mi`,
    expected: 'whole GiB, as 500Gi or 2Ti',
    fix: 'round it up',
  });
}
