import { basename } from 'node:path';
import type { DagTask, Template, WorkflowTemplate } from '../../imports/argoproj.io';
import {
  type Engine,
  edges,
  globalsOf,
  holds,
  inOrder,
  invocationOf,
  itemsOf,
  type Parameters,
  passedBy,
  resolve,
  withItem,
} from './argo';
import type { Scope } from './argo-expression';
import { substitute } from './argo-substitute';
import { type Ended, type Machine, type PodEnd, runPod } from './run';

type Phase = 'Succeeded' | 'Failed' | 'Skipped' | 'Omitted';

/** How a run ended, and every container of it in the order in which they did. */
export interface Outcome {
  readonly phase: 'Succeeded' | 'Failed';
  readonly ended: readonly Ended[];
}

/** What a node of the run left behind: its phase, and the texts that Argo read. */
interface Node {
  readonly phase: Phase;
  readonly texts: Scope;
}

/**
 * Runs a WorkflowTemplate's containers as Argo would, failures included (tried on Argo 4.1's controller): a task runs where its `depends`
 * holds, else it is omitted; a loop fails where an item does, when all have ended; a DAG ends as its last tasks do, an omitted one as
 * what came before it. Nothing is retried.
 */
export async function runWorkflow(
  workflow: WorkflowTemplate,
  machine: Machine,
  given: Parameters = {},
  uid = 'run-1',
  engine: Engine = '4',
): Promise<Outcome> {
  const run = new Run(workflow.spec.templates ?? [], globalsOf(workflow, given, uid), machine, engine);
  const { phase } = await run.template(workflow.spec.entrypoint ?? '', {}, '');
  return { phase: phase === 'Failed' ? phase : 'Succeeded', ended: run.ended };
}

class Run {
  readonly ended: Ended[] = [];

  constructor(
    private readonly templates: readonly Template[],
    private readonly globals: Scope,
    private readonly machine: Machine,
    private readonly engine: Engine,
  ) {}

  async template(name: string, passed: Parameters, task: string): Promise<Node> {
    const template = this.templates.find((one) => one.name === name);
    if (template === undefined) throw new Error(`there is no template ${name}`);
    const { resolved, scope } = resolve(template, passed, { ...this.globals, 'node.name': task, retries: '0' });
    const invocation = invocationOf(resolved, task);
    if (invocation === undefined) return this.dag(resolved.dag?.tasks ?? [], scope, task);
    const one = await runPod(invocation, this.machine);
    this.ended.push(one);
    return one.status === 0 ? { phase: 'Succeeded', texts: this.texts(resolved, one) } : { phase: 'Failed', texts: {} };
  }

  private texts({ outputs }: Template, { texts }: PodEnd): Scope {
    const read = (path: string): string => (texts[basename(path)] ?? '').replace(/\n$/, '');
    return Object.fromEntries(
      (outputs?.parameters ?? []).map(({ name, valueFrom }) => [name, read(valueFrom?.path ?? '')]),
    );
  }

  private async dag(tasks: readonly DagTask[], scope: Scope, parent: string): Promise<Node> {
    const phases = new Map<string, Phase>();
    let known = scope;
    for (const task of inOrder(tasks)) {
      const name = task.name ?? '';
      const ready = edges(task).every(({ name: other, mustSucceed, mayFail }) => {
        const phase = phases.get(other);
        return phase === 'Succeeded' || (phase === 'Skipped' && !mustSucceed) || (phase === 'Failed' && mayFail);
      });
      const { phase, texts } = ready ? await this.task(task, known, parent) : { phase: 'Omitted' as const, texts: {} };
      phases.set(name, phase);
      known = {
        ...known,
        ...Object.fromEntries(
          Object.entries(texts).map(([key, text]) => [`tasks.${name}.outputs.parameters.${key}`, text]),
        ),
      };
    }
    const needed = new Set(tasks.flatMap(edges).map(({ name }) => name));
    const failed = tasks.filter(({ name }) => !needed.has(name ?? '')).some((leaf) => isFailed(leaf, tasks, phases));
    return { phase: failed ? 'Failed' : 'Succeeded', texts: {} };
  }

  private async task(task: DagTask, scope: Scope, parent: string): Promise<Node> {
    const bound = substitute(task, scope);
    const items = itemsOf(bound);
    const path = `${parent}${parent === '' ? '' : '.'}${task.name}`;
    const nodes: Node[] = [];
    for (const [at, item] of (items ?? [undefined]).entries()) {
      const one = item === undefined ? bound : withItem(bound, item, this.engine);
      const skipped: Node = { phase: 'Skipped', texts: {} };
      nodes.push(
        holds(one.when)
          ? await this.template(one.template ?? '', passedBy(one), items === undefined ? path : `${path}(${at})`)
          : skipped,
      );
    }
    const [only] = nodes;
    if (items === undefined && only !== undefined) return only;
    if (nodes.length === 0) return { phase: 'Skipped', texts: {} };
    return { phase: nodes.some(({ phase }) => phase === 'Failed') ? 'Failed' : 'Succeeded', texts: {} };
  }
}

function isFailed(task: DagTask, tasks: readonly DagTask[], phases: ReadonlyMap<string, Phase>): boolean {
  const phase = phases.get(task.name ?? '');
  if (phase === 'Succeeded' || phase === 'Failed') return phase === 'Failed';
  return edges(task).some(({ name }) => tasks.some((other) => other.name === name && isFailed(other, tasks, phases)));
}
