import type { IConstruct } from 'constructs';
import { templateName } from '../argo/names';
import { dagOf } from '../argo/step';
import { templateText } from '../argo/text';
import { GenomicsError } from '../errors';
import type { IVolume, OutputFile } from '../storage/file';

/** A file or directory that a step takes as given, and the steps that it waits for anyway. */
interface Given {
  readonly by: IConstruct;
  readonly input: string;
  /** That of a directory ends with a slash. */
  readonly path: string;
  /** What it is where parameters have their defaults. */
  readonly usual: readonly string[];
  readonly dependsOn: readonly IConstruct[];
}

/**
 * What only one stage of a workflow may have: names of templates and tasks, paths of outputs. And the folders and
 * volumes that the stages write to.
 */
export class TakenNames {
  readonly #templates = new Map<string, string>();
  readonly #outputs = new Map<string, string>();
  readonly #usual = new Map<string, string>();
  readonly #tasks = new Set<string>();
  readonly #folders: { readonly path: string; readonly isUsed: () => boolean }[] = [];
  readonly #volumes = new Map<string, IVolume>();
  readonly #given: Given[] = [];

  /** Template names are one space for the whole workflow. */
  template(by: IConstruct, name: string): string {
    const taken = this.#templates.get(name);
    if (taken !== undefined) {
      throw new GenomicsError('duplicate-name', by, {
        what: 'a template name is taken',
        got: `'${name}', which '${taken}' has`,
        expected: 'an id that no other stage of this workflow has',
        fix: 'give the stage another id, or its pipeline a prefix',
      });
    }
    this.#templates.set(name, by.node.path);
    return name;
  }

  /** Task names are one space for each DAG, also where plain constructs group stages. */
  task(step: IConstruct): void {
    const task = `${dagOf(step).node.path}//${templateName(step, step.node.id)}`;
    if (this.#tasks.has(task)) {
      throw new GenomicsError('duplicate-name', step, {
        what: 'a task name is taken',
        got: `'${step.node.id}' twice in one DAG`,
        expected: 'an id that no other stage or map beside it has',
        fix: 'give it another id',
      });
    }
    this.#tasks.add(task);
  }

  /** Two stages that write one file would lose one result. The path of a directory ends with a slash. */
  output(by: IConstruct, path: string): void {
    const taken = makerIn(this.#outputs, path);
    if (taken !== undefined) {
      throw new GenomicsError('duplicate-output', by, {
        what: 'an output is written by another stage too',
        got: `${path}, which '${taken}' makes`,
        expected: 'a path of its own',
        fix:
          'choose another name for the file, or another folder for its pipeline; pipelines that share an index go into ' +
          'two workflows: the second finds it',
      });
    }
    this.#outputs.set(path, by.node.path);
  }

  /** The path of an output where parameters have their defaults. */
  usual(by: IConstruct, path: string): void {
    this.#usual.set(path, by.node.path);
  }

  /** A path typed twice has no edge: the reader could start before the writer, whichever was written first. */
  given(given: Given): void {
    this.#given.push(given);
    this.mustBeLinked(given);
  }

  /** Looks again, when all stages are known. */
  mustBeLinkedAll(): void {
    for (const given of this.#given) this.mustBeLinked(given);
  }

  private mustBeLinked({ by, input, path, usual, dependsOn }: Given): void {
    const makers = [makerIn(this.#outputs, path), ...usual.map((one) => makerIn(this.#usual, one))];
    const maker = makers.find((one) => one !== undefined);
    if (maker === undefined || [by, ...dependsOn].some(({ node }) => node.path === maker)) return;
    throw new GenomicsError('unlinked-path', by, {
      what: `input '${input}' names a file that a stage makes, without depending on it`,
      got: path,
      expected: `the output of '${maker}'`,
      fix: 'pass that stage’s output',
    });
  }

  /**
   * A folder that is the run's own, if `isUsed` says so when the manifest is written. Where it depends on an item or on
   * what a stage found, the workflow cannot name it before.
   */
  folder({ volume, folder }: OutputFile, isUsed: () => boolean): void {
    if (!folder.parts.every((part) => typeof part === 'string' || part.kind === 'parameter')) return;
    const path = templateText(folder, (reference) =>
      reference.kind === 'parameter' ? `workflow.parameters.${reference.name}` : '',
    );
    this.#folders.push({ path: `${volume.claimName}:${path}`, isUsed });
  }

  /** A volume that stages write to. */
  volume(volume: IVolume): void {
    this.#volumes.set(volume.claimName, volume);
  }

  get volumes(): readonly IVolume[] {
    return [...this.#volumes.values()];
  }

  get folders(): readonly string[] {
    const used = this.#folders.filter(({ isUsed }) => isUsed()).map(({ path }) => path);
    return [...new Set(used)].sort();
  }
}

/** Who writes a path, a directory above it, or, where it is a directory, something in it. */
function makerIn(outputs: ReadonlyMap<string, string>, path: string): string | undefined {
  const above = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
  const known = [path, `${path}/`, path.replace(/\/$/, ''), ...above].find((one) => outputs.has(one));
  if (known !== undefined) return outputs.get(known);
  return path.endsWith('/') ? [...outputs].find(([made]) => made.startsWith(path))?.[1] : undefined;
}
