import { at, type Entry, entries, isObject, type JsonObject, object, text } from '../json';
import type { Document } from './document';
import type { TaskView } from './template';
import { byName, type TemplateView, toTemplate } from './template';

/** The workflow inside any of Argo's four kinds. */
export interface WorkflowView {
  readonly document: Document;
  readonly spec: JsonObject;
  readonly path: string;
  readonly defaults: JsonObject;
  readonly templates: readonly TemplateView[];
  /** With the inline ones. */
  readonly all: readonly TemplateView[];
  readonly inline: ReadonlyMap<TaskView, TemplateView>;
  readonly named: ReadonlyMap<string, TemplateView>;
  readonly parameters: ReadonlyMap<string, Entry>;
  readonly entrypoint: string | undefined;
  /** A (Cluster)WorkflowTemplate: its templates may run inside another's workflow. */
  readonly isLibrary: boolean;
  /** Nobody submits it, with parameters, labels or an entrypoint that no manifest has: its schedule starts it. */
  readonly isScheduled: boolean;
}

export function toWorkflowView(document: Document): WorkflowView {
  const cron = document.kind === 'CronWorkflow';
  const outer = object(document.manifest['spec']);
  const spec = cron ? object(outer['workflowSpec']) : outer;
  const path = cron ? 'spec.workflowSpec' : 'spec';
  const defaults = object(spec['templateDefaults']);
  const templates = entries(spec['templates'], at(path, 'templates')).map((entry) =>
    toTemplate(entry.json, entry.path, defaults),
  );
  const named = new Map<string, TemplateView>();
  for (const template of templates) if (!named.has(template.name)) named.set(template.name, template);
  const inline = new Map(templates.flatMap((template) => template.tasks.flatMap((task) => inlineOf(task, defaults))));
  return {
    document,
    spec,
    path,
    defaults,
    templates,
    all: [...templates, ...inline.values()],
    inline,
    named,
    parameters: byName(object(spec['arguments'])['parameters'], at(path, 'arguments', 'parameters')),
    entrypoint: text(spec['entrypoint']),
    isLibrary: document.kind === 'WorkflowTemplate' || document.kind === 'ClusterWorkflowTemplate',
    isScheduled: cron && outer['suspend'] !== true,
  };
}

function inlineOf(task: TaskView, defaults: JsonObject): readonly (readonly [TaskView, TemplateView])[] {
  const inline = task.json['inline'];
  return isObject(inline) ? [[task, toTemplate(inline, at(task.path, 'inline'), defaults, task)]] : [];
}
