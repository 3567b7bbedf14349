import { isObject, object, text } from '../check/json';
import type { Flow } from '../check/model/flow';
import { resolveTarget } from '../check/model/target';
import type { Task, Template } from '../check/model/template';
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
  readonly called: { readonly template: Template; readonly flow: Flow } | undefined;
}

interface Place {
  readonly path: readonly string[];
  readonly amount: Amount;
  readonly conditional: boolean;
  readonly passed: Passed;
  readonly open: readonly Template[];
}

/**
 * All that a run from the entrypoint does, if every condition holds and nothing is retried. By Argo's controller (`dag.go`, `steps.go`,
 * `executeTemplate`): a node for each template that is run, one more above it where it may be retried, one for each loop, and one for
 * each group of steps.
 */
export function visitsOf({ flow, world }: Subject): readonly Visit[] {
  const enter = (template: Template, home: Flow, place: Place): readonly Visit[] => {
    const groups = new Set(template.tasks.filter(({ scope }) => scope === 'steps').map(({ group }) => group)).size;
    const nodes = 1 + (isRetried(template, home) ? 1 : 0) + groups;
    const own = visit(place, nodes, { template, flow: home });
    return [own, ...template.tasks.flatMap((task) => call(task, template, home, place))];
  };
  const call = (task: Task, caller: Template, home: Flow, place: Place): readonly Visit[] => {
    const amount = multiply(place.amount, loopAmount(task, place.passed));
    const conditional = place.conditional || text(task.json['when']) !== undefined;
    const open = [...place.open, caller];
    const path = [...place.path, task.name];
    const loop = task.loop === undefined ? [] : [visit({ ...place, path, conditional }, 1, undefined)];
    const inline = home.inline.get(task);
    const target = inline === undefined ? resolveTarget(task.json, home, world) : { found: inline, flow: home };
    const inner = { path, amount, conditional, open };
    // A recursion's depth is the run's: it counts once.
    if (!('found' in target) || open.includes(target.found))
      return [...loop, visit({ ...inner, passed: new Map() }, 1, undefined)];
    return [
      ...loop,
      ...enter(target.found, target.flow, { ...inner, passed: passedTo(target.found, task, place.passed) }),
    ];
  };
  const entry = flow.entrypoint === undefined ? undefined : flow.named.get(flow.entrypoint);
  const start: Place = { path: [], amount: once, conditional: false, passed: new Map(), open: [] };
  return entry === undefined ? [] : enter(entry, flow, start);
}

function visit({ path, amount, conditional }: Place, nodes: number, called: Visit['called']): Visit {
  return { path: path.join('/'), amount, nodes, conditional, called };
}

function isRetried({ json }: Template, { defaults }: Flow): boolean {
  return isObject(json['retryStrategy']) || isObject(object(defaults)['retryStrategy']);
}
