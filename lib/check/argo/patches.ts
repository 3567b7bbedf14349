import { didYouMean } from '../../values/nearest';
import { hasTag } from '../expression/tags';
import { at, entries, isObject, object, quote, text } from '../json';
import { resourceMistakes } from '../kubernetes/resources';
import type { TemplateView } from '../model/template';
import { containersOf } from '../model/template';
import { type RuleProblem, workflowRule } from '../rule';
import { parseFilled } from '../yaml';
import { podFields } from './pod-fields';

/** `podSpecPatch` is a text: a strategic merge patch of the pod, with containers told by name. */
export const podSpecPatch = workflowRule(
  'pod-spec-patch',
  'error',
  'a podSpecPatch parses and patches containers that the pod has',
  function* (flow) {
    const templates = flow.all.filter((template) => template.isPod);
    yield* judge(text(flow.spec['podSpecPatch']), at(flow.path, 'podSpecPatch'), templates, false);
    for (const template of flow.all)
      yield* judge(text(template.json['podSpecPatch']), at(template.path, 'podSpecPatch'), [template], true);
  },
);

function* judge(
  source: string | undefined,
  path: string,
  templates: readonly TemplateView[],
  own: boolean,
): Generator<RuleProblem> {
  if (!source || source.trim() === '' || /^\s*\{\{[\s\S]*?\}\}\s*$/.test(source)) return;
  const { value: patch, mistake } = parseFilled(source);
  if (mistake !== undefined) yield { path, message: `the patch is not YAML: ${mistake}; correct it.` };
  else if (!isObject(patch))
    yield {
      path,
      message: `the patch is ${quote(patch)}, not a map; write a part of a pod’s spec, such as containers.`,
    };
  else {
    for (const field of Object.keys(patch))
      if (!podFields.has(field) && !field.startsWith('$'))
        yield { path, message: `a pod’s spec has no ${field}; ${didYouMean(field, podFields, Object.keys(patch))}` };
    const known = new Set(templates.flatMap((template) => containersOf(template).map(({ name }) => name)));
    yield* containers(patch, 'containers', path, new Set([...known, 'main', 'wait', 'supervisor']));
    yield* containers(patch, 'initContainers', path, new Set([...known, 'init']));
    if (own && templates.length === 1) for (const template of templates) yield* merged(patch, template, path, source);
  }
}

function* containers(
  patch: Readonly<Record<string, unknown>>,
  key: string,
  path: string,
  known: ReadonlySet<string>,
): Generator<RuleProblem> {
  const named = entries(patch[key], '').map(({ json }) => ({ json, name: text(json['name']) }));
  const given = named.map(({ name }) => name);
  for (const { json, name } of named) {
    if (name === undefined)
      yield { path, message: `an item of ${key} has no name, and containers are merged by it; add name: main.` };
    else if (!known.has(name) && json['image'] === undefined && json['$patch'] === undefined) {
      const hint = didYouMean(name, known, given);
      yield { path, message: `${key} has ${quote(name)}, which the pod has not, and which has no image; ${hint}` };
    }
  }
}

/** The requests and limits that the pod ends up with. */
function* merged(
  patch: Readonly<Record<string, unknown>>,
  template: TemplateView,
  path: string,
  source: string,
): Generator<RuleProblem> {
  for (const { json } of entries(patch['containers'], '')) {
    const container = containersOf(template).find(({ name }) => name === json['name']);
    const [before, after] = [object(container?.json['resources']), object(json['resources'])];
    // What the patch computes is not known before it runs.
    const sure = !hasTag(source);
    const limits = sure ? { ...object(before['limits']), ...object(after['limits']) } : object(after['limits']);
    const requests = sure ? { ...object(before['requests']), ...object(after['requests']) } : {};
    for (const message of resourceMistakes({ limits, requests }))
      yield { path, message: `with this patch, ${message}` };
  }
}
