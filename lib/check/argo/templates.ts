import { didYouMean } from '../../values/nearest';
import { at, isObject, object, quote, strings, text } from '../json';
import type { Manifests } from '../model/manifests';
import { hooksOf, libraryOf, reachable, resolveTarget, type Target } from '../model/target';
import type { WorkflowView } from '../model/workflow-view';
import { isOurs } from '../own/protocol';
import { type RuleProblem, taskRule, templateRule, workflowRule } from '../rule';

/** Another workflow may call any template of a library; those of a workflow are its own. */
export const unusedTemplate = workflowRule(
  'unused-template',
  'warning',
  'every template of a workflow is called',
  function* (flow) {
    if (flow.isLibrary || flow.entrypoint === undefined || flow.spec['workflowTemplateRef'] !== undefined) return;
    const reached = reachable(flow);
    const computed = flow.all.some(({ tasks }) => tasks.some(({ json }) => text(json['template'])?.includes('{{')));
    for (const template of flow.templates)
      if (!computed && !reached.has(template) && template.name !== '')
        yield { path: template.path, message: `nothing calls template ${quote(template.name)}; call it or drop it.` };
  },
);

export const referenceArguments = workflowRule(
  'unknown-workflow-argument',
  'warning',
  'a workflow that is a reference passes parameters that its template declares',
  function* (flow, world) {
    const library = libraryOf(flow, world);
    if (library === undefined || library === 'elsewhere' || library === 'several') return;
    // A run gives the workflow's arguments to the entrypoint's inputs.
    const entry = library.named.get(flow.entrypoint ?? library.entrypoint ?? '');
    const known = [...library.parameters.keys(), ...(entry?.parameters.keys() ?? [])];
    for (const [name, { path }] of flow.parameters) {
      if (known.includes(name) || mayRead(library, name)) continue;
      const hint = didYouMean(name, known, flow.parameters.keys());
      yield { path, message: `${library.document.name} declares no parameter ${name}; ${hint}` };
    }
  },
);

/** Whether a template reads a parameter that is not declared, or all of them at once. */
function mayRead(library: WorkflowView, name: string): boolean {
  const all = /\bworkflow\.parameters(?:\.json\b|(?!\.))/;
  return (
    strings(library.spec, '', (value) => value.includes(`workflow.parameters.${name}`) || all.test(value)).length > 0
  );
}

/** A template that reads `workflow.parameters` cannot be called from another workflow. */
export const globalBelowEntrypoint = workflowRule(
  'global-below-entrypoint',
  'error',
  'our templates below the entrypoint read their inputs only',
  function* (flow): Iterable<RuleProblem> {
    if (!isOurs(flow)) return;
    const exit = flow.named.get(text(flow.spec['onExit']) ?? '');
    const free = [flow.entrypoint, exit?.name, ...(exit?.tasks ?? []).map(({ json }) => text(json['template']))];
    for (const template of flow.templates.filter(({ name }) => !free.includes(name))) {
      const whole = JSON.stringify(object(template.json));
      const found = whole.includes('workflow.parameters')
        ? /\{\{[^}]*\bworkflow\.parameters\b[^}]*\}\}/.exec(whole)?.[0]
        : undefined;
      if (found !== undefined)
        yield {
          path: at(template.path),
          message: `${quote(found)} ties ${template.name} to this workflow; give it an input parameter.`,
        };
    }
  },
);

const also = [
  {
    code: 'unresolved-template-ref',
    severity: 'warning',
    summary: 'the WorkflowTemplate that a `templateRef` names is among the manifests',
  },
] as const;

function* judge(target: Target, path: string, flow: WorkflowView, world: Manifests): Generator<RuleProblem> {
  if (!('missing' in target)) return;
  if (target.missing === 'library') {
    const message = `the WorkflowTemplate ${quote(target.name)} ${whereabouts(target.name, flow, world)}`;
    yield { code: 'unresolved-template-ref', path, message };
  } else {
    const names = target.from === flow.document.name ? [...flow.named.keys()] : [];
    const hint = names.length === 0 ? 'correct the name or add the template.' : didYouMean(target.name, names);
    yield { path, message: `there is no template ${quote(target.name)} in ${target.from || 'this workflow'}; ${hint}` };
  }
}

/** Why a library is not found. One of the same name may be in the cluster, so that nothing of this is sure. */
function whereabouts(name: string, flow: WorkflowView, world: Manifests): string {
  const namesake = world.flows.find(({ document, isLibrary }) => isLibrary && document.name === name)?.document;
  if (namesake === undefined)
    return 'is not among the manifests; check them together, or make sure that the cluster has it.';
  if (namesake.kind === 'ClusterWorkflowTemplate')
    return 'is looked for in one namespace: here it is a ClusterWorkflowTemplate; add clusterScope: true.';
  if (world.library.get(`${flow.document.namespace ?? ''}/${name}`) !== undefined)
    return 'is looked for in the whole cluster: here it is one of this namespace; drop clusterScope.';
  const place =
    namesake.namespace === undefined ? 'it has no namespace here' : `it is in the namespace ${namesake.namespace}`;
  return `is looked for in ${flow.document.namespace ?? 'the namespace of its caller'}: ${place}; put both into one.`;
}

