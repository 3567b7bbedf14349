import { kubernetesExpand } from '../../lib/argo/kubernetes-expand';
import type { Invocation } from './argo';

/** What a container runtime starts. */
export interface Process {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly path: string; readonly claim: string | undefined }[];
  readonly user: { readonly uid: number; readonly gid: number };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** What the kubelet makes of a container: variables in order, each seeing those before it; then command and args, which see all. */
export function processOf({ container, volumes, securityContext }: Invocation): Process {
  const env: Record<string, string> = {};
  const lookup = (name: string): string | undefined => env[name];
  for (const { name, value, valueFrom } of container.env ?? []) {
    const limit = valueFrom?.resourceFieldRef;
    env[name] =
      limit === undefined ? kubernetesExpand(value ?? '', lookup) : limitOf(container.resources?.limits, limit);
  }
  const argv = [...(container.command ?? []), ...(container.args ?? [])].map((text) => kubernetesExpand(text, lookup));
  const mounts = (container.volumeMounts ?? []).map(({ name, mountPath }) => ({
    path: mountPath,
    claim: volumes.find((volume) => volume.name === name)?.persistentVolumeClaim?.claimName,
  }));
  return { argv, env, mounts, user: { uid: securityContext?.runAsUser ?? 0, gid: securityContext?.runAsGroup ?? 0 } };
}

/** The downward API divides and rounds up. */
function limitOf(
  limits: unknown,
  { resource, divisor }: { readonly resource: string; readonly divisor?: unknown },
): string {
  const limit = new Map(Object.entries(limits ?? {})).get(resource.replace(/^limits\./, ''));
  return `${Math.ceil(quantityOf(limit) / quantityOf(divisor ?? '1'))}`;
}

function quantityOf(quantity: unknown): number {
  const match = /^(\d+(?:\.\d+)?)(m|Ki|Mi|Gi|Ti|)$/.exec(`${quantity}`);
  if (match === null) throw new Error(`not a quantity: ${quantity}`);
  return match[2] === 'm' ? Number(match[1]) / 1000 : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1);
}
