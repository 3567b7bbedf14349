import { parseQuantity } from '../../check/kubernetes/quantity';
import type { Attempt, PodEnd, Pods } from '../engine';
import type { Container } from '../manifest';
import { ArgoError } from '../substitute';
import type { Invocation } from '../template';
import { type ContainerEnd, type Place, type RunningPod, startPod } from './pod';
import { Pool, type Size } from './pool';

/** A container's end as a person wants to know it. */
export interface PodReport {
  readonly attempt: Attempt;
  readonly phase: PodEnd['phase'];
  readonly end: ContainerEnd;
  readonly seconds: number;
  readonly message: string | undefined;
}

/** What is told of pods while they run. */
export interface Listener {
  readonly waits: (attempt: Attempt) => void;
  readonly begins: (attempt: Attempt) => void;
  readonly ends: (report: PodReport) => void;
}

export interface MachineSettings {
  readonly place: Place;
  /** What this machine has. */
  readonly size: Size;
  /** What is changed of a container before it runs. @default nothing */
  readonly prepared?: (invocation: Invocation, attempt: Attempt) => Invocation;
  /** What a pod asks for. @default its requests */
  readonly asks?: (invocation: Invocation) => Size;
  /** Whether the waits of retries are kept. @default they are */
  readonly isPatient?: boolean;
  readonly listener: Listener;
}

const LATE = 'Pod was active on the node longer than the specified deadline';

/** Runs containers on this machine: the one place from which a run does anything to it. */
export class Machine implements Pods {
  readonly #pool: Pool;
  readonly #running = new Set<RunningPod>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isStopped = false;

  constructor(private readonly settings: MachineSettings) {
    this.#pool = new Pool(settings.size);
  }

  readonly clock = (): number => Date.now() / 1000;

  readonly start = (attempt: Attempt, ended: (end: PodEnd) => void): void => {
    const { listener, prepared = (one) => one, asks = requestsOf, isPatient = true } = this.settings;
    const invocation = prepared(attempt.invocation, attempt);
    const size = asks(invocation);
    listener.waits(attempt);
    const begin = (): void => {
      listener.begins(attempt);
      this.pod(invocation, attempt)
        .then((report) => {
          this.#pool.free(size);
          if (this.#isStopped) return;
          listener.ends(report);
          const { phase, message, end, seconds } = report;
          const { status: exitCode, texts } = end;
          ended({ phase, exitCode, seconds, texts, ...(message === undefined ? {} : { message }) });
        })
        .catch((error: unknown) => {
          if (!(error instanceof ArgoError)) return this.fail(error);
          this.#pool.free(size);
          ended({ phase: 'Error', message: error.message, texts: {} });
        });
    };
    this.after(isPatient ? attempt.wait : 0, () => this.#pool.add({ size, position: attempt.position, begin }));
  };

  /** Has every container end; none begins any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#pool.close();
    for (const timer of this.#timers) clearTimeout(timer);
    const running = [...this.#running];
    for (const pod of running) pod.stop();
    await Promise.allSettled(running.map(({ ended }) => ended));
  }

  /** What this program cannot do is told as any error is, when nothing of the run goes on. */
  private fail(error: unknown): void {
    void this.stop();
    queueMicrotask(() => {
      throw error;
    });
  }

  private async pod(invocation: Invocation, attempt: Attempt): Promise<PodReport> {
    const began = Date.now();
    const pod = startPod(invocation, attempt.retries, this.settings.place);
    this.#running.add(pod);
    let isLate = false;
    const { deadlineSeconds } = attempt;
    const deadline = this.after(deadlineSeconds ?? Number.POSITIVE_INFINITY, () => {
      isLate = true;
      pod.stop();
    });
    const end = await pod.ended;
    this.clear(deadline);
    this.#running.delete(pod);
    const why = isLate
      ? LATE
      : (end.evicted ?? (end.status === 0 ? undefined : `${end.reason} (exit code ${end.status})`));
    const phase = why === undefined ? 'Succeeded' : 'Failed';
    return { attempt, phase, end, seconds: (Date.now() - began) / 1000, message: why };
  }

  /** At once where no time is to pass; never where more than a timer can hold. */
  private after(seconds: number, act: () => void): NodeJS.Timeout | undefined {
    if (seconds === 0) {
      act();
      return undefined;
    }
    if (seconds * 1000 > 2 ** 31 - 1) return undefined;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, seconds * 1000);
    this.#timers.add(timer);
    return timer;
  }

  private clear(timer: NodeJS.Timeout | undefined): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#timers.delete(timer);
  }
}

/** What a scheduler would look for on a node. */
export function requestsOf({ container }: Invocation): Size {
  return { cpus: askedOf(container, 'cpu') ?? 1, memory: askedOf(container, 'memory') ?? 0 };
}

function askedOf({ resources }: Container, name: string): number | undefined {
  return parseQuantity(resources?.requests?.[name] ?? resources?.limits?.[name]);
}
