import { at, object, text } from '../json';
import type { RuleProblem } from '../rule';
import { OUTPUTS, type StageOption, VARIABLES } from './options';
import { named, type StageView } from './stage-view';

/** Where a stage's options and its variables do not agree. */
export function* variables(stage: StageView): Generator<RuleProblem> {
  const { options, env, isOpen } = stage;
  const declared = named(options, VARIABLES);
  const asked = new Set(declared.map(({ first }) => first));
  for (const { name, first, path } of declared)
    if (!isOpen && !env.has(first))
      yield {
        path,
        message:
          `--${name}=${first} names a variable that the container does not have; synthesize again, or put ` +
          `${first} back under env.`,
      };
  for (const [name, { path }] of env)
    if (/^(?:IN|OUT)_/.test(name) && !asked.has(name))
      yield {
        path: at(path, 'name'),
        message:
          `no option of the stage says what ${name} is; synthesize again, or put its option back, as ` +
          `--${name.startsWith('IN_') ? 'input' : 'publish'}=${name}.`,
      };
  yield* texts(stage);
  yield* sets(stage);
  yield* secretVariables(stage);
}

function* texts({ template, options }: StageView): Generator<RuleProblem> {
  const [outputs, read] = [OUTPUTS, /^text$/].map((names) => new Set(named(options, names).map(({ first }) => first)));
  for (const { first, path } of named(options, /^text$/))
    if (!outputs?.has(first))
      yield {
        path,
        message: `--text=${first} names what is no output; synthesize again, or put --output=${first} back.`,
      };
  for (const { json, path } of template.outputs.values()) {
    const variable = /\/texts\/(OUT_\w+)$/.exec(text(object(json['valueFrom'])['path']) ?? '')?.[1];
    if (variable !== undefined && !read?.has(variable))
      yield {
        path: at(path, 'valueFrom', 'path'),
        message:
          `nothing writes the text of ${variable}, which Argo reads here; synthesize again, or put ` +
          `--text=${variable} back.`,
      };
  }
}

/** The paths of a set lie in a file, which Argo writes. */
function* sets({ template, options, env, isOpen }: StageView): Generator<RuleProblem> {
  const written = new Set([...template.artifacts.values()].map(({ json }) => text(json['path'])));
  for (const { name, first } of named(options, /^(?:inputs|settled|succeeded)$/)) {
    const variable = env.get(first);
    const file = text(variable?.json['value']);
    if (variable !== undefined && file !== undefined && !isOpen && !written.has(file))
      yield {
        path: at(variable.path, 'value'),
        message:
          `--${name}=${first} reads the paths in ${file}, and no input artifact of the template lies there; ` +
          'synthesize again, or put it back.',
      };
  }
}

function* secretVariables({ options, env, isOpen }: StageView): Generator<RuleProblem> {
  const secrets = named(options, /^secret$/);
  for (const option of secrets) {
    const { first, rest = '', path } = option;
    const variable = env.get(first);
    if (variable === undefined) {
      if (!isOpen)
        yield {
          path,
          message:
            `--secret=${first},${rest} names a variable that the container does not have; synthesize again, or ` +
            `put ${first} back under env.`,
        };
      continue;
    }
    const source = sourceOf(variable.json);
    if (source?.place !== rest)
      yield {
        path: at(variable.path, 'valueFrom'),
        message:
          `${first} ${source === undefined ? 'is no key of a Secret' : `is ${source.place}`}, and ` +
          `--secret=${first},${rest} says another; synthesize again, or make the two one.`,
      };
  }
  yield* unseen(secrets, env);
}

/** A Secret that may be missing: the pod starts without, and only the option sees to it. */
function* unseen(secrets: readonly StageOption[], env: StageView['env']): Generator<RuleProblem> {
  for (const [name, { json, path }] of env) {
    const source = sourceOf(json);
    if (source?.isOptional && !secrets.some(({ first }) => first === name))
      yield {
        path: at(path, 'valueFrom'),
        severity: 'warning',
        message:
          `${name} may be missing, and nothing says so when it is; put --secret=${name},${source.place} back, ` +
          'or remove optional.',
      };
  }
}

function sourceOf(variable: Readonly<Record<string, unknown>>): { place: string; isOptional: boolean } | undefined {
  const key = object(variable['valueFrom'])['secretKeyRef'];
  if (key === undefined) return undefined;
  const { name, key: field, optional } = object(key);
  return { place: `${text(name) ?? ''}/${text(field) ?? ''}`, isOptional: optional === true };
}
