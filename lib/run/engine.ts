import { dependenciesOf, type Ending, inOrder, isFailure, mayBegin, type Phase, phaseOfDag } from './depends';
import type { Scope } from './expression';
import type { DagTask, Template, Workflow } from './manifest';
import { Parallelism } from './parallelism';
import { type LastRetry, scopeOf, secondsToRetry } from './retry';
import { ArgoError, substitute } from './substitute';
import {
  type Engine,
  globalsOf,
  holds,
  type Invocation,
  invocationOf,
  itemsOf,
  type Parameters,
  passedBy,
  resolve,
  withItem,
} from './template';
import { type Found, Templates } from './templates';

/** One try of a container that is to run. */
export interface Attempt {
  readonly invocation: Invocation;
  /** The tasks that led here, without the items of loops. */
  readonly stage: string;
  /**
   * Where it stands: of several that may run, the first by this goes first, so that one sample ends before the next
   * begins.
   */
  readonly position: readonly number[];
  /** Counted from 0. */
  readonly retries: number;
  /** Seconds before it may begin. */
  readonly wait: number;
  readonly deadlineSeconds: number | undefined;
}

/** How a try ended. */
export interface PodEnd extends LastRetry {
  /** The texts that the container left behind for Argo, by path. */
  readonly texts: Parameters;
}

/** What runs containers. */
export interface Pods {
  readonly start: (attempt: Attempt, ended: (end: PodEnd) => void) => void;
  /** Told of each task and item that ended, and how. @default nobody */
  readonly settled?: (node: SettledNode) => void;
  /** Seconds since some moment. @default none pass */
  readonly clock?: () => number;
}

/** A task, or an item of one, that ended. */
export interface SettledNode {
  /** As `per-sample.each(1).sort`. */
  readonly task: string;
  /** The same without items. */
  readonly stage: string;
  readonly template: string;
  readonly phase: Phase;
  readonly isPod: boolean;
  readonly message?: string;
}

/** What is to run. */
export interface Plan {
  readonly workflow: Workflow;
  /** Where its `templateRef`s lead. @default nowhere */
  readonly others?: readonly Workflow[];
  readonly parameters?: Parameters;
  readonly uid: string;
  /** Whose rules for items hold. @default Argo 4's */
  readonly engine?: Engine;
  /** Whether a task of this path without items runs. @default all do */
  readonly isWanted?: (stage: string) => boolean;
}

export interface Outcome {
  readonly phase: 'Succeeded' | 'Failed' | 'Error';
  /** What Argo itself could not do. */
  readonly error?: Error;
}

interface Node extends Ending {
  /** Output parameters. */
  readonly texts: Scope;
  readonly message?: string;
}

interface Place {
  readonly task: string;
  readonly stage: string;
  readonly position: readonly number[];
}

const OMITTED: Node = { phase: 'Omitted', texts: {} };
const SKIPPED: Node = { phase: 'Skipped', texts: {} };

/**
 * Runs a workflow as Argo 4.1 would, for what this library emits. What it does to the machine is all in `pods`, which
 * may end a container at once or later. `done` is called once, when nothing runs any more.
 */
export function runWorkflow(plan: Plan, pods: Pods, done: (outcome: Outcome) => void): void {
  new Run(plan, pods, done).begin();
}

