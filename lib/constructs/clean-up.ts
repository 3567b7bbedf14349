import { Construct, type IConstruct } from 'constructs';
import type { ContainerTemplate, Owner } from '../argo/model';
import { retryOf } from '../argo/retry';
import { GenomicsError } from '../errors';
import { imageOf } from '../pods/image';
import { placementOf, profileOf } from '../pods/placement';
import { resourcesOf, sizeOf } from '../pods/resources';
import { resolveDefaults } from '../pods/stage-defaults';
import { PROGRAM } from '../shell/script-file';
import type { IVolume } from '../storage/file';
import { type PodAccount, podVolumes } from './container';
import { patchAtExit, SMALL } from './exit-handler';
import type { TakenNames } from './taken-names';

/** Its template's name. */
const NAME = 'clean-up';

/** What to do where there is none: no stage's image is asked. */
const IMAGE = 'removeUnfinished runs in the image of the workflow: set image on the workflow, or by setDefaults above';

/** Seconds: on a bucket it lists each call's folder, a second for about a hundred of them. */
const DEADLINE_SECONDS = 3600;

/**
 * Removes, at the end of each run, what its attempts left on the volumes without a record. Its shell is `clean.sh` of
 * the workflow's program.
 */
export class CleanUp extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly names: TakenNames,
    private readonly account: PodAccount,
  ) {
    super(scope, id);
    names.template(this, NAME);
  }

  /** The template; which volumes there are, and the program's name, is known when all stages are. */
  template(program: string): ContainerTemplate {
    const { volumes } = this.names;
    const settings = { ...resolveDefaults(this, {}), queue: false } as const;
    const resources = resourcesOf(this, SMALL);
    const profile = profileOf(settings, { name: NAME, ...sizeOf(this, SMALL), minutes: undefined, merges: false });
    const patch = patchAtExit(this, this.account, settings, resources);
    return {
      kind: 'container',
      name: NAME,
      inputs: [],
      files: [],
      image: imageOf(this, settings.image, IMAGE),
      command: ['sh', `${PROGRAM}/clean.sh`],
      args: volumes.map(({ mountPath, workFolder }) => `--volume=${mountPath},${mountPath}${workFolder}`),
      env: [{ name: 'RUN', value: '{{workflow.uid}}' }],
      resources,
      mounts: [
        ...volumes.map(({ volumeName, mountPath }) => ({ volume: volumeName, path: mountPath, readOnly: false })),
        { volume: 'scratch', path: '/tmp', readOnly: false },
        { volume: 'stage', path: PROGRAM, readOnly: true },
      ],
      volumes: podVolumes(volumes, program),
      owner: ownerOf(this, volumes),
      retry: retryOf({ limit: 1 }),
      deadlineSeconds: DEADLINE_SECONDS,
      placement: placementOf(this, settings, profile),
      ...(patch === undefined ? {} : { podSpecPatch: patch }),
    };
  }
}

function ownerOf(where: IConstruct, volumes: readonly IVolume[]): Owner {
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
