import { isObject, type JsonObject, object, text } from '../json';
import type { Flow } from './flow';
import type { Task, Template } from './template';
import { findLibraries, type World } from './world';

/** The templates of this flow that a run from its entrypoint, its exit handler or its hooks gets to. */
export function reachable(flow: Flow): ReadonlySet<Template> {
  const seen = new Set<Template>();
  const visit = (name: string | undefined): void => {
    const template = name === undefined ? undefined : flow.named.get(name);
    if (template !== undefined) enter(template);
  };
  const enter = (template: Template): void => {
    if (seen.has(template)) return;
    seen.add(template);
    for (const task of template.tasks) {
      for (const holder of [task.json, ...hooksOf(task.json).map(([, hook]) => hook)]) visit(ownTemplate(holder, flow));
      visit(text(task.json['onExit']));
      const inline = flow.inline.get(task);
      if (inline !== undefined) enter(inline);
    }
  };
  for (const name of [flow.entrypoint, text(flow.spec['onExit'])]) visit(name);
  for (const [, hook] of hooksOf(flow.spec)) visit(ownTemplate(hook, flow));
  return seen;
}

function ownTemplate(holder: JsonObject, flow: Flow): string | undefined {
  const reference = holder['templateRef'];
  if (!isObject(reference)) return text(holder['template']);
  return object(reference)['name'] === flow.document.name ? text(reference['template']) : undefined;
}

/** What a task, a step or a hook runs. */
export type Target =
  | { readonly found: Template; readonly flow: Flow }
  | { readonly missing: 'template' | 'library'; readonly name: string; readonly from: string }
  | { readonly unsure: true };

const unsure: Target = { unsure: true };

export function resolveTarget(holder: JsonObject, flow: Flow, world: World): Target {
  const name = text(holder['template']);
  if (name) return byTemplateName(name, flow, flow, world);
  const reference = holder['templateRef'];
  if (!isObject(reference)) return unsure;
  const [library, template] = [text(reference['name']), text(reference['template'])];
  if (!library || !template || library.includes('{{')) return unsure;
  const [target, other] = findLibraries(world, flow, object(reference));
  if (target === undefined) return { missing: 'library', name: library, from: library };
  return other === undefined ? byTemplateName(template, target, flow, world) : unsure;
}

function byTemplateName(name: string, target: Flow, flow: Flow, world: World): Target {
  if (name.includes('{{')) return unsure;
  const found = target.named.get(name);
  if (found !== undefined) return { found, flow: target };
  // A Workflow that is a mere reference has its templates there.
  const whole = target === flow ? libraryOf(flow, world) : undefined;
  if (whole === 'elsewhere' || whole === 'several') return unsure;
  if (whole !== undefined) return byTemplateName(name, whole, whole, world);
  return { missing: 'template', name, from: target.document.name };
}

/**
 * The WorkflowTemplate that the whole workflow is taken from; `elsewhere` if it is not among the manifests, `several`
 * if they have one for each of several clusters.
 */
export function libraryOf(flow: Flow, world: World): Flow | 'elsewhere' | 'several' | undefined {
  const reference = flow.spec['workflowTemplateRef'];
  if (!isObject(reference)) return undefined;
  const [library, other] = findLibraries(world, flow, reference);
  if (library === undefined) return 'elsewhere';
  return other === undefined ? library : 'several';
}

/** Every flow in whose run a template of this one may stand, by whatever references lead to it. */
export function callersOf(flow: Flow, world: World): ReadonlySet<Flow> {
  const callers = new Set<Flow>();
  const visit = (called: Flow): void => {
    for (const other of world.flows) {
      const calls = referencesOf(other).some((reference) => findLibraries(world, other, reference).includes(called));
      if (!calls || callers.has(other)) continue;
      callers.add(other);
      visit(other);
    }
  };
  visit(flow);
  return callers;
}

function referencesOf(flow: Flow): readonly JsonObject[] {
  const holders = [flow.spec, ...flow.all.flatMap(({ tasks }) => tasks.map(({ json }) => json))];
  const calls = holders.flatMap((holder) => [holder, ...hooksOf(holder).map(([, hook]) => hook)]);
  return [flow.spec['workflowTemplateRef'], ...calls.map((call) => call['templateRef'])].filter(isObject);
}

export function templateOf(task: Task, flow: Flow, world: World): Template | undefined {
  const inline = flow.inline.get(task);
  if (inline !== undefined) return inline;
  const target = resolveTarget(task.json, flow, world);
  return 'found' in target ? target.found : undefined;
}

export function hooksOf(json: JsonObject): readonly (readonly [name: string, hook: JsonObject])[] {
  return Object.entries(object(json['hooks'])).map(([name, hook]) => [name, object(hook)]);
}
