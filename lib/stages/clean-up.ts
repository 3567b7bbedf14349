import { Construct, type IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import type { Volume } from '../storage/volume';
import type { ContainerTemplate, Owner } from '../workflow/model';
import { retryOf } from '../workflow/retry';
import { imageOf, PROGRAM, podVolumes } from './container';
import { resolveDefaults } from './defaults';
import { patchAtExit, SMALL } from './exit-handler';
import type { GenomicsWorkflow } from './genomics-workflow';
import { placementOf } from './placement';

/** Its template's name. */
const NAME = 'clean-up';

/** Seconds: on a bucket it lists each call's folder, a second for about a hundred of them. */
const DEADLINE_SECONDS = 3600;

/**
 * Removes, at the end of each run, what its attempts left on the volumes without a record. Its shell is `clean.sh` of
 * the workflow's program.
 */
export class CleanUp extends Construct {
  constructor(
    private readonly workflow: GenomicsWorkflow,
    id: string,
  ) {
    super(workflow, id);
    workflow.claims.template(this, NAME);
  }

  /** The template; which volumes there are is known when all stages are. */
  get template(): ContainerTemplate {
    const { volumes } = this.workflow.claims;
    const settings = { ...resolveDefaults(this, {}), queue: false } as const;
    const { cpu, memory, scratch } = SMALL;
    const patch = patchAtExit(this, this.workflow, settings, memory);
    return {
      kind: 'container',
      name: NAME,
      inputs: [],
      files: [],
      image: imageOf(this, settings.image),
      command: ['sh', `${PROGRAM}/clean.sh`],
      args: volumes.map(({ mountPath, workFolder }) => `--volume=${mountPath},${mountPath}${workFolder}`),
      env: [{ name: 'RUN', value: '{{workflow.uid}}' }],
      cpu: `${cpu}`,
      memory,
      scratch,
      mounts: [
        ...volumes.map(({ volumeName, mountPath }) => ({ volume: volumeName, path: mountPath, readOnly: false })),
        { volume: 'scratch', path: '/tmp', readOnly: false },
        { volume: 'stage', path: PROGRAM, readOnly: true },
      ],
      volumes: podVolumes(volumes, this.workflow.program.name),
      owner: ownerOf(this, volumes),
      retry: retryOf({ limit: 1 }),
      deadlineSeconds: DEADLINE_SECONDS,
      placement: placementOf(this, settings, { name: NAME, cpu, memory, minutes: undefined, merges: false }),
      ...(patch === undefined ? {} : { podSpecPatch: patch }),
    };
  }
}

function ownerOf(where: IConstruct, volumes: readonly Volume[]): Owner {
  const owners = volumes.map(({ owner }) => owner);
  const [first = 'root'] = owners;
  const other = owners.find((owner) => JSON.stringify(owner) !== JSON.stringify(first));
  if (other === undefined) return first;
  throw new GenomicsError('invalid-value', where, {
    what: 'removeUnfinished works as one user, and the volumes belong to several',
    got: `${JSON.stringify(first)} and ${JSON.stringify(other)}`,
    expected: 'one owner of all volumes that the workflow writes to',
    fix: "leave removeUnfinished out, and remove old attempts by a bucket's rule",
  });
}
