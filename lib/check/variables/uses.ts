import { hasTag, tagsIn } from '../expression/tags';
import { at, entries, type JsonObject, object, strings, text } from '../json';
import { ancestry } from '../model/graph';
import type { Manifests } from '../model/manifests';
import { reachable } from '../model/target';
import type { TaskView, TemplateView } from '../model/template';
import type { WorkflowView } from '../model/workflow-view';
import type { Scope } from './scope';

/** A variable or an expression, where it stands and what it may know. */
export interface Use {
  readonly kind: 'name' | 'expression' | 'open';
  readonly source: string;
  readonly path: string;
  readonly scope: Scope;
}

export function usesOf(flow: WorkflowView, world: Manifests): readonly Use[] {
  const reached = reachable(flow);
  const uses: Use[] = [];
  const add = (json: unknown, path: string, scope: Scope) => {
    for (const found of strings(json, path, hasTag))
      for (const { kind, source } of tagsIn(found.text)) uses.push({ kind, source, path: found.path, scope });
  };

  const { templates: _, hooks, ...rest } = flow.spec;
  const top: Scope = {
    world,
    flow,
    template: undefined,
    place: 'workflow',
    reached: !flow.isLibrary || flow.entrypoint !== undefined,
  };
  add(rest, flow.path, top);
  add(hooks, at(flow.path, 'hooks'), top);

  for (const template of flow.templates) {
    const base: Scope = { world, flow, template, place: 'body', reached: !flow.isLibrary || reached.has(template) };
    for (const part of partsOf(template)) add(part.json, part.path, { ...base, place: part.place });
    const before = template.body === 'dag' ? ancestry(template) : stepsBefore(template);
    for (const task of template.tasks)
      addTask(task, { ...base, task, before: before.get(task.name) ?? new Set() }, add);
  }
  return uses;
}

function addTask(task: TaskView, base: Scope, add: (json: unknown, path: string, scope: Scope) => void): void {
  const { hooks, inline: _, arguments: given, ...own } = task.json;
  const scope: Scope = { ...base, place: 'task' };
  add(own, task.path, scope);
  for (const kind of ['parameters', 'artifacts'] as const)
    for (const { json, path } of entries(object(given)[kind], at(task.path, 'arguments', kind)))
      add(json, path, { ...scope, argument: { kind, name: text(json['name']) ?? '' } });
  add(hooks, at(task.path, 'hooks'), { ...base, place: 'hook' });
  const inline = base.flow.inline.get(task);
  if (inline !== undefined)
    for (const part of partsOf(inline)) add(part.json, part.path, { ...base, template: inline, place: part.place });
}

interface Part {
  readonly json: unknown;
  readonly path: string;
  readonly place: Scope['place'];
}

function partsOf(template: TemplateView): readonly Part[] {
  const { dag, steps: _, outputs, metrics, retryStrategy, ...body } = template.json;
  const part = (key: string, json: unknown, place: Scope['place']): Part => ({
    json,
    path: at(template.path, key),
    place,
  });
  return [
    { json: body, path: template.path, place: 'body' },
    part('outputs', outputs, 'outputs'),
    part('metrics', metrics, 'metrics'),
    part('retryStrategy', retryStrategy, 'retry'),
    { json: withoutTasks(object(dag)), path: at(template.path, 'dag'), place: 'body' },
  ];
}

function withoutTasks({ tasks: _, ...dag }: JsonObject): JsonObject {
  return dag;
}

/** Steps of one group run together: only those of earlier groups are over. */
function stepsBefore(template: TemplateView): ReadonlyMap<string, ReadonlySet<string>> {
  const before = new Map<string, ReadonlySet<string>>();
  let [group, done, over]: [number, Set<string>, ReadonlySet<string>] = [0, new Set(), new Set()];
  for (const step of template.tasks) {
    if (step.group !== group) [group, over, done] = [step.group, done, new Set(done)];
    before.set(step.name, over);
    done.add(step.name);
  }
  return before;
}
