import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Invocation } from '../../../lib/run/template';

/** What an engine made of a case: the judge's answers, and ours. */
export interface Recorded {
  /** The version of Argo that answered. */
  readonly argo: string;
  readonly phase: string;
  /** How each task and item ended, by its path: `rows(0).first`. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly pods: readonly RecordedPod[];
}

/** One try of a container, as the API server had it, and how it ended. */
export interface RecordedPod extends Asked {
  readonly phase: string;
  readonly exitCode?: number;
  readonly message?: string;
  /** Output parameters, by name. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What a container was started with. */
export interface Asked {
  readonly task: string;
  readonly attempt: number;
  readonly template: string;
  /** Variables with a value of their own, before the kubelet expands them. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  /** Raw artifacts, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** What is compared of a run. */
export interface Answered {
  readonly phase: string;
  readonly nodes: Readonly<Record<string, string>>;
  readonly pods: readonly Asked[];
}

/** What stands for the run's own uid and name, and for the hash of a node's own name, in which the run's name is. */
export const UID = '<uid>';
export const NAME = '<name>';
const NODE = '<sha256 of the name of its node>';

export function recordPath(name: string): string {
  return join(__dirname, 'recorded', `${name.replaceAll(/[^a-z]+/g, '-')}.json`);
}

/** Undefined where no engine answered yet. */
export function recordOf(name: string): Recorded | undefined {
  const path = recordPath(name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Recorded) : undefined;
}

/** Variables that Argo adds: its own, and those of a trace. */
const OF_ARGO = /^(?:ARGO_|TRACE(?:PARENT|STATE)$)/;

/** What of a container is compared; `env` as a pod has it, and its node's name without the attempt. */
export function askedOf(
  { task, attempt, template }: Pick<Asked, 'task' | 'attempt' | 'template'>,
  { container: { env = [], resources }, files }: Pick<Invocation, 'container' | 'files'>,
  nodeName: string,
): Asked {
  const hash = createHash('sha256').update(nodeName).digest('hex');
  const own = env.filter(({ name, valueFrom }) => valueFrom === undefined && !OF_ARGO.test(name));
  return {
    task,
    attempt,
    template,
    env: inOrder(own.map(({ name, value = '' }) => [name, value === hash ? NODE : value])),
    limits: inOrder(Object.entries(resources?.limits ?? {}).map(([name, amount]) => [name, `${amount}`])),
    files: inOrder(Object.entries(files)),
  };
}

/** What Argo started and told, without how each container ended. */
export function askedIn({ phase, nodes, pods }: Recorded): Answered {
  const asked = pods.map(({ phase: _, exitCode: __, message: ___, texts: ____, ...its }) => its);
  return { phase, nodes, pods: asked };
}

export function inOrder<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Pods by their tasks and attempts. */
export function inTaskOrder<T extends Asked>(pods: readonly T[]): readonly T[] {
  const key = ({ task, attempt }: Asked): string => `${task} ${attempt}`;
  return [...pods].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}
