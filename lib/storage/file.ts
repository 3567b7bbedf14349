import type { PathSet } from '../argo/gather';
import type { Owner } from '../argo/model';
import { screaming } from '../argo/names';
import type { Step } from '../argo/step';
import { Value } from '../argo/value';
import { handleInText } from '../errors';
import { nameBelow, wrongName } from './path';

/**
 * Files that every pod of a workflow sees under one path: whatever many pods can mount and write to at once
 * (ReadWriteMany), as NFS, NAS, CephFS, or a bucket.
 */
export interface IVolume {
  /** The PersistentVolumeClaim, in the namespace of the workflow. */
  readonly claimName: string;
  /** The user and group that may write to it, or `'root'`. Pods run as that. */
  readonly owner: Owner;
  /** The bucket behind it, if any: `oss://<bucket>/…` sources are read through the mount. */
  readonly bucket: string | undefined;
  /** The folder of the bucket that is mounted. */
  readonly bucketPath: string;
  /** The volume's name in pods. */
  readonly volumeName: string;
  /** Where pods mount it. */
  readonly mountPath: string;
  /** Whether it is mounted read-only: then no stage can write to it. */
  readonly readOnly: boolean;
  /** The folder below the mount where attempts lie. */
  readonly workFolder: string;
  /**
   * A folder to write to, below the mount: `volume.folder(workflow.parameters.fastqFolder)`. The pieces are joined; the
   * first starts with `/`.
   */
  folder(...path: readonly (string | Value)[]): Folder;
  /** A file that is there before the workflow runs. The pieces are joined; the first starts with `/`. */
  file(...path: readonly (string | Value)[]): DataFile;
}

interface FileProps {
  readonly volume: IVolume;
  readonly path: Value;
  readonly name: Value;
  readonly stem: Value;
  readonly secondary: readonly string[];
  readonly producer: Step | undefined;
  readonly isGiven: boolean;
  readonly published: Value | undefined;
  readonly isPublished: () => boolean;
}

/**
 * A file on a volume that a stage can read. It knows the stage that makes it; that is where the edges of the workflow
 * come from. Get one from a stage's or a map's `outputs`, or from {@link IVolume} for a file that no stage makes.
 */
export class DataFile {
  readonly kind = 'file';
  readonly volume: IVolume;
  /**
   * What readers are given: the whole path of a file that was there before; of a file that a stage makes, the path of
   * that call's first output, and behind a slash the output's name. The run finds by it which attempt made the file.
   */
  readonly path: Value;
  /** The file's name, and its name without format. */
  readonly name: Value;
  readonly stem: Value;
  /** Suffixes of the files that belong to it, as `.bai` to a BAM. */
  readonly secondary: readonly string[];
  /** The stage that makes it; none for a file that was there before. */
  readonly producer: Step | undefined;
  /** Whether it is read where it lies: it was there before, or a template that is not ours makes it. */
  readonly isGiven: boolean;
  /** Where people, and templates that are not ours, find what a stage makes; none for what stays in the work folder. */
  readonly published: Value | undefined;
  /** @internal Whether it is there, asked when the manifest is written. */
  readonly isPublished: () => boolean;

  /** @internal Made by stages, maps and volumes. */
  constructor(props: FileProps) {
    this.volume = props.volume;
    this.path = props.path;
    this.name = props.name;
    this.stem = props.stem;
    this.secondary = props.secondary;
    this.producer = props.producer;
    this.isGiven = props.isGiven;
    this.published = props.published;
    this.isPublished = props.isPublished;
    Object.freeze(this);
  }

  /** @internal A file of which only a map's instance knows where it is and how it is called. */
  as(column: (key: 'path' | 'name' | 'stem') => Value): DataFile {
    // Where one item's is published is nothing that a column says.
    const published = undefined;
    return new DataFile({ ...this, path: column('path'), name: column('name'), stem: column('stem'), published });
  }

  /** @internal The same file, which a template that is not ours makes. */
  madeBy(producer: Step): DataFile {
    return new DataFile({ ...this, producer });
  }

  toString(): never {
    return this.path.toString();
  }
}

/** A file that a stage will make. It becomes a {@link DataFile} as the output of the stage that declares it. */
export class OutputFile {
  readonly kind = 'output';

  /** @internal Made by {@link Folder}. */
  constructor(
    readonly volume: IVolume,
    /** The path, given the id of the stage that makes it. */
    private readonly pathFor: (stageId: string) => Value,
    readonly name: Value,
    readonly secondary: readonly string[],
    /** The folder that it was declared in, without what {@link Folder.intermediate} adds. */
    readonly folder: Value,
    /** Whether people find it under its own path; what only stages need stays in the work folder. */
    readonly published: boolean,
  ) {
    Object.freeze(this);
  }

  /**
   * The same file with others that belong to it, named by suffix: `run.file(sample, '.bam').with('.bai')` (CWL's
   * secondary files).
   */
  with(...suffixes: readonly `.${string}`[]): OutputFile {
    for (const suffix of suffixes) {
      if (!/^[.][-A-Za-z0-9._]+$/.test(suffix))
        throw wrongName(this.name, suffix, 'a suffix of letters, digits, dots, - and _, that starts with a dot');
    }
    return new OutputFile(
      this.volume,
      this.pathFor,
      this.name,
      [...this.secondary, ...suffixes],
      this.folder,
      this.published,
    );
  }

  /** @internal Where it appears if it is a result; in any case, what no other call has. */
  target(producer: Step): Value {
    return this.pathFor(producer.node.id);
  }

  /** @internal As readers find it: by the first output of the stage that makes it. */
  of(producer: Step, first: Value, key: string, isPublished: () => boolean): DataFile {
    const { volume, name, secondary } = this;
    const path = Value.of(first, '/', screaming(key).toLowerCase());
    const published = this.published ? this.target(producer) : undefined;
    return new DataFile({
      volume,
      path,
      name,
      stem: name.stem,
      secondary,
      producer,
      isGiven: false,
      published,
      isPublished,
    });
  }

  toString(): never {
    return handleInText('a file that is still to be made');
  }
}

/** The files that the instances of a map made, as one input: a script reads their paths from a list. */
export class FileSet {
  readonly kind = 'set';

  /** @internal Made by maps. */
  constructor(
    readonly volume: IVolume,
    readonly paths: PathSet,
    readonly secondary: readonly string[],
    /** The map. */
    readonly producer: Step,
    /** The stage of its body that makes each. */
    readonly member: Step,
  ) {
    Object.freeze(this);
  }

  toString(): never {
    return handleInText('a set of files');
  }
}

/** A folder on a volume, in which a run keeps its results. */
export class Folder {
  /** @internal Made by {@link IVolume}. */
  constructor(
    readonly volume: IVolume,
    readonly path: Value,
  ) {
    Object.freeze(this);
  }

  /** A result: `<folder>/<name>`. Pieces of the name are joined. */
  result(...name: readonly (string | Value)[]): OutputFile {
    const joined = nameBelow(...name);
    return new OutputFile(this.volume, () => Value.of(this.path, '/', joined), joined, [], this.path, true);
  }

  /** What only later stages need: it stays in the volume's work folder. */
  intermediate(...name: readonly (string | Value)[]): OutputFile {
    const joined = nameBelow(...name);
    return new OutputFile(
      this.volume,
      (stageId) => Value.of(this.path, `/${stageId}/`, joined),
      joined,
      [],
      this.path,
      false,
    );
  }

  toString(): never {
    return handleInText('a folder');
  }
}
