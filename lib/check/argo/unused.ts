import { at, object, quote, text } from '../json';
import { reachable } from '../model/reach';
import { libraryOf } from '../model/target';
import { isOurs } from '../own/protocol';
import { flowRule, type Problem } from '../rule';
import { meant } from '../variables/scope';

/** Another workflow may call any template of a library; those of a workflow are its own. */
export const unusedTemplate = flowRule('unused-template', 'warning', 'every template of a workflow is called', function* (flow) {
  if (flow.isLibrary || flow.entrypoint === undefined || flow.spec['workflowTemplateRef'] !== undefined) return;
  const reached = reachable(flow);
  const computed = flow.all.some(({ tasks }) => tasks.some(({ json }) => text(json['template'])?.includes('{{')));
  for (const template of flow.templates)
    if (!computed && !reached.has(template) && template.name !== '')
      yield { path: template.path, message: `nothing calls template ${quote(template.name)}; call it or drop it.` };
});

export const referenceArguments = flowRule(
  'unknown-workflow-argument',
  'warning',
  'a workflow that is a reference passes parameters that its template declares',
  function* (flow, world) {
    const library = libraryOf(flow, world);
    if (library === undefined || library === 'elsewhere') return;
    for (const [name, { path }] of flow.parameters)
      if (!library.parameters.has(name))
        yield { path, message: `${library.document.name} declares no parameter ${name}; ${meant(name, library.parameters.keys())}` };
  },
);

/** A template that reads `workflow.parameters` cannot be called from another workflow. */
export const globalBelowEntrypoint = flowRule(
  'global-below-entrypoint',
  'error',
  'our templates below the entrypoint read their inputs only',
  function* (flow): Iterable<Problem> {
    if (!isOurs(flow)) return;
    for (const template of flow.templates) {
      if (template.name === flow.entrypoint) continue;
      const found = /\{\{[^}]*\bworkflow\.parameters\b[^}]*\}\}/.exec(JSON.stringify(object(template.json)))?.[0];
      if (found !== undefined)
        yield { path: at(template.path), message: `${quote(found)} ties ${template.name} to this workflow; give it an input parameter.` };
    }
  },
);
