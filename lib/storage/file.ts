import { choose, ranWhere } from '../argo/choice';
import { type Condition, differs } from '../argo/condition';
import type { PathSet } from '../argo/gather';
import type { Owner } from '../argo/model';
import { screaming } from '../argo/names';
import type { RunTimeList } from '../argo/run-time-list';
import type { Step } from '../argo/step';
import { Value } from '../argo/value';
import { GenomicsError, handleInText } from '../errors';
import { instanceOf, listOfKind, mustBe, TEXT } from '../kinds';
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
  /**
   * A file that is there before the workflow runs, or a directory, where the path ends with a slash: `volume.file(
   * '/databases/kraken/')`. The pieces are joined; the first starts with `/`.
   */
  file(...path: readonly (string | Value)[]): GivenFile;
  /**
   * Files that are there before the workflow runs, of a list of paths that is known only then:
   * `volume.files(listOf(workflow.parameters.genomes))`, or of a table's column: `volume.files(tableOf(samples,
   * ['sample', 'bam']), 'bam')`. Files that are known now are an array: `[volume.file('/a.fa'), volume.file('/b.fa')]`.
   */
  files<Column extends string>(list: RunTimeList<Column>, ...column: PathColumn<NoInfer<Column>>): GivenSet;
}

/** Of a table the column that has the paths; of a list nothing. */
export type PathColumn<Column extends string> = [Column] extends [never] ? readonly [] : readonly [column: Column];

/** What stands in place of secondary files where it is a directory, all of whose files are verified. */
export const DIRECTORY = ['/'] as const;

/** Whether it is a directory. */
export function isDirectory({ secondary }: { readonly secondary: readonly string[] }): boolean {
  return secondary[0] === DIRECTORY[0];
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
  readonly candidates?: readonly DataFile[];
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
  /** Suffixes of the files that belong to it, as `.bai` to a BAM; of a directory, a slash. */
  readonly secondary: readonly string[];
  /** The stage that makes it; none for a file that was there before, and where only the run knows which. */
  readonly producer: Step | undefined;
  /** Whether it is read where it lies: it was there before, or a template that is not ours makes it. */
  readonly isGiven: boolean;
  /** Where people, and templates that are not ours, find what a stage makes; none for what stays in the work folder. */
  readonly published: Value | undefined;
  /** @internal Whether it is there, asked when the manifest is written. */
  readonly isPublished: () => boolean;
  /** @internal The files that it is the first one of that is there; none where it is known which file it is. */
  readonly candidates: readonly DataFile[];

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
    this.candidates = props.candidates ?? [];
    Object.freeze(this);
  }

  /** @internal A file of which only a map's instance knows where it is and how it is called. */
  as(column: (key: 'path' | 'name' | 'stem') => Value): DataFile {
    // Where one item's is published is nothing that a column says.
    const unknown = { published: undefined, candidates: [] };
    return new DataFile({ ...this, path: column('path'), name: column('name'), stem: column('stem'), ...unknown });
  }

  /** @internal The same file, which a template that is not ours makes. */
  madeBy(producer: Step): DataFile {
    return new DataFile({ ...this, producer });
  }

  toString(): never {
    return this.path.toString();
  }
}

/** A file, or directory, that is there before the workflow runs: {@link IVolume.file}. */
export class GivenFile extends DataFile {
  /** @internal */
  static of(volume: IVolume, path: Value, secondary: readonly string[]): GivenFile {
    return new GivenFile({
      volume,
      path,
      name: path.name,
      stem: path.stem,
      secondary,
      producer: undefined,
      isGiven: true,
      published: undefined,
      isPublished: () => false,
    });
  }

  /**
   * The same file with others that belong to it: `volume.file('/bams/S1.bam').with('.bai')` is S1.bam with S1.bam.bai,
   * and `volume.file('/ref/hg38.fa').with('.fai', '^.dict')` is hg38.fa with hg38.fa.fai and hg38.dict (CWL's secondary
   * files). They must be there, and are in the work key.
   */
  with(...suffixes: readonly GivenSuffix[]): GivenFile {
    return GivenFile.of(this.volume, this.path, withSecondary(this.path, this.secondary, suffixes));
  }
}

/** A suffix behind a given file's name, or, behind `^`, in place of its format. */
export type GivenSuffix = `.${string}` | `^.${string}`;

/** Given files of a list that is known when the workflow runs, as one input: {@link IVolume.files}. */
export class GivenSet {
  readonly kind = 'given';

  private constructor(
    readonly volume: IVolume,
    readonly paths: PathSet,
    readonly secondary: readonly string[],
    /** The list that names them. */
    readonly list: Value,
  ) {
    Object.freeze(this);
  }

  /** @internal */
  static of(volume: IVolume, { json, columns }: RunTimeList<string>, column: string | undefined): GivenSet {
    const map = {};
    const item = Value.part({ kind: 'item', map, mapId: 'files', ...(column === undefined ? {} : { key: column }) });
    const path = markedPath({ isGiven: true, path: Value.of(volume.mountPath, item) });
    const over = { kind: 'list', list: json, isTable: columns.length > 0 } as const;
    return new GivenSet(volume, { kind: 'each', over, map, of: { kind: 'path', path } }, [], json);
  }

  /** The same files, each with others that belong to it, as {@link GivenFile.with} has it. */
  with(...suffixes: readonly GivenSuffix[]): GivenSet {
    const { volume, paths, secondary, list } = this;
    return new GivenSet(volume, paths, withSecondary(list, secondary, suffixes), list);
  }

