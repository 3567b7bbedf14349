import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import { mebibytes, quantity } from '../storage/quantity';
import type { Volume } from '../storage/volume';
import { kubernetesEscape } from '../workflow/kubernetes-expand';
import type { ContainerTemplate, EnvironmentVariable, Placement } from '../workflow/model';
import { retryOf } from '../workflow/retry';
import type { StageDefaults } from './defaults';
import type { BoundInput } from './inputs';
import { podSpecPatch } from './pod-spec-patch';
import { PROTOCOL } from './protocol';
import type { BoundOutput } from './stage-ends';
import { imageName, scriptHash } from './work-key';

/** What a stage hands over to be written as a template. */
export interface StageContainer {
  readonly name: string;
  readonly title: string | undefined;
  readonly inputs: readonly BoundInput[];
  readonly outputs: readonly BoundOutput[];
  readonly script: string;
  readonly identify: string | undefined;
  readonly settings: StageDefaults;
  readonly accountPullSecrets: readonly string[];
}

/** A stage as a container template: the protocol, its words, the script, and an environment that holds every value. */
export function containerTemplate(stage: IConstruct, props: StageContainer): ContainerTemplate {
  const { name, title, inputs, outputs, script, identify, settings } = props;
  const { cpu = 2, retry = {}, deadlineSeconds, argoVersion = '3.4' } = settings;
  const memory = quantity(stage, 'memory', settings.memory ?? '4Gi');
  const scratch = quantity(stage, 'scratch', settings.scratch ?? '10Gi');
  const image = imageOf(stage, settings.image);
  if (!Number.isInteger(cpu) || cpu < 1) throw invalidCpu(stage, cpu);
  const volumes = volumesOf(stage, inputs, outputs);
  const words = [
    `stage=${name}`,
    `script=${scriptHash(identify === undefined ? script : `${script}\n${identify}`)}`,
    `image=${imageName(image)}`,
    `scratch=${mebibytes(scratch)}`,
    ...fileWords(inputs, outputs),
  ];
  const patch = podSpecPatch(stage, { memory: mebibytes(memory), retry, argoVersion, pullSecrets: missingSecrets(props) });
  return {
    kind: 'container',
    name,
    ...(title !== undefined && atLeast(argoVersion, '3.7') ? { title } : {}),
    inputs: [
      ...inputs.map((input) => ({ name: input.key, ...(input.default === undefined ? {} : { default: input.default }) })),
      ...outputs.map(({ key }) => ({ name: key })),
    ],
    image,
    command: ['sh', '-c'],
    args: [PROTOCOL, words.join(' '), script, ...(identify === undefined ? [] : [identify])].map(kubernetesEscape),
    env: environment(inputs, outputs, `${script}\n${identify ?? ''}`),
    cpu: `${cpu}`,
    memory,
    scratch,
    mounts: [
      ...volumes.map(({ volumeName, mountPath, readOnly }) => ({ volume: volumeName, path: mountPath, readOnly })),
      { volume: 'scratch', path: '/tmp', readOnly: false },
    ],
    volumes: [
      ...volumes.map(({ volumeName, claimName }) => ({ name: volumeName, claimName })),
      { name: 'scratch', scratch: true as const },
    ],
    owner: outputs[0]?.file.volume.owner ?? 'root',
    retry: retryOf(retry),
    ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
    placement: placementOf(settings),
    ...(patch === undefined ? {} : { podSpecPatch: patch }),
  };
}

/** Values travel here and are never parsed by a shell. THREADS and MEMORY follow a patch or a retry that changes the limits. */
function environment(inputs: readonly BoundInput[], outputs: readonly BoundOutput[], script: string): readonly EnvironmentVariable[] {
  const values = [...inputs, ...outputs].map(({ key, variable }) => ({
    name: variable,
    // Kubernetes would make `$` of `$$` and expand `$(IN_B)` in a value; a doubled `$` arrives as one.
    value: `{{=sprig.replace('$', '$$', inputs.parameters.${key})}}`,
  }));
  const mentioned = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(script);
  return [
    ...values,
    ...(mentioned('THREADS') ? [{ name: 'THREADS', resource: 'limits.cpu' }] : []),
    ...(mentioned('MEMORY') ? [{ name: 'MEMORY', resource: 'limits.memory', divisor: '1Mi' }] : []),
  ];
}

