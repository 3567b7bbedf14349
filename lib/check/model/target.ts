import { isObject, type JsonObject, object, text } from '../json';
import { findLibraries, type Manifests } from './manifests';
import type { TaskView, TemplateView } from './template';
import type { WorkflowView } from './workflow-view';

/** The templates of this flow that a run from its entrypoint, its exit handler or its hooks gets to. */
export function reachable(flow: WorkflowView): ReadonlySet<TemplateView> {
  const seen = new Set<TemplateView>();
  const visit = (name: string | undefined): void => {
    const template = name === undefined ? undefined : flow.named.get(name);
    if (template !== undefined) enter(template);
  };
  const enter = (template: TemplateView): void => {
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

function ownTemplate(holder: JsonObject, flow: WorkflowView): string | undefined {
  const reference = holder['templateRef'];
  if (!isObject(reference)) return text(holder['template']);
  return object(reference)['name'] === flow.document.name ? text(reference['template']) : undefined;
}

/** What a task, a step or a hook runs. */
export type Target =
  | { readonly found: TemplateView; readonly flow: WorkflowView }
  | { readonly missing: 'template' | 'library'; readonly name: string; readonly from: string }
  | { readonly unsure: true };

const unsure: Target = { unsure: true };

export function resolveTarget(holder: JsonObject, flow: WorkflowView, world: Manifests): Target {
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

function byTemplateName(name: string, target: WorkflowView, flow: WorkflowView, world: Manifests): Target {
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
export function libraryOf(flow: WorkflowView, world: Manifests): WorkflowView | 'elsewhere' | 'several' | undefined {
  const reference = flow.spec['workflowTemplateRef'];
  if (!isObject(reference)) return undefined;
  const [library, other] = findLibraries(world, flow, reference);
  if (library === undefined) return 'elsewhere';
  return other === undefined ? library : 'several';
}

/** Every flow in whose run a template of this one may stand, by whatever references lead to it. */
export function callersOf(flow: WorkflowView, world: Manifests): ReadonlySet<WorkflowView> {
  const callers = new Set<WorkflowView>();
  const visit = (called: WorkflowView): void => {
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

function referencesOf(flow: WorkflowView): readonly JsonObject[] {
  const holders = [flow.spec, ...flow.all.flatMap(({ tasks }) => tasks.map(({ json }) => json))];
  const calls = holders.flatMap((holder) => [holder, ...hooksOf(holder).map(([, hook]) => hook)]);
  return [flow.spec['workflowTemplateRef'], ...calls.map((call) => call['templateRef'])].filter(isObject);
}

export function templateOf(task: TaskView, flow: WorkflowView, world: Manifests): TemplateView | undefined {
  const inline = flow.inline.get(task);
  if (inline !== undefined) return inline;
  const target = resolveTarget(task.json, flow, world);
  return 'found' in target ? target.found : undefined;
}

export function hooksOf(json: JsonObject): readonly (readonly [name: string, hook: JsonObject])[] {
  return Object.entries(object(json['hooks'])).map(([name, hook]) => [name, object(hook)]);
}
