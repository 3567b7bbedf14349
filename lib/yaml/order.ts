/**
 * The order in which a person reads a workflow: a thing's name, what it takes, what it does, then what holds for it.
 * Keys that are not listed follow by the alphabet. One list serves all levels: no key means two things in a
 * WorkflowTemplate.
 */
const READING_ORDER = [
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'namespace',
  'key',
  'labels',
  'annotations',
  'entrypoint',
  'onExit',
  'workflowTemplateRef',
  'schedule',
  'schedules',
  'timezone',
  'template',
  'templateRef',
  'depends',
  'when',
  'withItems',
  'withParam',
  'inputs',
  'arguments',
  'parameters',
  'artifacts',
  'value',
  'default',
  'enum',
  'valueFrom',
  'description',
  'dag',
  'failFast',
  'tasks',
  'container',
  'image',
  'imagePullPolicy',
  'command',
  'args',
  'env',
  'resources',
  'requests',
  'limits',
  'volumeMounts',
  'mountPath',
  'outputs',
  'spec',
  'templates',
  'volumes',
  'retryStrategy',
  'activeDeadlineSeconds',
  'securityContext',
] as const;

const RANK = new Map<string, number>(READING_ORDER.map((key, index) => [key, index]));

/** The same value with the keys of all its objects in the order in which a person reads them. */
export function inReadingOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inReadingOrder);
  if (typeof value !== 'object' || value === null) return value;
  const rank = (key: string): number => RANK.get(key) ?? READING_ORDER.length;
  const entries = Object.entries(value).sort(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inReadingOrder(inner)]));
}
