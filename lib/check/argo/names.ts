import { at, entries, object, quote, text } from '../json';
import type { Manifests } from '../model/manifests';
import { templateOf } from '../model/target';
import type { TemplateView } from '../model/template';
import type { WorkflowView } from '../model/workflow-view';
import { type RuleProblem, templateRule, workflowRule } from '../rule';

// The form of names is the structural layer's finding; that there is one, where the CRD does not ask for it, is found
// here.
const also = [{ code: 'missing-name', severity: 'error', summary: 'templates and steps have names' }] as const;

export const workflowNames = {
  ...workflowRule(
    'duplicate-name',
    'error',
    'no two templates, tasks, parameters or artifacts have one name',
    function* (flow) {
      yield* unique(entries(flow.spec['templates'], at(flow.path, 'templates')), true);
      yield* parametersAndArtifacts(flow.spec['arguments'], at(flow.path, 'arguments'));
      for (const template of flow.all) yield* inTemplate(template);
    },
  ),
  also,
};

function* inTemplate({ json, path, tasks }: TemplateView): Generator<RuleProblem> {
  for (const section of ['inputs', 'outputs']) yield* parametersAndArtifacts(json[section], at(path, section));
  for (const task of tasks) yield* parametersAndArtifacts(task.json['arguments'], at(task.path, 'arguments'));
  yield* unique(tasks, json['steps'] !== undefined);
}

function* parametersAndArtifacts(holder: unknown, path: string): Generator<RuleProblem> {
  for (const kind of ['parameters', 'artifacts']) yield* unique(entries(object(holder)[kind], at(path, kind)), false);
}

function* unique(
  named: Iterable<{ readonly json: Readonly<Record<string, unknown>>; readonly path: string }>,
  needed: boolean,
): Generator<RuleProblem> {
  const seen = new Set<string>();
  for (const { json, path } of named) {
    const name = text(json['name']) ?? '';
    if (name === '') {
      if (needed) yield { code: 'missing-name', path, message: 'it has no name; add one.' };
    } else if (seen.has(name))
      yield { path: at(path, 'name'), message: `${quote(name)} is used twice; rename one of them.` };
    seen.add(name);
  }
}

/**
 * `<workflow>-<template>-<hash>` is the pod’s name, but for an entrypoint that is a pod itself: that has the
 * workflow’s.
 */
export const podName = templateRule(
  'pod-name',
  'error',
  'the names of templates that run pods are in lower case',
  function* (template, flow, world) {
    if (!template.isPod || template.name === template.name.toLowerCase()) return;
    const alone =
      template.name === flow.entrypoint &&
      template.json['retryStrategy'] === undefined &&
      !isCalled(template, flow, world);
    const fix = `write ${template.name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()}`;
    const why = 'becomes a part of the pod’s name, where upper case is refused at run time';
    const message = `${quote(template.name)} ${why}; ${fix}.`;
    yield { path: at(template.path, 'name'), message, ...(alone ? { severity: 'warning' } : {}) };
  },
);

function isCalled(template: TemplateView, flow: WorkflowView, world: Manifests): boolean {
  return flow.all.some(({ tasks }) => tasks.some((task) => templateOf(task, flow, world) === template));
}