export const unknownTemplate = {
  ...workflowRule(
    'unknown-template',
    'error',
    'every template that is named exists, in hooks and exit handlers too',
    function* (flow, world) {
      for (const key of ['entrypoint', 'onExit']) {
        const name = text(flow.spec[key]);
        if (name) yield* judge(resolveTarget({ template: name }, flow, world), at(flow.path, key), flow, world);
      }
      if (libraryOf(flow, world) === 'elsewhere')
        yield* judge(
          { missing: 'library', name: text(object(flow.spec['workflowTemplateRef'])['name']) ?? '', from: '' },
          at(flow.path, 'workflowTemplateRef', 'name'),
          flow,
          world,
        );
      for (const [name, hook] of hooksOf(flow.spec))
        yield* judge(resolveTarget(hook, flow, world), at(flow.path, 'hooks', name), flow, world);
      for (const template of flow.all)
        for (const task of template.tasks) {
          const field = isObject(task.json['templateRef']) ? 'templateRef' : 'template';
          yield* judge(resolveTarget(task.json, flow, world), at(task.path, field), flow, world);
          const exit = text(task.json['onExit']);
          if (exit) yield* judge(resolveTarget({ template: exit }, flow, world), at(task.path, 'onExit'), flow, world);
          for (const [name, hook] of hooksOf(task.json))
            yield* judge(resolveTarget(hook, flow, world), at(task.path, 'hooks', name), flow, world);
        }
    },
  ),
  also,
};

export const entrypoint = workflowRule(
  'missing-entrypoint',
  'error',
  'a workflow that runs has an entrypoint',
  function* (flow) {
    if (flow.isLibrary || flow.entrypoint || flow.spec['workflowTemplateRef'] !== undefined) return;
    const message = 'there is no entrypoint; name the template to begin with.';
    if (flow.isScheduled) yield { path: flow.path, message };
    else
      yield {
        path: flow.path,
        severity: 'warning',
        message: `${message} Ignore this where argo submit --entrypoint gives it, or where this is a patch.`,
      };
  },
);

export const templatesBesideReference = workflowRule(
  'templates-beside-workflow-template-ref',
  'error',
  'a workflow that is a reference has no templates of its own',
  function* (flow) {
    if (flow.spec['workflowTemplateRef'] === undefined || flow.templates.length === 0) return;
    yield {
      path: at(flow.path, 'templates'),
      message: 'templates are refused beside workflowTemplateRef; drop one of the two.',
    };
  },
);

export const templateType = templateRule(
  'no-template-type',
  'error',
  'a template says what it runs',
  function* (template) {
    if (template.body !== undefined) return;
    yield {
      path: template.path,
      message:
        `template ${quote(template.name)} runs nothing; add container, script, dag, steps, resource, suspend ` +
        'or another body.',
    };
  },
);

export const taskTarget = taskRule(
  'task-target',
  'error',
  'a task runs one thing: `template`, `templateRef` or `inline`',
  function* (task) {
    const given = ['template', 'templateRef', 'inline'].filter(
      (key) => task.json[key] !== undefined && task.json[key] !== '',
    );
    if (given.length === 0)
      yield { path: task.path, message: `${task.name || 'it'} runs nothing; add template, templateRef or inline.` };
    if (given.length > 1)
      yield { path: task.path, message: `${task.name || 'it'} has ${given.join(' and ')}; keep one.` };
    const reference = task.json['templateRef'];
    for (const key of isObject(reference) ? ['name', 'template'] : [])
      if (!text(object(reference)[key]))
        yield { path: at(task.path, 'templateRef'), message: `the reference has no ${key}; add it.` };
  },
);

/** https://github.com/argoproj/argo-workflows/issues/12594 */
export const inlineInLoop = taskRule('inline-in-loop', 'warning', 'a loop has no inline template', function* (task) {
  if (task.loop !== undefined && task.json['inline'] !== undefined)
    yield {
      path: at(task.path, 'inline'),
      message: `every round of ${task.name} may get the first item’s values; give the template a name and call it.`,
    };
});

export const inlineDepth = templateRule(
  'inline-depth',
  'error',
  'an inline template holds no other',
  function* (template, flow) {
    if (template.inlineOf === undefined) return;
    for (const task of template.tasks)
      if (task.json['inline'] !== undefined)
        yield {
          path: at(task.path, 'inline'),
          message: `Argo takes one level of inline templates; give this one a name under ${flow.path}.templates.`,
        };
  },
);
