import { didYouMean, nearest } from '../../values/nearest';
import { parseDepends, statuses } from '../expression/depends';
import { hasTag } from '../expression/tags';
import { at, list, quote, text } from '../json';
import { edgesOf, findCycle } from '../model/graph';
import type { TaskView, TemplateView } from '../model/template';
import { type RuleProblem, taskRule, templateRule } from '../rule';

const also = [
  { code: 'depends-syntax', severity: 'error', summary: '`depends` parses' },
  {
    code: 'depends-status',
    severity: 'error',
    summary: '`depends` asks for a status that exists, and for loops’ statuses of loops only',
  },
] as const;

export const dependencies = {
  ...taskRule('unknown-dependency', 'error', 'a task depends on tasks that exist', function* (task, template) {
    yield* fromDependencies(task, template);
    yield* fromDepends(task, template);
  }),
  also,
};

function* fromDependencies(task: TaskView, template: TemplateView): Generator<RuleProblem> {
  const all = list(task.json['dependencies']).map(text);
  for (const [index, name] of all.entries())
    if (name !== undefined && !hasTag(name))
      yield* known(name, all, at(task.path, 'dependencies', index), task, template);
}

function* fromDepends(task: TaskView, template: TemplateView): Generator<RuleProblem> {
  const depends = text(task.json['depends']);
  if (!depends || hasTag(depends)) return;
  const path = at(task.path, 'depends');
  const parsed = parseDepends(depends);
  if (!parsed.ok) {
    yield {
      code: 'depends-syntax',
      path,
      message: `${quote(depends)}: ${parsed.message}; write it as "a && (b.Succeeded || c.Failed)".`,
    };
    return;
  }
  const all = parsed.value.map((one) => one.task);
  for (const { task: name, status } of parsed.value) {
    yield* known(name, all, path, task, template);
    if (status === undefined) continue;
    const other = template.tasks.find((candidate) => candidate.name === name);
    if (!statuses.some((candidate) => candidate === status)) {
      const hint = nearest(status, statuses) ?? statuses.join(', ');
      yield {
        code: 'depends-status',
        path,
        message: `${name}.${status}: there is no status ${status}; did you mean ${hint}?`,
      };
    } else if (
      (status === 'AnySucceeded' || status === 'AllFailed') &&
      other !== undefined &&
      other.loop === undefined
    ) {
      const fix = status === 'AnySucceeded' ? 'Succeeded' : 'Failed';
      yield {
        code: 'depends-status',
        path,
        message: `${name}.${status} is for loops, and ${name} has none; write ${name}.${fix}.`,
      };
    }
  }
}

/** `all` are those that it depends on. */
function* known(
  name: string,
  all: readonly (string | undefined)[],
  path: string,
  task: TaskView,
  template: TemplateView,
): Generator<RuleProblem> {
  if (name === task.name) return; // a cycle of one
  const names = template.tasks.map((other) => other.name);
  if (names.includes(name)) return;
  const hint = didYouMean(name, names, [task.name, ...all]);
  yield { path, message: `${task.name} depends on ${name}, which is no task of ${template.name}; ${hint}` };
}

export const cycle = templateRule('dag-cycle', 'error', 'no task waits for itself', function* (template) {
  if (template.body !== 'dag') return;
  const found = findCycle(edgesOf(template));
  if (found !== undefined)
    yield {
      path: at(template.path, 'dag', 'tasks'),
      message: `the tasks wait for each other: ${found.join(' → ')}; drop one of these dependencies.`,
    };
});

export const dagTarget = templateRule(
  'dag-target',
  'error',
  'the targets of a DAG are its tasks',
  function* (template) {
    const target = text((template.json['dag'] as { readonly target?: unknown } | undefined)?.target);
    if (!target || hasTag(target)) return;
    const names = template.tasks.map((task) => task.name);
    for (const name of target.split(' '))
      if (name !== '' && !names.includes(name))
        yield {
          path: at(template.path, 'dag', 'target'),
          message: `the target ${quote(name)} is no task of ${template.name}; ${didYouMean(name, names)}`,
        };
  },
);

export const mixedDepends = templateRule(
  'mixed-depends',
  'error',
  'one DAG uses `depends` or `dependencies`',
  function* (template) {
    if (!template.tasks.some((task) => text(task.json['depends']))) return;
    for (const task of template.tasks) {
      if (text(task.json['depends'])) continue;
      if (list(task.json['dependencies']).length > 0)
        yield {
          path: at(task.path, 'dependencies'),
          message:
            `other tasks of ${template.name} use depends, and Argo refuses the two in one DAG; write depends ` +
            'here too.',
        };
      if (task.json['continueOn'] !== undefined)
        yield {
          path: at(task.path, 'continueOn'),
          message:
            `other tasks of ${template.name} use depends, beside which continueOn is refused; write ` +
            `"${task.name}.Succeeded || ${task.name}.Failed" there.`,
        };
      if (/^[0-9]/.test(task.name))
        yield {
          path: at(task.path, 'name'),
          message:
            `${quote(task.name)} begins with a digit, which is refused in a DAG with depends; begin it with a ` +
            'letter.',
        };
    }
  },
);
