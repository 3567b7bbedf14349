import { kubernetesExpand } from '../argo/kubernetes-expand';
import { parseQuantity } from '../check/kubernetes/quantity';
import { NO_OBJECTS, type Objects } from './objects';
import type { Invocation } from './template';

/** What a container runtime starts. */
export interface Process {
  /** The manifest's command, and its arguments. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly path: string; readonly claim: string | undefined }[];
  readonly user: { readonly uid: number; readonly gid: number };
  readonly cwd: string | undefined;
}

/**
 * What the kubelet makes of a container: variables in order, each seeing those before it; then command and args, which
 * see all. A variable of a key that is not there is not set.
 */
export function processOf(
  { container, volumes, securityContext }: Invocation,
  { configMaps, secrets }: Objects = NO_OBJECTS,
): Process {
  const env: Record<string, string> = {};
  const lookup = (name: string): string | undefined => env[name];
  for (const { name, value = '', valueFrom } of container.env ?? []) {
    const { resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom ?? {};
    const found =
      resourceFieldRef !== undefined
        ? limitOf(container.resources?.limits, resourceFieldRef)
        : secretKeyRef !== undefined
          ? secrets
              .get(secretKeyRef.name ?? '')
              ?.get(secretKeyRef.key)
              ?.toString()
          : configMapKeyRef !== undefined
            ? configMaps
                .get(configMapKeyRef.name ?? '')
                ?.get(configMapKeyRef.key)
                ?.toString()
            : kubernetesExpand(value, lookup);
    if (found !== undefined) env[name] = found;
  }
  const expanded = (words: readonly string[] = []): readonly string[] =>
    words.map((text) => kubernetesExpand(text, lookup));
  const [command, args] = [expanded(container.command), expanded(container.args)];
  const mounts = (container.volumeMounts ?? []).map(({ name, mountPath }) => ({
    path: mountPath,
    claim: volumes.find((volume) => volume.name === name)?.persistentVolumeClaim?.claimName,
  }));
  const user = { uid: securityContext?.runAsUser ?? 0, gid: securityContext?.runAsGroup ?? 0 };
  return { command, args, argv: [...command, ...args], env, mounts, user, cwd: container.workingDir };
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
  const number = parseQuantity(quantity);
  if (number === undefined) throw new Error(`not a quantity: ${quantity}`);
  return number;
}
