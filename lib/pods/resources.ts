import type { Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Resources } from '../argo/model';
import { parseQuantity } from '../check/kubernetes/quantity';
import { GenomicsError } from '../errors';
import { defined } from '../values/defined';
import { mustBeWhole } from '../values/numbers';
import { cpus, quantity } from '../values/quantity';

/** What a node must have free for a pod, where that is less than what the pod may use. */
export interface Requests {
  /** CPUs, also parts of one: 1.5 or `'1500m'`. */
  readonly cpu?: number | string;
  readonly memory?: string | Size;
}

/** Whole numbers of what a node offers beside CPU, memory and disk: `{ 'nvidia.com/gpu': 1 }`. */
export type ExtendedResources = Readonly<Record<string, number>>;

/** The settings that say how large a pod is. */
export interface SizeSettings {
  readonly cpu?: number;
  readonly memory?: string | Size;
  readonly scratch?: string | Size;
  readonly requests?: Requests;
  readonly extendedResources?: ExtendedResources;
}

/** A pod's size: its limits, which tools go by, and all that is asked of a node. */
export interface PodSize {
  readonly cpu: number;
  readonly memory: string;
  readonly scratch: string;
}

/**
 * What holds where nobody says anything. ECI's ratio is 2 GiB to a CPU. The requests are what a node of 2 CPUs and 4
 * GiB has left beside the cluster's own pods, and twice that a node of 4 and 8 (docs/defaults.md).
 */
const DEFAULT = { cpu: 2, memory: '4Gi', scratch: '10Gi', requests: { cpu: '1', memory: '1536Mi' } } as const;

/** Refuses, where it is written, a size that no pod could have. */
export function mustBeSize(where: IConstruct, settings: SizeSettings): void {
  const { requests = {}, extendedResources = {} } = settings;
  sizeOf(where, settings);
  if (requests.cpu !== undefined) cpus(where, 'requests.cpu', requests.cpu);
  if (requests.memory !== undefined) quantity(where, 'requests.memory', requests.memory);
  for (const [name, amount] of Object.entries(extendedResources)) mustBeExtended(where, name, amount);
}

/** The limits of a pod, and what scratch must have free. */
export function sizeOf(where: IConstruct, { cpu = DEFAULT.cpu, memory, scratch }: SizeSettings): PodSize {
  mustBeWhole(where, 'cpu', cpu, 1);
  return {
    cpu,
    memory: quantity(where, 'memory', memory ?? DEFAULT.memory),
    scratch: quantity(where, 'scratch', scratch ?? DEFAULT.scratch),
  };
}

/**
 * What a container asks for. A limit that somebody set is requested as it is, unless they say otherwise: only the
 * default sizes ask for less than they may use. `ownInstance` says that the pod's machine is made for it, of the size
 * that it requests.
 */
export function resourcesOf(where: IConstruct, settings: SizeSettings, ownInstance = false): Resources {
  const { requests = {}, extendedResources = {} } = settings;
  const { cpu, memory, scratch } = sizeOf(where, settings);
  const isGiven = (name: 'cpu' | 'memory'): boolean => ownInstance || settings[name] !== undefined;
  const asked = {
    cpu: cpus(where, 'requests.cpu', requests.cpu ?? (isGiven('cpu') ? cpu : DEFAULT.requests.cpu)),
    memory: quantity(
      where,
      'requests.memory',
      requests.memory ?? (isGiven('memory') ? memory : DEFAULT.requests.memory),
    ),
  };
  mustBeWithin(where, 'cpu', asked.cpu, `${cpu}`);
  mustBeWithin(where, 'memory', asked.memory, memory);
  const extended = Object.fromEntries(
    Object.entries(extendedResources).flatMap(([name, amount]) => (amount === 0 ? [] : [[name, `${amount}`] as const])),
  );
  return {
    limits: { cpu: `${cpu}`, memory, ...extended },
    requests: { cpu: asked.cpu, 'ephemeral-storage': scratch, memory: asked.memory, ...extended },
  };
}

/** A request holds for the limit that it was given with: who sets another limit further down has another request. */
export function mergeSizes(outer: SizeSettings, inner: SizeSettings): Pick<SizeSettings, 'requests'> {
  const { cpu, memory } = outer.requests ?? {};
  const kept = defined({
    cpu: inner.cpu === undefined ? cpu : undefined,
    memory: inner.memory === undefined ? memory : undefined,
  });
  const requests: Requests = { ...kept, ...defined(inner.requests ?? {}) } as Requests;
  return Object.keys(requests).length === 0 ? {} : { requests };
}

function mustBeWithin(where: IConstruct, name: string, request: string, limit: string): void {
  if ((parseQuantity(request) ?? 0) <= (parseQuantity(limit) ?? 0)) return;
  throw new GenomicsError('invalid-value', where, {
    what: `requests.${name} is more than the stage may use`,
    got: `'${request}'`,
    expected: `at most its ${name}, ${limit}`,
    fix: `raise ${name}, or lower the request`,
  });
}

/** The name of a resource has a domain, which none of Kubernetes' own has. */
const EXTENDED =
  /^(?!([a-z0-9-]+[.])*kubernetes[.]io\/)[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

function mustBeExtended(where: IConstruct, name: string, amount: number): void {
  if (!EXTENDED.test(name)) {
    throw new GenomicsError('invalid-name', where, {
      what: 'extendedResources names what is no extended resource',
      got: `'${name}'`,
      expected: "a domain and a name, as 'nvidia.com/gpu'",
      fix: 'set cpu, memory and scratch by the props of those names; give others as kubectl describe node shows them',
    });
  }
  mustBeWhole(where, `extendedResources['${name}']`, amount, 0);
}
