import { type Entry, isObject, type JsonObject, list, object, text } from '../check/json';
import { edgesOf } from '../check/model/graph';
import { hooksOf, resolveTarget, type Target } from '../check/model/target';
import { byName, type TaskView, type TemplateView } from '../check/model/template';
import type { WorkflowView } from '../check/model/workflow-view';
import { type Amount, multiply, once } from './amount';
import { loopAmount, type Passed, passedTo } from './loops';
import type { Subject } from './subject';

/** One place of a run: a template that is called, how often, and how many entries of `status.nodes` each call makes. */
export interface Visit {
  readonly path: string;
  readonly amount: Amount;
  readonly nodes: number;
  /** Whether a condition, its own or one above, may leave it out. */
  readonly conditional: boolean;
  /** Missing for the node of a loop, and for a template that is not among the manifests. */
  readonly called: { readonly template: TemplateView; readonly flow: WorkflowView } | undefined;
  /** What is called and not among the manifests, with its WorkflowTemplate's name. */
  readonly missing: string | undefined;
}

interface Place {
  readonly path: readonly string[];
  readonly amount: Amount;
  readonly conditional: boolean;
  readonly passed: Passed;
  readonly open: readonly TemplateView[];
}

/** Arguments by their names. */
type Given = ReadonlyMap<string, Entry>;

/**
 * All that a run from the entrypoint does, if every condition holds and nothing is retried. By Argo's controller
 * (`dag.go`, `steps.go`, `executeTemplate`, `hooks.go`, `exit_handler.go`): a node for each template that is run, one
 * more above it where it may be retried, one for each container of a set, one for each loop of a DAG, one for each
 * group of steps, and those of exit handlers and other hooks.
 */
export function visitsOf({ flow, world, missing }: Subject): readonly Visit[] {
  const enter = (template: TemplateView, home: WorkflowView, place: Place): readonly Visit[] => {
    const groups = new Set(template.tasks.filter(({ scope }) => scope === 'steps').map(({ group }) => group)).size;
    const containers = list(object(template.json['containerSet'])['containers']).length;
    const nodes = 1 + (isRetried(template, home) ? 1 : 0) + groups + containers;
    const own = visit(place, nodes, { template, flow: home });
    return [own, ...template.tasks.flatMap((task) => call(task, template, home, place))];
  };
  const run = (target: Target, given: Given, place: Place): readonly Visit[] => {
    // A recursion's depth is the run's: it counts once.
    if (!('found' in target) || place.open.includes(target.found))
      return [{ ...visit(place, 1, undefined), missing: 'missing' in target ? nameOf(target) : undefined }];
    return enter(target.found, target.flow, { ...place, passed: passedTo(target.found, given, place.passed) });
  };
  const call = (task: TaskView, caller: TemplateView, home: WorkflowView, around: Place): readonly Visit[] => {
    const conditional = around.conditional || text(task.json['when']) !== undefined;
    const group: Place = { ...around, path: [...around.path, task.name], conditional, open: [...around.open, caller] };
    const each: Place = { ...group, amount: multiply(around.amount, loopAmount(task, around.passed)) };
    const isGroup = task.loop !== undefined && task.scope === 'tasks';
    const inline = home.inline.get(task);
    const target = inline === undefined ? resolveTarget(task.json, home, world) : { found: inline, flow: home };
    return [
      ...(isGroup ? [visit(group, 1, undefined)] : []),
      ...run(target, task.parameters, each),
      ...exits(task.json, home, each),
      // The controller comes to a loop of a DAG again where other tasks wait for it.
      ...(isGroup && isWaitedFor(task, caller) ? exits(task.json, home, group) : []),
      ...otherHooks(task.json, home, isGroup ? group : each),
    ];
  };
  const exits = (holder: JsonObject, home: WorkflowView, place: Place): readonly Visit[] => {
    const template = text(holder['onExit']);
    const exit = template ? { template } : object(holder['hooks'])['exit'];
    return isObject(exit) ? hook('onExit', exit, home, place) : [];
  };
  const otherHooks = (holder: JsonObject, home: WorkflowView, place: Place): readonly Visit[] =>
    hooksOf(holder).flatMap(([name, one]) => (name === 'exit' ? [] : hook(name, one, home, place)));
  const hook = (name: string, json: JsonObject, home: WorkflowView, place: Place): readonly Visit[] => {
    const conditional = place.conditional || text(json['expression']) !== undefined;
    const given = byName(object(json['arguments'])['parameters'], '');
    return run(resolveTarget(json, home, world), given, { ...place, path: [...place.path, name], conditional });
  };
  const start: Place = { path: [], amount: once, conditional: false, passed: new Map(), open: [] };
  if (missing !== undefined) return [{ ...visit(start, 1, undefined), missing }];
  const entry = flow.entrypoint === undefined ? undefined : flow.named.get(flow.entrypoint);
  if (entry === undefined) return [];
  return [...enter(entry, flow, start), ...exits(flow.spec, flow, start), ...otherHooks(flow.spec, flow, start)];
}

function visit({ path, amount, conditional }: Place, nodes: number, called: Visit['called']): Visit {
  return { path: path.join('/'), amount, nodes, conditional, called, missing: undefined };
}

function nameOf({ name, from }: { readonly name: string; readonly from: string }): string {
  return name === from ? name : `${from}/${name}`;
}

function isWaitedFor(task: TaskView, caller: TemplateView): boolean {
  return [...edgesOf(caller).values()].some((names) => names.has(task.name));
}

function isRetried({ json }: TemplateView, { defaults }: WorkflowView): boolean {
  return isObject(json['retryStrategy']) || isObject(object(defaults)['retryStrategy']);
}
