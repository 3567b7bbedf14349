import { kubernetesExpand } from '../argo/kubernetes-expand';
import { evaluate, type Scope } from './expression';
import type { Container, DagTask, PodSecurityContext, Template, Volume, Workflow } from './manifest';
import { ArgoError, substitute, substituteAll } from './substitute';

/** One container as Argo hands it to Kubernetes. */
export interface Invocation {
  readonly template: string;
  /** The tasks that led here, with the index of a loop: `bwamap(1)`. */
  readonly task: string;
  readonly container: Container;
  /**
   * Raw artifacts: the texts of files that are there when the container starts, by path. They reach the executor in a
   * variable of its environment, which the kubelet expands.
   */
  readonly files: Parameters;
  /** The paths of what Argo reads when the container has ended. */
  readonly outputs: readonly string[];
  readonly volumes: readonly Volume[];
  readonly securityContext: PodSecurityContext | undefined;
}

export type Parameters = Readonly<Record<string, string>>;

/** What Argo makes of a loop's items differs: 3.4 and 3.6 are alike, 4.1 hands a text over as it is. */
export const ENGINES = ['3', '4'] as const;
export type Engine = (typeof ENGINES)[number];

/** What every template knows. */
export function globalsOf({ metadata = {}, spec }: Workflow, given: Parameters, uid: string): Parameters {
  const { arguments: declared } = spec;
  const globals: Record<string, string> = {
    'workflow.uid': uid,
    'workflow.name': metadata.name ?? '',
    'workflow.namespace': metadata.namespace ?? 'argo',
  };
  for (const { name, value } of declared?.parameters ?? []) {
    const text = given[name] ?? (value === undefined ? undefined : `${value}`);
    if (text === undefined) throw new Error(`parameter ${name} must be given`);
    globals[`workflow.parameters.${name}`] = text;
  }
  const unknown = Object.keys(given).find((name) => !(`workflow.parameters.${name}` in globals));
  if (unknown !== undefined) throw new Error(`there is no parameter ${unknown}`);
  return globals;
}

/** What a task hands to the template that it calls. */
export function passedBy({ arguments: given }: DagTask): Parameters {
  return Object.fromEntries((given?.parameters ?? []).map(({ name, value }) => [name, `${value}`]));
}

/** A resolved template as Argo hands it to Kubernetes, where it is of a container. */
export function invocationOf(
  resolved: Template,
  task: string,
  ofWorkflow?: PodSecurityContext,
): Invocation | undefined {
  const { name = '', inputs, volumes = [], securityContext = ofWorkflow } = resolved;
  if (resolved.container === undefined) return undefined;
  const container = patched(resolved.container, resolved.podSpecPatch);
  const files = Object.fromEntries(
    (inputs?.artifacts ?? []).map(({ path = '', raw }) => [path, kubernetesExpand(raw?.data ?? '', () => undefined)]),
  );
  const outputs = (resolved.outputs?.parameters ?? []).flatMap(({ valueFrom }) => valueFrom?.path ?? []);
  return { template: name, task, container, files, outputs, volumes, securityContext };
}

/** A container with what the pod's patch says of it: a retry's memory, for one. */
function patched(container: Container, patch: string | undefined): Container {
  if (patch === undefined) return container;
  const { containers = [] } = JSON.parse(patch) as {
    readonly containers?: readonly (Container & { readonly name: string })[];
  };
  const { resources: { limits, requests } = {} } = containers.find(({ name }) => name === 'main') ?? {};
  const { resources } = container;
  return {
    ...container,
    resources: { limits: { ...resources?.limits, ...limits }, requests: { ...resources?.requests, ...requests } },
  };
}

/** A template with its inputs in it, and what its tasks know. */
export function resolve(
  template: Template,
  passed: Parameters,
  globals: Scope,
): { readonly resolved: Template; readonly scope: Scope } {
  const inputs = (template.inputs?.parameters ?? []).map((input) => {
    const value = passed[input.name] ?? input.value ?? input.default;
    if (value === undefined) throw new ArgoError(`template ${template.name} needs ${input.name}`);
    return { name: input.name, value: `${value}` };
  });
  const first = substitute({ template, inputs }, globals);
  const scope = {
    ...globals,
    ...Object.fromEntries(first.inputs.map(({ name, value }) => [`inputs.parameters.${name}`, value])),
  };
  return { resolved: substitute(first.template, scope), scope };
}

export function itemsOf({ withItems, withParam }: DagTask): readonly unknown[] | undefined {
  if (withItems !== undefined) return withItems as readonly unknown[];
  if (withParam === undefined) return undefined;
  const items = parsed(withParam);
  if (!Array.isArray(items)) throw new ArgoError(`withParam is no list: ${withParam}`);
  return items;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * A task for one item, as `processItem` of Argo's operator.go makes it: in 3.4 it knows the item and nothing else. A
 * field of an item that is an object stays as JSON has it, and so does an item that is a text, but for Argo 4.
 */
export function withItem(task: DagTask, item: unknown, engine: Engine): DagTask {
  const { withItems: _, withParam: __, ...once } = task;
  const known = typeof item === 'string' && engine === '4' ? { item } : itemScope(item);
  return substituteAll(once, known);
}

function itemScope(item: unknown): Scope {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return { item: inJson(item) };
  const fields = Object.entries(item).map(([key, value]) => [`item.${key}`, inJson(value)]);
  return { item: goJson(item), ...Object.fromEntries(fields) };
}

/**
 * A text without its quotes, escaped as JSON; anything else as JSON. Argo puts back what Go escapes for HTML, in texts
 * that hold such an escape too.
 */
function inJson(value: unknown): string {
  const json = goJson(value).replaceAll('\\u003c', '<').replaceAll('\\u003e', '>').replaceAll('\\u0026', '&');
  return typeof value === 'string' ? json.slice(1, -1) : json;
}

/** JSON as Go writes it. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A condition, when nothing in it is left to fill in. */
export function holds(when: string | undefined): boolean {
  if (when === undefined || when === 'true') return true;
  if (when === 'false') return false;
  const value = attempt(when);
  if (typeof value !== 'boolean') throw new ArgoError(`when is neither true nor false: ${when}`);
  return value;
}

function attempt(when: string): unknown {
  try {
    return evaluate(when, {});
  } catch {
    return undefined;
  }
}
