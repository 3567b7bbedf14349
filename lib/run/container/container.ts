import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Pod, Runtime, RuntimeEnd, Started } from '../machine/runtime';
import { usageOf } from '../machine/usage';
import type { Images } from './images';
import { runArguments } from './options';
import { ask, type Program } from './program';

export interface ContainerSettings {
  readonly program: Program;
  readonly images: Images;
  /** The run's name: a label of all its containers. */
  readonly run: string;
  /** A folder of programs that stand before the images'. @default none */
  readonly programs?: string | undefined;
}

/** What the kubelet gives a container between TERM and KILL. */
const GRACE_SECONDS = 30;

/** By this label a person finds what a run left behind that was itself killed. */
const LABEL = 'cdk8s-genomics.run';

/** Containers of docker or podman: the image, the user and the limits of the manifest. */
export function containerRuntime(settings: ContainerSettings): Runtime {
  return { hasImage: true, start: (pod) => start(pod, settings) };
}

function start(pod: Pod, { program, images, run, programs }: ContainerSettings): Started {
  const { name, invocation } = pod;
  const { image = '' } = invocation.container;
  const call = (...args: readonly string[]) => ask(program.file, args);
  const options = runArguments(pod, {
    program,
    cpus: availableParallelism(),
    pull: images.pullOf(invocation),
    labels: { [LABEL]: run, 'cdk8s-genomics.task': invocation.task },
    ...(programs === undefined ? {} : { programs: { folder: programs, path: images.pathOf(image) } }),
  });
  const child = spawn(program.file, options, {
    // Some podman's monitor leaves its note of a lack of memory where it was begun, and podman does not find it.
    cwd: pod.folder,
    detached: true, // a group of its own: Ctrl-C is this program's to pass on
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let isOver = false;
  let isStopping = false;
  for (const event of ['close', 'error']) {
    child.once(event, () => {
      isOver = true;
    });
  }
  const stop = async (): Promise<void> => {
    // A container that is not there yet, or has not begun, may come: it has ended when the program has that ran it.
    while (!isOver) {
      await call('stop', '-t', `${GRACE_SECONDS}`, name);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const first = firstProcess(() => call('inspect', '--format', '{{.State.Pid}}', name));
  return {
    child,
    usage: () => {
      const pid = first();
      return pid === undefined ? undefined : usageOf(pid);
    },
    stop: () => {
      if (isStopping) return;
      isStopping = true;
      void stop();
    },
    end: async (code, log) => {
      const end = await left(pod, call, code ?? 1);
      await call('rm', '--force', name);
      return { ...end, log };
    },
  };
}

type Call = (...args: readonly string[]) => ReturnType<typeof ask>;

/** What a container that ended left behind: how it ended, and files for Argo that lie in no mount. */
async function left({ name, loose, folder }: Pod, call: Call, code: number): Promise<Omit<RuntimeEnd, 'log'>> {
  const { status, out } = await call('inspect', '--format', '{{.State.OOMKilled}}', name);
  // The engine has not made it: its own status is 125.
  if (status !== 0) return { status: code, reason: 'StartError' };
  for (const [path, file] of Object.entries(loose)) await call('cp', `${name}:${path}`, file);
  const isKilled = out.trim() === 'true' || existsSync(join(folder, 'oom'));
  return { status: code, ...(isKilled ? { reason: 'OOMKilled' } : {}) };
}

/** The container's first process as this machine counts them, once that is known. */
function firstProcess(look: () => ReturnType<typeof ask>): () => number | undefined {
  let pid: number | undefined;
  let isAsked = false;
  return () => {
    if (!isAsked) {
      isAsked = true;
      void look().then(({ status, out }) => {
        if (status === 0 && Number(out) > 0) pid = Number(out);
        else isAsked = false;
      });
    }
    return pid;
  };
}