class Run {
  readonly #templates: Templates;
  readonly #globals: Scope;
  readonly #pods: Parallelism;
  readonly #failures: object[] = [];
  #running = 0;
  #error: Error | undefined;
  #outcome: Outcome | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly machine: Pods,
    private readonly done: (outcome: Outcome) => void,
  ) {
    const { workflow, others = [], parameters = {}, uid } = plan;
    this.#templates = new Templates([workflow, ...others]);
    this.#globals = globalsOf(workflow, parameters, uid);
    this.#pods = new Parallelism(workflow.spec.parallelism);
  }

  begin(): void {
    const { workflow } = this.plan;
    const began = this.now();
    const top: Place = { task: '', stage: '', position: [0] };
    this.guarded(() => {
      const entry = this.#templates.find(workflow, workflow.spec.entrypoint ?? '');
      this.run(entry, {}, top, this.#globals, ({ phase }) => this.exit(outcomeOf(phase), began));
    });
  }

  /** The exit handler runs whatever happened, and makes a run red that was not. */
  private exit(outcome: Outcome, began: number): void {
    const { workflow } = this.plan;
    const { onExit } = workflow.spec;
    if (onExit === undefined || onExit === '') {
      this.#outcome = outcome;
      return;
    }
    const globals = {
      ...this.#globals,
      'workflow.status': outcome.phase,
      'workflow.duration': (this.now() - began).toFixed(6),
      // Argo hands the list over as a text of Go's in quotes.
      'workflow.failures': JSON.stringify(this.#failures.length === 0 ? 'null' : JSON.stringify(this.#failures)),
    };
    const place: Place = { task: 'onExit', stage: 'onExit', position: [1] };
    this.run(this.#templates.find(workflow, onExit), {}, place, globals, ({ phase }) => {
      this.#outcome = outcome.phase === 'Succeeded' ? outcomeOf(phase) : outcome;
    });
  }

  private run(
    { template, owner }: Found,
    passed: Parameters,
    place: Place,
    globals: Scope,
    ended: (node: Node) => void,
  ): void {
    if (template.dag !== undefined) {
      const { resolved, scope } = resolve(template, passed, { ...globals, 'node.name': place.task, ...scopeOf(0) });
      this.dag(resolved, owner, scope, place, globals, ended);
    } else this.pod(template, passed, place, globals, ended);
  }

  private pod(
    template: Template,
    passed: Parameters,
    place: Place,
    globals: Scope,
    ended: (node: Node) => void,
    tries: { readonly count: number; readonly last?: LastRetry; readonly wait: number } = { count: 0, wait: 0 },
  ): void {
    const scope = { ...globals, 'node.name': place.task, ...scopeOf(tries.count, tries.last) };
    const { resolved } = resolve(template, passed, scope);
    const invocation = invocationOf(resolved, place.task, this.plan.workflow.spec.securityContext);
    if (invocation === undefined) throw new ArgoError(`template ${template.name} is neither a container nor a DAG`);
    const deadline = resolved.activeDeadlineSeconds;
    const attempt: Attempt = {
      invocation,
      stage: place.stage,
      position: place.position,
      retries: tries.count,
      wait: tries.wait,
      deadlineSeconds: deadline === undefined ? undefined : Number(deadline),
    };
    this.#running += 1;
    this.#pods.enter(() => {
      if (this.#error !== undefined) {
        this.left(() => undefined);
        return;
      }
      this.machine.start(attempt, (given) => {
        this.left(() => {
          const end = withTexts(resolved, given);
          const wait = secondsToRetry(resolved.retryStrategy, tries.count + 1, end);
          if (isFailure(end.phase)) this.#failures.push(failureOf(end, invocation));
          if (wait === undefined) ended(nodeOf(resolved, end));
          else this.pod(template, passed, place, globals, ended, { count: tries.count + 1, last: end, wait });
        });
      });
    });
  }

  /** A container ended: what that leads to comes before anybody looks whether the run has. */
  private left(act: () => void): void {
    this.guarded(() => {
      this.#running -= 1;
      this.#pods.leave();
      act();
    });
  }

  private dag(
    template: Template,
    owner: Workflow,
    scope: Scope,
    place: Place,
    globals: Scope,
    ended: (node: Node) => void,
  ): void {
    const { isWanted = () => true } = this.plan;
    const all = template.dag?.tasks ?? [];
    const wanted = all.filter(({ name }) => place.stage === 'onExit' || isWanted(below(place.stage, name)));
    const tasks = inOrder(wanted).map((task) => ({
      task,
      name: task.name ?? '',
      needs: dependenciesOf(task),
      at: all.indexOf(task),
    }));
    const limit = new Parallelism(template.parallelism);
    const endings = new Map<string, Node>();
    const begun = new Set<string>();
    let known = scope;
    let isAdvancing = false;
    let isMore = false;
    const settle = (name: string, node: Node): void => {
      endings.set(name, node);
      const texts = Object.entries(node.texts).map(([key, text]) => [`tasks.${name}.outputs.parameters.${key}`, text]);
      if (texts.length > 0) known = { ...known, ...Object.fromEntries(texts) };
    };
    const advance = (): void => {
      isMore = true;
      if (isAdvancing) return;
      isAdvancing = true;
      while (isMore) {
        isMore = false;
        for (const { task, name, needs, at } of tasks) {
          if (begun.has(name) || !needs.every((need) => endings.has(need))) continue;
          begun.add(name);
          const inner = { ...place, stage: below(place.stage, name), task: below(place.task, name) };
          const position = [...place.position, at];
          if (mayBegin(task, endings)) {
            this.task(task, owner, known, { ...inner, position }, globals, limit, (node) => {
              settle(name, node);
              advance();
            });
          } else {
            settle(name, OMITTED);
            this.tell({ ...inner, template: task.template ?? '', phase: 'Omitted', isPod: false });
          }
        }
      }
      isAdvancing = false;
      if (endings.size === tasks.length && begun.size === tasks.length) finish();
    };
    let isFinished = false;
    const finish = (): void => {
      if (isFinished) return;
      isFinished = true;
      ended({ phase: phaseOfDag(wanted, endings), texts: {} });
    };
    advance();
  }

  private task(
    task: DagTask,
    owner: Workflow,
    scope: Scope,
    place: Place,
    globals: Scope,
    limit: Parallelism,
    ended: (node: Node) => void,
  ): void {
    const bound = substitute(task, scope);
    const items = itemsOf(bound);
    if (items === undefined) {
      this.item(bound, owner, place, globals, limit, ended);
      return;
    }
    if (items.length === 0) {
      this.tell({ ...place, template: bound.template ?? '', phase: 'Skipped', isPod: false });
      ended(SKIPPED);
      return;
    }
    const phases: Phase[] = [];
    let left = items.length;
    for (const [at, item] of items.entries()) {
      const one = { task: `${place.task}(${at})`, stage: place.stage, position: [...place.position, at] };
      this.item(withItem(bound, item, this.plan.engine ?? '4'), owner, one, globals, limit, ({ phase }) => {
        phases[at] = phase;
        left -= 1;
        if (left === 0) ended({ phase: phases.find(isFailure) ?? 'Succeeded', items: phases, texts: {} });
      });
    }
  }

  /** A task that has no items, or one of its items. */
  private item(
    bound: DagTask,
    owner: Workflow,
    place: Place,
    globals: Scope,
    limit: Parallelism,
    ended: (node: Node) => void,
  ): void {
    const found = this.#templates.calledBy(owner, bound);
    const settle = (node: Node): void => {
      const { phase, message } = node;
      const { name = '', dag } = found.template;
      const isPod = dag === undefined && phase !== 'Skipped';
      this.tell({ ...place, template: name, phase, isPod, ...(message === undefined ? {} : { message }) });
      ended(node);
    };
    if (!holds(bound.when)) {
      settle(SKIPPED);
      return;
    }
    limit.enter(() =>
      this.run(found, passedBy(bound), place, globals, (node) => {
        limit.leave();
        settle(node);
      }),
    );
  }

  private tell({ task, stage, template, phase, isPod, message }: SettledNode): void {
    this.machine.settled?.({ task, stage, template, phase, isPod, ...(message === undefined ? {} : { message }) });
  }

  private now(): number {
    return this.machine.clock?.() ?? 0;
  }

  /** What Argo itself cannot do ends the run, when what runs has ended. */
  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#error ??= error as Error;
    }
    if (this.#running > 0) return;
    const outcome = this.#error === undefined ? this.#outcome : { phase: 'Error' as const, error: this.#error };
    if (outcome === undefined) return;
    this.#running = Number.POSITIVE_INFINITY;
    this.done(outcome);
  }
}

