import { didYouMean } from '../../values/nearest';
import { at, type Entry, isObject, type JsonObject, list, object, quote, scalar, text } from '../json';
import type { Manifests } from '../model/manifests';
import { hooksOf, resolveTarget } from '../model/target';
import { byName, type TemplateView } from '../model/template';
import type { WorkflowView } from '../model/workflow-view';
import { type RuleProblem, workflowRule } from '../rule';

const also = [
  { code: 'unknown-argument', severity: 'warning', summary: 'every argument has an input that takes it' },
  { code: 'argument-without-value', severity: 'error', summary: 'an argument has a value' },
  { code: 'enum-member', severity: 'error', summary: 'a value is one of its `enum`' },
] as const;

/** Calls: tasks, steps, hooks and, for their own arguments, whole workflows. */
export const calls = {
  ...workflowRule(
    'missing-argument',
    'error',
    'every input without a default gets an argument',
    function* (flow, world) {
      for (const template of flow.all)
        for (const task of template.tasks) {
          yield* call(task.json, task.json, task.path, flow, world);
          for (const [name, hook] of hooksOf(task.json))
            yield* call(hook, hook, at(task.path, 'hooks', name), flow, world);
        }
      for (const [name, hook] of hooksOf(flow.spec)) yield* call(hook, hook, at(flow.path, 'hooks', name), flow, world);
      if (!flow.isLibrary) yield* entry(flow);
    },
  ),
  also,
};

function* call(
  holder: JsonObject,
  withArguments: JsonObject,
  path: string,
  flow: WorkflowView,
  world: Manifests,
): Generator<RuleProblem> {
  const target = isObject(holder['inline']) ? undefined : resolveTarget(holder, flow, world);
  const given = object(withArguments['arguments']);
  const parameters = byName(given['parameters'], at(path, 'arguments', 'parameters'));
  const artifacts = byName(given['artifacts'], at(path, 'arguments', 'artifacts'));
  yield* values(parameters, artifacts);
  if (target === undefined || !('found' in target)) return;
  yield* match(parameters, target.found.parameters, 'parameter', target.found, path);
  yield* match(artifacts, target.found.artifacts, 'artifact', target.found, path);
  for (const [name, { json }] of target.found.parameters)
    yield* member(json['enum'], parameters.get(name), target.found);
}

function* values(
  parameters: ReadonlyMap<string, Entry>,
  artifacts: ReadonlyMap<string, Entry>,
): Generator<RuleProblem> {
  for (const [name, { json, path }] of parameters)
    if (json['value'] === undefined && json['valueFrom'] === undefined)
      yield { code: 'argument-without-value', path, message: `${name} has neither value nor valueFrom; add one.` };
  for (const [name, { json, path }] of artifacts)
    if (json['from'] && json['fromExpression'])
      yield {
        code: 'argument-without-value',
        path,
        message: `artifact ${name} has from and fromExpression; keep one.`,
      };
    else if (
      Object.keys(json).every((key) =>
        ['name', 'optional', 'path', 'mode', 'archive', 'artifactGC', 'deleted', 'subPath', 'recurseMode'].includes(
          key,
        ),
      )
    )
      yield {
        code: 'argument-without-value',
        path,
        message: `artifact ${name} comes from nowhere; add from, fromExpression or a location.`,
      };
}

function* match(
  given: ReadonlyMap<string, Entry>,
  inputs: ReadonlyMap<string, Entry>,
  kind: string,
  target: TemplateView,
  path: string,
): Generator<RuleProblem> {
  for (const [name, { json }] of inputs) {
    if (name === '' || given.has(name) || hasOwnValue(json, kind)) continue;
    yield {
      path: at(path, 'arguments'),
      message: `template ${target.name} needs the ${kind} ${name}, which has no default; pass it.`,
    };
  }
  for (const [name, { path: place }] of given)
    if (!inputs.has(name))
      yield {
        code: 'unknown-argument',
        path: place,
        message:
          `template ${target.name} has no input ${kind} ${name}, so it is dropped; ` +
          `${didYouMean(name, inputs.keys(), given.keys())}`,
      };
}

