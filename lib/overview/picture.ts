import { parseDepends } from '../check/expression/depends';
import { list, object, scalar, text } from '../check/json';
import { templateOf } from '../check/model/target';
import type { TaskView, TemplateView } from '../check/model/template';
import { readable } from './expression-text';
import { newIds } from './mermaid-text';
import type { Subject } from './subject';

/** A task as it is drawn: a box, or a frame around the tasks of the DAG that it calls. */
export interface Drawn {
  readonly id: string;
  readonly lines: readonly string[];
  readonly look: 'one' | 'many' | 'elsewhere';
  /** Whether it may be left out. */
  readonly conditional: boolean;
  readonly inside: readonly Drawn[];
  readonly edges: readonly Edge[];
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** The result that the edge waits for, where it is not the usual one. */
  readonly status: string | undefined;
  /** Whether other results would do: an `||` or a `!` in `depends`. */
  readonly loose: boolean;
}

/** The tasks of the entrypoint; of a library without one, the templates that nothing in it calls. */
export function pictureOf(subject: Subject): Pick<Drawn, 'inside' | 'edges'> {
  const { flow, missing } = subject;
  const newId = newIds();
  if (missing !== undefined) {
    const lines = [missing, 'not among the manifests'];
    return {
      inside: [{ id: newId([missing]), lines, look: 'elsewhere', conditional: false, inside: [], edges: [] }],
      edges: [],
    };
  }
  // A DAG that is called again is a box: drawn each time, a recursion would never end.
  const drawn = new Set<TemplateView>();

  const tasksOf = (template: TemplateView, path: readonly string[]): Pick<Drawn, 'inside' | 'edges'> => {
    drawn.add(template);
    const ids = new Map(template.tasks.map((task) => [task.name, newId([...path, task.name])]));
    const inside = template.tasks.map((task) => draw(task, ids.get(task.name) ?? '', [...path, task.name]));
    return { inside, edges: template.tasks.flatMap((task) => edgesTo(task, template, ids)) };
  };
  const draw = (task: TaskView, id: string, path: readonly string[]): Drawn => {
    const called = templateOf(task, flow, subject.world);
    const inner =
      called !== undefined && flow.all.includes(called) && called.tasks.length > 0 && !drawn.has(called)
        ? called
        : undefined;
    const [only] = inner?.tasks ?? [];
    const when = text(task.json['when']);
    const head = [task.name, ...calleeOf(task, inner), ...loopOf(task), ...conditionOf(when), ...looseOf(task)];
    const parallel = scalar(inner?.json['parallelism']);
    const lines = parallel === undefined ? head : [...head, `${parallel} at once`];
    const look = task.loop !== undefined ? 'many' : task.json['templateRef'] === undefined ? 'one' : 'elsewhere';
    const own = { id, lines, look, conditional: when !== undefined } as const;
    if (inner === undefined) return { ...own, inside: [], edges: [] };
    if (inner.tasks.length > 1 || only === undefined) return { ...own, ...tasksOf(inner, path) };
    // A DAG of one task is how a throttled map is written: one box tells both.
    drawn.add(inner);
    const body = draw(only, id, path);
    const rest = body.inside.length > 0 ? body.lines.slice(1) : body.lines.filter((line) => line !== task.name);
    return { ...body, lines: [...lines, ...rest], conditional: own.conditional || body.conditional };
  };

  const entry = flow.entrypoint === undefined ? undefined : flow.named.get(flow.entrypoint);
  if (entry !== undefined && entry.tasks.length > 0) return tasksOf(entry, []);
  const called = new Set(flow.all.flatMap(({ tasks }) => tasks.map((task) => templateOf(task, flow, subject.world))));
  const roots = entry === undefined ? flow.templates.filter((template) => !called.has(template)) : [entry];
  const inside = roots.map((template): Drawn => {
    const id = newId([template.name]);
    const own = { id, lines: [template.name], look: 'one', conditional: false } as const;
    return {
      ...own,
      ...(template.tasks.length === 0 ? { inside: [], edges: [] } : tasksOf(template, [template.name])),
    };
  });
  return { inside, edges: [] };
}

function edgesTo(task: TaskView, template: TemplateView, ids: ReadonlyMap<string, string>): readonly Edge[] {
  const to = ids.get(task.name) ?? '';
  const edges = (
    names: readonly { readonly task: string; readonly status?: string | undefined }[],
    loose: boolean,
  ): readonly Edge[] =>
    names.flatMap(({ task: name, status }) => {
      const from = ids.get(name);
      return from === undefined ? [] : [{ from, to, status, loose }];
    });
  if (task.scope === 'steps') {
    const before = template.tasks.filter(({ group }) => group === task.group - 1);
    return edges(
      before.map(({ name }) => ({ task: name })),
      false,
    );
  }
  const depends = text(task.json['depends']);
  if (!depends) {
    const names = list(task.json['dependencies']).flatMap((name) => text(name) ?? []);
    return edges(
      names.map((name) => ({ task: name })),
      false,
    );
  }
  const parsed = parseDepends(depends);
  return parsed.ok ? edges(parsed.value, isLoose(depends)) : [];
}

function isLoose(depends: string): boolean {
  return /[|!]/.test(depends);
}

function calleeOf(task: TaskView, inner: TemplateView | undefined): readonly string[] {
  const reference = object(task.json['templateRef']);
  const [library, there] = [text(reference['name']), text(reference['template'])];
  if (library !== undefined) return [`${library}/${there ?? ''}`];
  const called = text(task.json['template']);
  return called === undefined || called === task.name || inner !== undefined ? [] : [called];
}

function loopOf(task: TaskView): readonly string[] {
  if (task.loop === undefined) return [];
  if (task.loop === 'withItems') return [`× ${task.items.length}`];
  return [`× ${task.loop === 'withParam' ? readable(text(task.json['withParam']) ?? '') : 'a sequence'}`];
}

function conditionOf(when: string | undefined): readonly string[] {
  return when === undefined ? [] : [`if ${readable(when)}`];
}

function looseOf(task: TaskView): readonly string[] {
  const depends = text(task.json['depends']);
  return depends !== undefined && isLoose(depends) ? [`after ${depends}`] : [];
}