/** `mount=` stands before the files that must lie below it. */
function fileWords(inputs: readonly BoundInput[], outputs: readonly BoundOutput[]): readonly string[] {
  const plain = inputs.filter(({ volumes }) => volumes.length === 0).map(({ word }) => word);
  const files = [
    ...inputs.flatMap(({ word, volumes: [volume] }) => (volume === undefined ? [] : [{ word, mount: volume.mountPath }])),
    ...outputs.map(({ variable, file }) => ({ word: [`out:${variable}`, ...file.secondary].join(','), mount: file.volume.mountPath })),
  ];
  return [...plain, ...files.flatMap(({ word, mount }, at) => (files[at - 1]?.mount === mount ? [word] : [`mount=${mount}`, word]))];
}

function volumesOf(stage: IConstruct, inputs: readonly BoundInput[], outputs: readonly BoundOutput[]): readonly Volume[] {
  const all = [...outputs.map(({ file }) => file.volume), ...inputs.flatMap(({ volumes }) => volumes)];
  const named = new Map(all.map((volume) => [volume.volumeName, volume]));
  const clash = all.find((one) => {
    const other = named.get(one.volumeName);
    return other?.claimName !== one.claimName || [...named.values()].some((two) => two !== other && two.mountPath === one.mountPath);
  });
  const readOnly = outputs.find(({ file }) => file.volume.readOnly);
  if (clash === undefined && readOnly === undefined) return [...named.values()];
  throw new GenomicsError('invalid-value', stage, {
    what: readOnly === undefined ? 'two volumes share a name or a mount path' : 'an output lies on a volume that is mounted read-only',
    got:
      readOnly === undefined ? `'${clash?.volumeName}' at ${clash?.mountPath}` : `'${readOnly.key}' on '${readOnly.file.volume.claimName}'`,
    expected: readOnly === undefined ? 'different volumeName and mountPath for each claim' : 'a volume to write to',
    fix: readOnly === undefined ? 'set volumeName and mountPath of one' : 'write to another volume',
  });
}

function placementOf({ compute, labels, annotations }: StageDefaults): Placement {
  return {
    labels: { ...compute?.labels, ...labels },
    annotations: { ...compute?.annotations, ...annotations },
    nodeSelector: { ...compute?.nodeSelector },
    tolerations: compute?.tolerations ?? [],
  };
}

function missingSecrets({ settings, accountPullSecrets }: StageContainer): readonly string[] {
  return (settings.imagePullSecrets ?? []).filter((secret) => !accountPullSecrets.includes(secret));
}

function imageOf(stage: IConstruct, image: string | undefined): string {
  if (image !== undefined && /^[a-zA-Z0-9][-a-zA-Z0-9._:/@]*$/.test(image)) return image;
  throw new GenomicsError('invalid-value', stage, {
    what: 'a stage has no usable image',
    got: `'${image ?? ''}'`,
    expected: 'registry/repository:tag or @sha256:…',
    fix: 'set image on the stage, its workflow, or by setDefaults above',
  });
}

function invalidCpu(stage: IConstruct, cpu: number): GenomicsError {
  return new GenomicsError('invalid-value', stage, {
    what: 'cpu is not a whole number of CPUs',
    got: `${cpu}`,
    expected: '1 or more: tools start one thread for each',
    fix: 'set cpu to a whole number',
  });
}

/** Whether fields of `field`'s version may be emitted for `version`. */
function atLeast(version: string, field: string): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  const [c = 0, d = 0] = field.split('.').map(Number);
  return a > c || (a === c && b >= d);
}
