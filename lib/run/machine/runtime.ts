import type { ChildProcess } from 'node:child_process';
import type { Process } from '../process';
import type { Invocation, Parameters } from '../template';
import type { Mount } from './mounts';
import type { Usage } from './usage';

/** A container that is to be started, when all that it mounts lies on this machine. */
export interface Pod {
  /** No other pod has it, and it can be a host's. */
  readonly name: string;
  readonly invocation: Invocation;
  readonly process: Process;
  /** Those above others first. */
  readonly mounts: readonly Mount[];
  /** Files for Argo that lie in no mount, by their paths: where they are wanted. */
  readonly loose: Parameters;
  /** A folder of the pod's own. */
  readonly folder: string;
}

/** How a container ended. */
export interface RuntimeEnd {
  readonly status: number;
  /** Why, where Kubernetes has a word for it. @default `Error` */
  readonly reason?: string;
  /** What it cost, where that is known. */
  readonly cpuSeconds?: number;
  /** What it said, without what only the runtime did. */
  readonly log: string;
}

export interface Started {
  /** What its streams say is the container's; it ends with it. */
  readonly child: ChildProcess;
  /** What the container holds and has cost by now; undefined where that cannot be seen. */
  readonly usage: () => Usage | undefined;
  /** Has it end. */
  readonly stop: () => void;
  /** Called when the child has ended, with its status; nothing of the container is left then. */
  readonly end: (code: number | null, log: string) => Promise<RuntimeEnd>;
}

/** How the process of a container is started: the one thing in which the engines differ. */
export interface Runtime {
  /** Whether a container has the files of an image, or sees this machine's. */
  readonly hasImage: boolean;
  readonly start: (pod: Pod) => Started;
}