function below(parent: string, name: string | undefined): string {
  return `${parent}${parent === '' ? '' : '.'}${name ?? ''}`;
}

function outcomeOf(phase: Phase): Outcome {
  return { phase: isFailure(phase) ? phase : 'Succeeded' };
}

/** Whose texts are not there has not succeeded. */
function withTexts({ outputs }: Template, end: PodEnd): PodEnd {
  if (end.phase !== 'Succeeded') return end;
  const lost = (outputs?.parameters ?? []).find(
    ({ valueFrom = {} }) => end.texts[valueFrom.path ?? ''] === undefined && valueFrom.default === undefined,
  );
  return lost === undefined
    ? end
    : { ...end, phase: 'Error', message: `the container has not written ${lost.valueFrom?.path}` };
}

function nodeOf({ outputs }: Template, { phase, texts, message }: PodEnd): Node {
  if (phase !== 'Succeeded') return { phase, texts: {}, ...(message === undefined ? {} : { message }) };
  const read = (outputs?.parameters ?? []).map(({ name, valueFrom = {} }) => {
    const text = texts[valueFrom.path ?? ''] ?? valueFrom.default;
    return [name, `${text}`.replace(/\n$/, '')] as const;
  });
  return { phase, texts: Object.fromEntries(read) };
}

function failureOf({ phase, message = '' }: PodEnd, { task, template }: Invocation): object {
  return { displayName: task, message, templateName: template, phase, podName: task, finishedAt: null };
}
