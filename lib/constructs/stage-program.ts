import { createHash } from 'node:crypto';
import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { STAGE } from '../shell/files';
import type { ShellFile } from '../shell/shell-file';
import { namespaceOf } from '../storage/namespace';

/**
 * The shell that a workflow's pods run: an immutable ConfigMap whose keys are the files, byte for byte. Its name has a
 * digest of its content, so that a run keeps what it began with while the next version is applied.
 */
export class StageProgram extends Construct {
  readonly #files = new Map([[STAGE.name, STAGE]]);

  constructor(
    scope: Construct,
    id: string,
    private readonly workflowName: string,
  ) {
    super(scope, id);
    new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: Lazy.any({ produce: () => this.name }),
        namespace: namespaceOf(this),
        annotations: {
          // A run that goes on needs the version that it began with; whoever removes them does it by hand (docs/gitops.md).
          'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
          'argocd.argoproj.io/sync-options': 'Prune=false',
        },
      },
      immutable: true,
      data: Lazy.any({ produce: () => this.data }),
    });
  }

  /** Adds files that a stage's script calls. */
  add(files: readonly ShellFile[]): void {
    for (const file of files) this.#files.set(file.name, file);
  }

  /** The ConfigMap's name. It is known when all stages are. */
  get name(): string {
    return `${this.workflowName}-stage-${createHash('sha256').update(JSON.stringify(this.data)).digest('hex').slice(0, 8)}`;
  }

  private get data(): Readonly<Record<string, string>> {
    const sorted = [...this.#files.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    return Object.fromEntries(sorted.map(({ name, text }) => [name, text]));
  }
}
