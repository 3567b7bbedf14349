import { object, text } from '../../check/json';
import { parseQuantity } from '../../check/kubernetes/quantity';
import type { PlacedProblem } from '../../errors';
import type { PodSecurityContext, Template } from '../manifest';
import type { Reached } from '../reach';
import { notRun } from '../refusals';

const POD = [
  ...['fsGroup', 'fsGroupChangePolicy', 'runAsGroup', 'runAsNonRoot', 'runAsUser', 'seccompProfile'],
  'supplementalGroups',
];
const CONTAINER = [
  ...['allowPrivilegeEscalation', 'capabilities', 'readOnlyRootFilesystem', 'runAsGroup', 'runAsNonRoot', 'runAsUser'],
  'seccompProfile',
];
const LIMITS = ['cpu', 'ephemeral-storage', 'memory'];
/** Docker and podman begin no container with less. */
const LEAST_MEMORY = 6 * 1024 * 1024;

/** What of a template no container engine would do as a kubelet does it, by name. */
export function containerRefusals(
  { found }: Reached,
  ofWorkflow: PodSecurityContext | undefined,
): readonly PlacedProblem[] {
  const { template } = found ?? {};
  if (template?.container === undefined) return [];
  const where = `template ${template.name ?? ''}`;
  const { securityContext = ofWorkflow, container } = template;
  return [
    ...(container.image === undefined ? [noImage(where)] : []),
    ...foreign(securityContext, POD).map((field) => notRun(where, `securityContext.${field}`)),
    ...foreign(container.securityContext, CONTAINER).map((field) =>
      notRun(where, `container.securityContext.${field}`),
    ),
    ...seccompProblems([securityContext, container.securityContext], where),
    ...rootProblems(template, securityContext, where),
    ...foreign(container.resources?.limits, LIMITS).map((field) => notRun(where, `resources.limits ${field}`)),
    ...memoryProblems(container.resources?.limits?.['memory'], where),
    ...(template.volumes ?? []).flatMap(({ name, emptyDir }) => {
      const medium = emptyDir?.medium ?? '';
      return ['', 'Memory'].includes(medium) ? [] : [notRun(where, `volume ${name}, emptyDir.medium ${medium}`)];
    }),
    ...inMemory(template).map((path) => notRun(where, `${path}, which Argo would read from scratch in memory`)),
  ];
}

/** Fields that are there and say something. */
function foreign(value: unknown, known: readonly string[]): readonly string[] {
  return Object.entries(object(value))
    .filter(([field, said]) => !known.includes(field) && said !== undefined && said !== false)
    .map(([field]) => field);
}

function noImage(where: string): PlacedProblem {
  return {
    where,
    what: 'a container names no image',
    got: 'nothing',
    expected: 'container.image',
    fix: 'write it into the template, or run by --engine host',
  };
}

function seccompProblems(contexts: readonly unknown[], where: string): readonly PlacedProblem[] {
  return contexts
    .map((context) => text(object(object(context)['seccompProfile'])['type']))
    .filter((type) => type !== undefined && !['RuntimeDefault', 'Unconfined'].includes(type))
    .map((type) => notRun(where, `seccompProfile.type ${type}`));
}

/** The kubelet looks at the image's user where a manifest names none. */
function rootProblems(
  { container }: Template,
  context: PodSecurityContext | undefined,
  where: string,
): readonly PlacedProblem[] {
  const isNonRoot = container?.securityContext?.runAsNonRoot ?? context?.runAsNonRoot ?? false;
  const user = container?.securityContext?.runAsUser ?? context?.runAsUser ?? 0;
  if (!isNonRoot || user > 0) return [];
  return [
    {
      where,
      what: 'a container must not run as root and names no other user',
      got: 'runAsNonRoot without a runAsUser above 0',
      expected: 'securityContext.runAsUser',
      fix: 'write the user into the template',
    },
  ];
}

function memoryProblems(limit: unknown, where: string): readonly PlacedProblem[] {
  const bytes = parseQuantity(limit);
  if (bytes === undefined || bytes >= LEAST_MEMORY) return [];
  return [
    {
      where,
      what: 'a container has too little memory to begin',
      got: `${limit}`,
      expected: '6Mi or more',
      fix: 'raise resources.limits.memory',
    },
  ];
}

/** What lies in memory is gone when its container has ended, and is not there before it begins. */
function inMemory({ container, volumes = [], inputs, outputs }: Template): readonly string[] {
  const names = volumes.filter(({ emptyDir }) => emptyDir?.medium === 'Memory').map(({ name }) => name);
  const paths = (container?.volumeMounts ?? []).filter(({ name }) => names.includes(name));
  const files = [
    ...(inputs?.artifacts ?? []).flatMap(({ path = '' }) => path),
    ...(outputs?.parameters ?? []).flatMap(({ valueFrom }) => valueFrom?.path ?? []),
  ];
  return files.filter((file) => paths.some(({ mountPath }) => file.startsWith(`${mountPath}/`)));
}
