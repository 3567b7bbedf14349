import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Invocation } from './argo';
import { processOf } from './kubelet';

/** What `sh` is in a pod; `applets` also puts busybox's tools in the place of Debian's. */
export type PodShell = 'dash' | 'bash' | 'busybox' | 'applets';

export interface Machine {
  /** The folder that stands for the volume. */
  readonly volume: string;
  readonly shell: PodShell;
}

export interface Ended {
  readonly task: string;
  readonly status: number;
  /** Both streams, as a person reads them. */
  readonly log: string;
}

let pods = 0;

/** Runs one container in a view of the machine that holds what the pod mounts and nothing else to write to; needs root. */
export function runPod(invocation: Invocation, { volume, shell }: Machine): Promise<Ended> {
  const { argv, env, mounts, user } = processOf(invocation);
  const claimed = mounts.filter(({ claim }) => claim !== undefined);
  const [mount] = claimed;
  if (mount === undefined || claimed.length > 1) throw new Error(`expected one claim, got ${claimed.length}`);
  const view = [join(__dirname, 'pod.sh'), volume, mount.path, `${user.uid}`, `${user.gid}`, shell];
  pods += 1;
  const HOSTNAME = `pod-${process.pid}-${pods}`;
  return ended(invocation.task, '/bin/bash', [...view, ...argv], {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOSTNAME,
    ...env,
  });
}

/** Runs a workflow's containers in order, until one fails. */
export async function runAll(all: readonly Invocation[], machine: Machine): Promise<readonly Ended[]> {
  const done: Ended[] = [];
  for (const invocation of all) {
    const one = await runPod(invocation, machine);
    done.push(one);
    if (one.status !== 0) break;
  }
  return done;
}

/**
 * Runs one container with nothing but this machine's own `sh`: as this user, with the mount path and /tmp of the scripts rewritten to
 * folders of the test. For stages whose texts do not hold those paths.
 */
export function runPlain(invocation: Invocation, folder: string): Promise<Ended> {
  const { argv, env, mounts } = processOf(invocation);
  const paths = new RegExp(`(?<![\\w./-])(${mounts.map(({ path }) => path).join('|')})(?=[/"' );]|$)`, 'gm');
  const moved = (text: string): string => text.replace(paths, (path) => `${folder}${path}`);
  const [command = 'sh', ...args] = argv.map(moved);
  const claims = mounts.filter(({ claim }) => claim !== undefined);
  const isFile = new Set([...argv.join(' ').matchAll(/\b(?:out|made|given|list):(\w+)/g)].map(([, name]) => name));
  const own = Object.entries(env).map(([name, value]) => {
    const mount = isFile.has(name) ? claims.find(({ path }) => value.startsWith(path)) : undefined;
    return [name, mount === undefined ? value : value.replace(/^/gm, folder)];
  });
  const { PATH = '/usr/bin:/bin' } = process.env;
  pods += 1;
  return ended(
    invocation.task,
    command,
    args,
    { PATH, HOSTNAME: `pod-${process.pid}-${pods}`, ...Object.fromEntries(own) },
    folder,
  );
}

function ended(
  task: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd = '/',
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const log: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => log.push(data));
    child.stderr.on('data', (data: Buffer) => log.push(data));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ task, status: code ?? (signal === 'SIGKILL' ? 137 : 143), log: `${Buffer.concat(log)}` }),
    );
  });
}
