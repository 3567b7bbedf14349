import { isObject, type JsonObject, object, text } from '../json';
import type { Flow } from './flow';
import { hooksOf } from './target';
import type { Template } from './template';

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
