import { at, type Entry, entries, isObject, type JsonObject, object, text } from '../json';
import type { Task } from './template';
import { byName, type Template, toTemplate } from './template';
import type { Document } from './world';

/** The workflow inside any of Argo's four kinds. */
export interface Flow {
  readonly document: Document;
  readonly spec: JsonObject;
  readonly path: string;
  readonly defaults: JsonObject;
  readonly templates: readonly Template[];
  /** With the inline ones. */
  readonly all: readonly Template[];
  readonly inline: ReadonlyMap<Task, Template>;
  readonly named: ReadonlyMap<string, Template>;
  readonly parameters: ReadonlyMap<string, Entry>;
  readonly entrypoint: string | undefined;
  /** A (Cluster)WorkflowTemplate: its templates may run inside another's workflow. */
  readonly isLibrary: boolean;
  /** Nobody submits it, with parameters, labels or an entrypoint that no manifest has: its schedule starts it. */
  readonly isScheduled: boolean;
}

export function toFlow(document: Document): Flow {
  const cron = document.kind === 'CronWorkflow';
  const outer = object(document.manifest['spec']);
  const spec = cron ? object(outer['workflowSpec']) : outer;
  const path = cron ? 'spec.workflowSpec' : 'spec';
  const defaults = object(spec['templateDefaults']);
  const templates = entries(spec['templates'], at(path, 'templates')).map((entry) =>
    toTemplate(entry.json, entry.path, defaults),
  );
  const named = new Map<string, Template>();
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

function inlineOf(task: Task, defaults: JsonObject): readonly (readonly [Task, Template])[] {
  const inline = task.json['inline'];
  return isObject(inline) ? [[task, toTemplate(inline, at(task.path, 'inline'), defaults, task)]] : [];
}
