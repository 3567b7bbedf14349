import { createHash } from 'node:crypto';
import { Lazy } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { GenomicsError } from '../errors';
import { STAGE } from '../shell/files';
import type { ShellFile } from '../shell/shell-file';
import { namespaceOf } from '../storage/namespace';

/** Bytes: a ConfigMap holds 1 MiB, its names and their escapes included. */
const LARGEST = 900 * 1024;

/**
 * The shell that a workflow's pods run: an immutable ConfigMap whose keys are the files, byte for byte. Its name has a
 * digest of its content, so that a run keeps what it began with while the next version is applied.
 */
export class StageProgram extends Construct {
  readonly configMap: ConfigMap;

  constructor(
    scope: Construct,
    id: string,
    private readonly workflowName: string,
  ) {
    super(scope, id);
    this.configMap = new ConfigMap(this, 'Resource', {
      metadata: {
        name: Lazy.any({ produce: () => this.name }),
        namespace: namespaceOf(this),
        annotations: {
          // A run that goes on needs the version that it began with; whoever removes them does it by hand
          // (docs/gitops.md).
          'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
          'argocd.argoproj.io/sync-options': 'Prune=false',
        },
      },
      immutable: true,
    });
    this.add([STAGE]);
  }

  /** Adds files that a stage's script calls; several stages may call one. */
  add(files: readonly Pick<ShellFile, 'name' | 'text'>[]): void {
    for (const { name, text } of files) {
      const known = this.configMap.data[name];
      if (known === undefined) this.configMap.addData(name, text);
      else if (known !== text) throw twoOfOneName(this, name);
      const bytes = Object.values(this.configMap.data).reduce((sum, one) => sum + Buffer.byteLength(one), 0);
      if (bytes > LARGEST) throw tooLarge(this, name, bytes);
    }
  }

  /** The ConfigMap's name. It is known when all stages are. */
  get name(): string {
    const sorted = Object.entries(this.configMap.data).sort(([one], [other]) => (one < other ? -1 : 1));
    const content = JSON.stringify(Object.fromEntries(sorted));
    return `${this.workflowName}-stage-${createHash('sha256').update(content).digest('hex').slice(0, 8)}`;
  }
}

function twoOfOneName(program: Construct, name: string): GenomicsError {
  return new GenomicsError('duplicate-name', program, {
    what: 'two files of one name are used in a workflow, and its pods would have one of them',
    got: `'${name}' with two texts`,
    expected: 'a name for each, other than those of this library',
    fix: 'rename your file',
  });
}

function tooLarge(program: Construct, name: string, bytes: number): GenomicsError {
  return new GenomicsError('invalid-value', program, {
    what: `the files of a workflow do not fit into a ConfigMap, with '${name}'`,
    got: `${bytes} bytes`,
    expected: `at most ${LARGEST}`,
    fix: 'put what is large into the image, or on the volume as an input',
  });
}