  toString(): never {
    return handleInText('a set of files');
  }
}

function withSecondary(of: Value, before: readonly string[], suffixes: readonly string[]): readonly string[] {
  mustBe('with', suffixes, listOfKind(TEXT), 'suffixes');
  const wrong = suffixes.find((suffix) => !/^\^?[.][-A-Za-z0-9._]+$/.test(suffix));
  if (wrong !== undefined)
    throw wrongName(
      of,
      wrong,
      'a suffix of letters, digits, dots, - and _, that starts with a dot, or with ^ and a dot',
    );
  if (before[0] === DIRECTORY[0]) throw wrongName(of, suffixes.join(), 'no suffix: a directory has no secondary files');
  return [...new Set([...before, ...suffixes])];
}

/** What a stage takes for a file that may be given or made, as the run decides: a given one is marked. */
export function markedPath({ isGiven, path }: Pick<DataFile, 'isGiven' | 'path'>): Value {
  return isGiven ? Value.of('given:', path) : path;
}

/** A file that a reader can do without. See {@link optional}. */
export class OptionalFile {
  readonly kind = 'optional-file';

  /** @internal */
  constructor(
    readonly file: DataFile,
    /** The file's path as readers are given it, or nothing. */
    readonly path: Value,
    /** The stage that makes it, where that always runs. */
    readonly producer: Step | undefined,
  ) {
    Object.freeze(this);
  }

  toString(): never {
    return handleInText('an optional file');
  }
}

/**
 * A file that may be missing, in two ways. A given file whose path is one value, as `optional(volume.file(workflow.
 * parameters.bed))`, is none where that value is empty. The output of a stage that may be skipped or left out,
 * `optional(calls.outputs.bed)`, is none then; where that stage failed, the reader does not run. In the script
 * `inputs.bed` is empty where there is none, and `inputs.bed.option('--bed')` is no word.
 *
 * @throws GenomicsError where a given file's path has more than one value: what is empty then is not clear
 */
export function optional(file: DataFile): OptionalFile {
  mustBe('optional', file, instanceOf("a file: a stage's output, or volume.file(…)", DataFile), 'file');
  const files = file.candidates.length === 0 ? [file] : file.candidates;
  const steps = files.flatMap(({ producer }) => producer ?? []);
  const first = files.flatMap((one) => {
    const isThere = one.isGiven && one.producer === undefined ? hasPath(one) : conditionOfMaker(one);
    return isThere === undefined ? [] : { ran: isThere, value: markedPath(one) };
  });
  if (first.length < files.length) return new OptionalFile(file, markedPath(file), file.producer);
  return new OptionalFile(file, choose({ of: steps, isSure: true }, first, Value.of('')), undefined);
}

function conditionOfMaker({ producer }: DataFile): Condition | undefined {
  return producer === undefined ? undefined : ranWhere(producer);
}

/** That the value which is a given file's path is not empty; undefined where the path is known. */
function hasPath({ path: { parts }, volume }: DataFile): Condition | undefined {
  const [mount, value, ...more] = parts;
  if (typeof mount === 'string' && value === undefined) return undefined;
  if (mount === volume.mountPath && typeof value === 'object' && more.length === 0)
    return differs(Value.part(value), '');
  throw new GenomicsError('invalid-value', volume.claimName, {
    what: 'an optional file has a path that is never empty',
    got: parts.map((part) => (typeof part === 'string' ? part : '…')).join(''),
    expected: 'a path that is one value: a parameter, or a column of a list',
    fix: 'write optional(volume.file(workflow.parameters.bed)), and let the parameter hold the whole path',
  });
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
   * The same file with others that belong to it, named by suffix: `folder.result(sample, '.bam').with('.bai')` (CWL's
   * secondary files).
   */
  with(...suffixes: readonly `.${string}`[]): OutputFile {
    const { volume, pathFor, name, folder, published } = this;
    const all = withSecondary(name, this.secondary, suffixes);
    const moved = suffixes.find((suffix) => suffix.startsWith('^'));
    if (moved !== undefined) throw wrongName(name, moved, 'a suffix that starts with a dot');
    return new OutputFile(volume, pathFor, name, all, folder, published);
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
    /** The map; none where only the run knows which. */
    readonly producer: Step | undefined,
    /** The stage of its body that makes each. */
    readonly member: Step | undefined,
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

  /**
   * A result: `<folder>/<name>`. Pieces of the name are joined. A name that ends with a slash is a directory:
   * `folder.result('star_index/')`. It is there and empty when the script begins, and is recorded by the number, bytes
   * and names of its files.
   */
  result(...name: readonly (string | Value)[]): OutputFile {
    const { path, isDirectory } = nameBelow(...name);
    const secondary = isDirectory ? DIRECTORY : [];
    return new OutputFile(this.volume, () => Value.of(this.path, '/', path), path, secondary, this.path, true);
  }

  /** What only later stages need, file or directory: it stays in the volume's work folder. */
  intermediate(...name: readonly (string | Value)[]): OutputFile {
    const { path, isDirectory } = nameBelow(...name);
    const secondary = isDirectory ? DIRECTORY : [];
    const pathFor = (stageId: string): Value => Value.of(this.path, `/${stageId}/`, path);
    return new OutputFile(this.volume, pathFor, path, secondary, this.path, false);
  }

  toString(): never {
    return handleInText('a folder');
  }
}