function hasOwnValue(input: JsonObject, kind: string): boolean {
  if (kind === 'parameter') return ['value', 'default', 'valueFrom'].some((key) => input[key] !== undefined);
  return (
    input['optional'] === true ||
    Object.keys(input).some(
      (key) =>
        ![
          'name',
          'path',
          'mode',
          'archive',
          'artifactGC',
          'deleted',
          'optional',
          'recurseMode',
          'subPath',
          'globalName',
        ].includes(key),
    )
  );
}

function* member(allowed: unknown, given: Entry | undefined, target?: TemplateView): Generator<RuleProblem> {
  const value = scalar(given?.json['value']);
  const choices = list(allowed).map(scalar);
  if (
    given === undefined ||
    value === undefined ||
    value.includes('{{') ||
    choices.length === 0 ||
    choices.includes(value)
  )
    return;
  const where = target === undefined ? 'its enum' : `what ${target.name} takes`;
  yield {
    code: 'enum-member',
    path: at(given.path, 'value'),
    message: `${quote(value)} is not among ${where}: ${choices.join(', ')}; write one of them.`,
    // Argo itself compares a workflow’s arguments only.
    ...(target === undefined ? {} : { severity: 'warning' }),
  };
}

function* entry(flow: WorkflowView): Generator<RuleProblem> {
  const template = flow.entrypoint === undefined ? undefined : flow.named.get(flow.entrypoint);
  const artifacts = byName(object(flow.spec['arguments'])['artifacts'], at(flow.path, 'arguments', 'artifacts'));
  for (const [kind, inputs, given] of [
    ['parameter', template?.parameters, flow.parameters],
    ['artifact', template?.artifacts, artifacts],
  ] as const)
    for (const [name, { json }] of inputs ?? [])
      if (name !== '' && !given.has(name) && !hasOwnValue(json, kind)) {
        const message = `the entrypoint ${template?.name ?? ''} needs the ${kind} ${name}; pass it.`;
        const path = at(flow.path, 'arguments');
        if (kind === 'artifact' || flow.isScheduled) yield { path, message };
        else
          yield {
            path,
            severity: 'warning',
            message: `${message} Ignore this where argo submit -p ${name}=… gives it.`,
          };
      }
}

export const workflowArguments = {
  ...workflowRule(
    'argument-value-from',
    'error',
    'a workflow’s argument comes from a value, a ConfigMap or who submits it',
    function* (flow) {
      for (const [name, entry] of flow.parameters) {
        yield* member(entry.json['enum'], entry);
        const from = entry.json['valueFrom'];
        if (isObject(from) && !['configMapKeyRef', 'event', 'supplied'].some((key) => from[key] !== undefined))
          yield {
            path: at(entry.path, 'valueFrom'),
            message: `${name}: only configMapKeyRef, event and supplied have a meaning here; use one of them or value.`,
          };
        if (flow.isScheduled && entry.json['value'] === undefined && from === undefined)
          yield {
            code: 'argument-without-value',
            path: entry.path,
            message: `${name} has no value, and nobody is there to give one when the schedule fires; add it.`,
          };
        if (entry.json['default'] !== undefined && entry.json['value'] === undefined)
          yield {
            code: 'default-in-arguments',
            path: at(entry.path, 'default'),
            message: `${name}: default has no effect in a workflow’s arguments; write value.`,
          };
      }
      for (const template of flow.all) for (const input of template.parameters.values()) yield* inputEnum(input);
    },
  ),
  also: [
    {
      code: 'default-in-arguments',
      severity: 'warning',
      summary: 'a workflow’s arguments use `value`, since `default` has no effect there',
    },
  ] as const,
};

function* inputEnum(input: Entry): Generator<RuleProblem> {
  yield* member(input.json['enum'], input);
  const value = text(input.json['default']);
  const choices = list(input.json['enum']).map(scalar);
  if (value !== undefined && choices.length > 0 && !choices.includes(value) && !value.includes('{{'))
    yield {
      code: 'enum-member',
      severity: 'warning',
      path: at(input.path, 'default'),
      message: `${quote(value)} is not among its enum: ${choices.join(', ')}; write one of them.`,
    };
}
