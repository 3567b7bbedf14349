import { type Dependency, type DependsTree, holds } from '../expression/depends';
import { namesIn } from '../expression/names';
import { parseExpression } from '../expression/parser';
import { hasTag, tagsIn } from '../expression/tags';
import { object, strings, text } from '../json';
import { ancestry, waitsFor } from '../model/graph';
import type { Manifests } from '../model/manifests';
import { templateOf } from '../model/target';
import type { TaskView, TemplateView } from '../model/template';
import type { WorkflowView } from '../model/workflow-view';
import { isStage } from '../own/protocol';
import { fileOf } from '../own/stage-files';
import { type RuleProblem, templateRule } from '../rule';

/**
 * To Argo plain `a` is `a.Succeeded || a.Skipped || a.Daemoned`, and what a skipped task would have made is nowhere.
 */
export const skippedOutput = templateRule(
  'skipped-output',
  'warning',
  'a task that reads an output of a task with a `when` is left out where that is skipped',
  function* (template, flow, world) {
    const makers = template.body === 'dag' ? template.tasks.filter(isConditional) : [];
    if (makers.length === 0) return;
    const before = ancestry(template);
    const trees = new Map(template.tasks.map((task) => [task.name, waitsFor(task)]));
    for (const maker of makers) {
      const leftOut = leftOutWith(maker, template, trees);
      for (const reader of template.tasks) {
        const runs =
          !leftOut.has(reader.name) && conditionOf(reader) === '' && before.get(reader.name)?.has(maker.name);
        if (runs) yield* readsOf(reader, maker, flow, world);
      }
    }
  },
);

/** A loop asks its `when` for each item, and has succeeded where all were skipped. */
function isConditional(task: TaskView): boolean {
  return hasTag(conditionOf(task)) && task.loop === undefined;
}

function conditionOf(task: TaskView): string {
  return (text(task.json['when']) ?? '').trim();
}

// --- Who is left out

/** What is known of a task where another is skipped: it is that one, one with the same condition, or waits for such. */
type State = 'skipped' | 'skipped or omitted' | 'omitted';

function leftOutWith(
  maker: TaskView,
  template: TemplateView,
  trees: ReadonlyMap<string, DependsTree | undefined>,
): ReadonlyMap<string, State> {
  const states = new Map<string, State>();
  for (const task of template.tasks)
    if (isConditional(task) && conditionOf(task) === conditionOf(maker)) states.set(task.name, 'skipped or omitted');
  states.set(maker.name, 'skipped');
  const known = ({ task, status = 'plain' }: Dependency): boolean | undefined => {
    const state = states.get(task);
    return state === undefined ? undefined : holdsFor(state, status);
  };
  const isLeftOut = (task: TaskView): boolean => {
    const tree = trees.get(task.name);
    return !states.has(task.name) && tree !== undefined && holds(tree, known) === false;
  };
  for (let more = template.tasks.filter(isLeftOut); more.length > 0; more = template.tasks.filter(isLeftOut))
    for (const { name } of more) states.set(name, 'omitted');
  return states;
}

function holdsFor(state: State, status: string): boolean | undefined {
  const ofSkipped = status === 'plain' || status === 'Skipped';
  if (state === 'skipped') return ofSkipped;
  if (state === 'omitted') return status === 'Omitted';
  return ofSkipped || status === 'Omitted' ? undefined : false;
}

// --- Who reads

function* readsOf(reader: TaskView, maker: TaskView, flow: WorkflowView, world: Manifests): Generator<RuleProblem> {
  const [made, read] = [templateOf(maker, flow, world), templateOf(reader, flow, world)];
  const variable = variableOf(reader, maker, made);
  const file = made === undefined || read === undefined ? undefined : fileOf({ maker, made }, { reader, read });
  const found = variable ?? file;
  if (found === undefined) return;
  const depends = text(reader.json['depends']);
  const [why, fix] = depends
    ? [`${JSON.stringify(depends)} lets`, `write ${maker.name}.Succeeded there`]
    : ['its dependencies let', `write depends with ${maker.name}.Succeeded in their place`];
  yield {
    path: found.path,
    severity: read !== undefined && isStage(read) ? 'error' : 'warning',
    message: `${reader.name} reads ${found.what}, and ${why} it run where ${maker.name} was skipped; ${fix}.`,
  };
}

interface Read {
  readonly path: string;
  readonly what: string;
}

function variableOf(reader: TaskView, maker: TaskView, made: TemplateView | undefined): Read | undefined {
  const { hooks: _, ...own } = reader.json;
  const optional = [...reader.artifacts.values()].filter(({ json }) => json['optional'] === true);
  for (const { text: written, path } of strings(own, reader.path, hasTag)) {
    if (optional.some((entry) => path.startsWith(`${entry.path}.`))) continue;
    for (const name of tagsIn(written).flatMap(({ kind, source }) => namesRead(kind, source))) {
      const [root, task, outputs, section, output = ''] = name;
      if (root !== 'tasks' || task !== maker.name || outputs !== 'outputs') continue;
      const entry = section === 'parameters' ? made?.outputs.get(output) : undefined;
      const hasDefault = object(entry?.json['valueFrom'])['default'] !== undefined;
      if (!hasDefault) return { path, what: name.join('.') };
    }
  }
  return undefined;
}

/** What a tag reads in any case: what stands behind a question may be asked only where the task has run. */
function namesRead(kind: 'name' | 'expression' | 'open', source: string): readonly (readonly string[])[] {
  if (kind === 'name') return [source.split('.')];
  const parsed = kind === 'expression' && !/[?]|\bstatus\b/.test(source) ? parseExpression(source) : undefined;
  return parsed?.ok ? namesIn(parsed.value).names.map(({ path }) => path) : [];
}
