import { type DependsTree, dependenciesIn, dependsTree } from '../expression/depends';
import { hasTag } from '../expression/tags';
import { list, text } from '../json';
import type { TaskView, TemplateView } from './template';

/** What each task waits for; names that no task has are left out. */
export function edgesOf(template: TemplateView): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Set(template.tasks.map((task) => task.name));
  return new Map(
    template.tasks.map((task) => {
      const tree = waitsFor(task);
      const named = tree === undefined ? [] : dependenciesIn(tree).map((one) => one.task);
      return [task.name, new Set(named.filter((name) => names.has(name)))];
    }),
  );
}

/** What a task waits for, as its `depends` or `dependencies` say; `undefined` where that cannot be read. */
export function waitsFor(task: TaskView): DependsTree | undefined {
  const depends = text(task.json['depends']);
  if (depends) {
    const parsed = hasTag(depends) ? undefined : dependsTree(depends);
    return parsed?.ok ? parsed.value : undefined;
  }
  const names = list(task.json['dependencies']).flatMap((name) => text(name) ?? []);
  return { kind: 'all', of: names.map((name) => ({ kind: 'task', dependency: { task: name, status: undefined } })) };
}

/** Every task that is over before a task starts, by name. */
export function ancestry(template: TemplateView): ReadonlyMap<string, ReadonlySet<string>> {
  const edges = edgesOf(template);
  const known = new Map<string, ReadonlySet<string>>();
  const open = new Set<string>();
  const visit = (name: string): ReadonlySet<string> => {
    const done = known.get(name);
    if (done !== undefined) return done;
    const result = new Set<string>();
    // A cycle is another rule's finding; here it must only end.
    if (!open.has(name)) {
      open.add(name);
      for (const parent of edges.get(name) ?? []) {
        result.add(parent);
        for (const ancestor of visit(parent)) result.add(ancestor);
      }
      open.delete(name);
    }
    known.set(name, result);
    return result;
  };
  for (const task of template.tasks) visit(task.name);
  return known;
}

/** A cycle of tasks, first and last the same; `undefined` if there is none. */
export function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const visit = (name: string): readonly string[] | undefined => {
    if (state.get(name) === 'open') return [...trail.slice(trail.indexOf(name)), name];
    if (state.get(name) === 'done') return undefined;
    state.set(name, 'open');
    trail.push(name);
    for (const parent of edges.get(name) ?? []) {
      const cycle = visit(parent);
      if (cycle !== undefined) return cycle;
    }
    trail.pop();
    state.set(name, 'done');
    return undefined;
  };
  for (const name of edges.keys()) {
    const cycle = visit(name);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
