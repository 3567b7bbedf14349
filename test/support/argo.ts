import { randomUUID } from 'node:crypto';
import type {
  Container,
  DagTask,
  PodSecurityContext,
  Template,
  Volume,
  WorkflowTemplate,
} from '../../imports/argoproj.io';
import { kubernetesExpand } from '../../lib/argo/kubernetes-expand';
import type { Scope } from './argo-expression';
import { substitute, substituteAll } from './argo-substitute';

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
  readonly volumes: readonly Volume[];
  readonly securityContext: PodSecurityContext | undefined;
}

export type Parameters = Readonly<Record<string, string>>;

/** What Argo makes of a loop's items differs: 3.4 and 3.6 are alike, 4.1 hands a text over as it is. */
export const ENGINES = ['3', '4'] as const;
export type Engine = (typeof ENGINES)[number];

/** What stages' outputs read as parameters, by task and output: `{ 'sheet.samples': '[…]' }`. */
type Texts = Readonly<Record<string, string>>;

/**
 * What Argo runs for a WorkflowTemplate, submitted once more, in an order that its edges allow, with every stage succeeding. A model of
 * Argo 3.4 to 4.1 as far as this library emits it: a template is substituted by the workflow's parameters, then by its
 * inputs; a task once more, then for each item. So an expression within a parameter's value is evaluated, as Argo
 * does; its result is a value like any other.
 */
export function invocations(
  workflow: WorkflowTemplate,
  given: Parameters = {},
  texts: Texts = {},
  engine: Engine = '4',
  uid: string = randomUUID(),
): readonly Invocation[] {
  const { entrypoint, templates = [] } = workflow.spec;
  return new Run(templates, globalsOf(workflow, given, uid), texts, engine).run(entrypoint ?? '', {}, '');
}

/** What every template knows. */
export function globalsOf(workflow: WorkflowTemplate, given: Parameters, uid: string): Parameters {
  const { arguments: declared } = workflow.spec;
  const globals: Record<string, string> = { 'workflow.uid': uid };
  for (const { name, value } of declared?.parameters ?? []) {
    const text = given[name] ?? (value === undefined ? undefined : `${value}`);
    if (text === undefined) throw new Error(`parameter ${name} must be given`);
    globals[`workflow.parameters.${name}`] = text;
  }
  const unknown = Object.keys(given).find((name) => !(`workflow.parameters.${name}` in globals));
  if (unknown !== undefined) throw new Error(`there is no parameter ${unknown}`);
  return globals;
}

class Run {
  constructor(
    private readonly templates: readonly Template[],
    private readonly globals: Scope,
    private readonly texts: Texts,
    private readonly engine: Engine,
  ) {}

  run(name: string, passed: Parameters, task: string): readonly Invocation[] {
    const template = this.templates.find((one) => one.name === name);
    if (template === undefined) throw new Error(`there is no template ${name}`);
    const { resolved, scope } = resolve(template, passed, { ...this.globals, 'node.name': task, retries: '0' });
    const own = invocationOf(resolved, task);
    if (own !== undefined) return [own];
    const ran = new Set<string>();
    let known = scope;
    return inOrder(resolved.dag?.tasks ?? []).flatMap((one) => {
      const found = satisfied(one, ran) ? this.expand(substitute(one, known), task) : undefined;
      if (found === undefined) return [];
      ran.add(one.name ?? '');
      known = { ...known, ...this.outputsOf(one) };
      return found;
    });
  }

  private outputsOf({ name, template }: DagTask): Scope {
    const outputs = this.templates.find((one) => one.name === template)?.outputs?.parameters ?? [];
    return Object.fromEntries(
      outputs.map((output) => [
        `tasks.${name}.outputs.parameters.${output.name}`,
        this.texts[`${name}.${output.name}`],
      ]),
    );
  }

  /** The invocations of a task, or undefined where its condition does not hold. */
  private expand(task: DagTask, parent: string): readonly Invocation[] | undefined {
    const items = itemsOf(task);
    const each = (items ?? [undefined]).map((item, at) => {
      const one = item === undefined ? task : withItem(task, item, this.engine);
      if (!holds(one.when)) return undefined;
      const path = `${parent}${parent === '' ? '' : '.'}${task.name}${items === undefined ? '' : `(${at})`}`;
      return this.run(one.template ?? '', passedBy(one), path);
    });
    return items === undefined ? each[0] : each.flatMap((found) => found ?? []);
  }
}

/** What a task hands to the template that it calls. */
export function passedBy({ arguments: given }: DagTask): Parameters {
  return Object.fromEntries((given?.parameters ?? []).map(({ name, value }) => [name, `${value}`]));
}

/** A resolved template as Argo hands it to Kubernetes, where it is of a container. */
export function invocationOf(resolved: Template, task: string): Invocation | undefined {
  const { name = '', container, inputs, volumes = [], securityContext } = resolved;
  if (container === undefined) return undefined;
  const files = Object.fromEntries(
    (inputs?.artifacts ?? []).map(({ path = '', raw }) => [path, kubernetesExpand(raw?.data ?? '', () => undefined)]),
  );
  return { template: name, task, container, files, volumes, securityContext };
}

/** A template with its inputs in it, and what its tasks know. */
export function resolve(
  template: Template,
  passed: Parameters,
  globals: Scope,
): { readonly resolved: Template; readonly scope: Scope } {
  const inputs = (template.inputs?.parameters ?? []).map((input) => {
    const value = passed[input.name] ?? input.value ?? input.default;
    if (value === undefined) throw new Error(`template ${template.name} needs ${input.name}`);
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
  const items: unknown = JSON.parse(withParam);
  if (!Array.isArray(items)) throw new Error(`withParam is no list: ${withParam}`);
  return items;
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

export function holds(when: string | undefined): boolean {
  if (when === undefined || when === 'true') return true;
  if (when === 'false') return false;
  throw new Error(`when is neither true nor false: ${when}`);
}

/** A task, one that must not have been left out, or either of a map that may have failed. */
const EDGE = /^(?:[-a-z0-9]+(\.Succeeded)?|\(([-a-z0-9]+)(\.Succeeded)? \|\| \2\.Failed \|\| \2\.Errored\))$/;

interface Edge {
  readonly name: string;
  readonly mustSucceed: boolean;
  readonly mayFail: boolean;
}

export function edges({ depends }: DagTask): readonly Edge[] {
  return (depends ?? '').split(' && ').flatMap((edge) => {
    if (edge === '') return [];
    if (!EDGE.test(edge)) throw new Error(`an edge that this library does not emit: ${edge}`);
    const name = /[-a-z0-9]+/.exec(edge)?.[0] ?? '';
    return [{ name, mustSucceed: edge.includes('.Succeeded'), mayFail: edge.startsWith('(') }];
  });
}

/** `a` is satisfied by a skipped task too, `a.Succeeded` only by one that ran. */
function satisfied(task: DagTask, ran: ReadonlySet<string>): boolean {
  return edges(task).every(({ name, mustSucceed }) => !mustSucceed || ran.has(name));
}

export function inOrder(tasks: readonly DagTask[]): readonly DagTask[] {
  const done = new Set<string>();
  const ordered: DagTask[] = [];
  while (ordered.length < tasks.length) {
    const next = tasks.find((task) => !done.has(task.name ?? '') && edges(task).every(({ name }) => done.has(name)));
    if (next === undefined) throw new Error('the DAG has a cycle, or an edge to a task that is not there');
    done.add(next.name ?? '');
    ordered.push(next);
  }
  return ordered;
}
