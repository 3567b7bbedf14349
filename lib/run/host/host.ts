import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mount } from '../machine/mounts';
import type { Pod, Runtime, Started } from '../machine/runtime';
import { usageOf } from '../machine/usage';

const VIEW = join(__dirname, 'view.sh');

export interface HostSettings {
  /** What stands before a command that runs in namespaces of its own. */
  readonly unshare: readonly string[];
  /** Where programs are looked for. */
  readonly path: string;
  /** A folder of programs that stand before all others. @default none */
  readonly programs?: string | undefined;
}

/** This machine's own tools, in a view of it that has a container's mounts. */
export function hostRuntime({ unshare, path, programs }: HostSettings): Runtime {
  // A pod sees all of this machine below /.machine.
  const PATH = programs === undefined ? path : `/.machine${programs}:${path}`;
  return { hasImage: false, start: (pod) => start(pod, unshare, PATH) };
}

function start({ name, process: asked, mounts, folder }: Pod, unshare: readonly string[], PATH: string): Started {
  const [root, list, used] = [join(folder, 'root'), join(folder, 'mounts'), join(folder, 'used')];
  mkdirSync(root);
  writeFileSync(list, mounts.map(lineOf).join(''));
  const [program = '', ...options] = unshare;
  const child = spawn(program, [...options, 'sh', VIEW, root, list, used, asked.cwd ?? '', ...asked.argv], {
    env: { HOSTNAME: name, ...asked.env, PATH },
    cwd: '/',
    detached: true, // a group of its own: Ctrl-C is this program's to pass on
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    child,
    usage: () => usageOf(child.pid ?? 0),
    stop: () => killGroup(child),
    end: async (code, said) => {
      // unshare of util-linux 2.38 stumbles over a first process that was killed, and ends with 1.
      const log = said.replace(/unshare: sigprocmask unblock failed.*\n/, '');
      const cpuSeconds = existsSync(used) ? secondsIn(readFileSync(used, 'utf8')) : 0;
      return { status: log === said ? (code ?? 137) : 137, cpuSeconds, log };
    },
  };
}

function lineOf({ mode, folder, path }: Mount): string {
  return `${mode}\t${folder}\t${path}\n`;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** The second line of a shell's `times` is what its children cost. */
function secondsIn(times: string): number {
  const [, children = ''] = times.split('\n');
  const parts = [...children.matchAll(/(\d+)m([\d.,]+)s/g)];
  return parts.reduce(
    (sum, [, minutes, seconds = '0']) => sum + Number(minutes) * 60 + Number(seconds.replace(',', '.')),
    0,
  );
}
