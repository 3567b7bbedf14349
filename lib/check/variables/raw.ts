import { hasTag, tagsIn } from '../expression/tags';
import { at, entries, isObject, type JsonObject, object, text } from '../json';
import { ancestry } from '../model/graph';
import type { Manifests } from '../model/manifests';
import { hooksOf } from '../model/target';
import type { TemplateView } from '../model/template';
import type { WorkflowView } from '../model/workflow-view';
import type { Scope } from './scope';

export interface RawExpression {
  readonly source: string;
  readonly path: string;
  readonly scope: Scope;
  readonly free: boolean;
}

/** The fields that hold an expression without braces. */
export function* rawExpressions(flow: WorkflowView, world: Manifests): Generator<RawExpression> {
  const top: Scope = { world, flow, template: undefined, place: 'workflow', reached: true };
  yield* retry(flow.spec, flow.path, top);
  yield* retry(flow.defaults, at(flow.path, 'templateDefaults'), top);
  yield* hooks(flow.spec, flow.path, { ...top, place: 'hook' }, true);
  for (const template of flow.all)
    yield* inTemplate(template, {
      ...top,
      template,
      ...(template.inlineOf === undefined ? {} : { task: template.inlineOf }),
    });
}

function* inTemplate(template: TemplateView, scope: Scope): Generator<RawExpression> {
  yield* retry(template.json, template.path, scope);
  const before = template.tasks.some((task) => task.json['hooks'] !== undefined) ? ancestry(template) : undefined;
  for (const task of template.tasks) {
    const reads = template.body === 'dag' ? before?.get(task.name) : undefined;
    yield* hooks(
      task.json,
      task.path,
      { ...scope, task, place: 'hook', ...(reads === undefined ? {} : { before: reads }) },
      false,
    );
  }
  for (const entry of template.outputs.values())
    yield* field(
      object(entry.json['valueFrom']),
      'expression',
      at(entry.path, 'valueFrom'),
      { ...scope, place: 'outputs' },
      false,
    );
  for (const entry of template.outputArtifacts.values())
    yield* field(entry.json, 'fromExpression', entry.path, { ...scope, place: 'outputs' }, false);
  yield* field(object(template.json['http']), 'successCondition', at(template.path, 'http'), scope, true);
  const data = object(template.json['data']);
  for (const step of entries(data['transformation'], at(template.path, 'data', 'transformation')))
    yield* field(step.json, 'expression', step.path, scope, true);
}

function* retry(holder: JsonObject, path: string, scope: Scope): Generator<RawExpression> {
  if (isObject(holder['retryStrategy']))
    yield* field(holder['retryStrategy'], 'expression', at(path, 'retryStrategy'), { ...scope, place: 'retry' }, false);
}

function* hooks(holder: JsonObject, path: string, scope: Scope, free: boolean): Generator<RawExpression> {
  for (const [name, hook] of hooksOf(holder)) yield* field(hook, 'expression', at(path, 'hooks', name), scope, free);
}

// With tags in it, it is text that becomes an expression; only a whole `{{=…}}` can be judged, and that is done where
// tags are.
function* field(holder: JsonObject, key: string, path: string, scope: Scope, free: boolean): Generator<RawExpression> {
  const source = text(holder[key]);
  if (source === undefined || source.trim() === '') return;
  if (!hasTag(source) || tagsIn(source).every((tag) => tag.kind === 'open'))
    yield { source, path: at(path, key), scope, free };
}
