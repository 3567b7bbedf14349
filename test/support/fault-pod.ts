import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processOf } from '../../lib/run/process';
import type { Invocation } from '../../lib/run/template';
import { programFolder } from './program';
import { type Ended, layOut, type PodShell } from './run';

/** What may be wrong with a pod, or with the machine under it. */
export interface PodFault {
  /** Size of `/tmp`, as mount's tmpfs takes it. */
  readonly scratch?: string;
  /** The stage asks for no scratch: it finds out by itself. */
  readonly isScratchUnasked?: boolean;
  /** A limit of the kernel's: what needs more is killed by it. */
  readonly memoryMiB?: number;
  /** Arguments of the tracer: what happens at the nth change of the volume. */
  readonly trace?: readonly string[];
  /** Any command around the container's. */
  readonly under?: readonly string[];
  /** Programs that stand before the image's. */
  readonly tools?: Readonly<Record<string, string>>;
  readonly shell?: PodShell;
}

export interface RunningPod {
  readonly ended: Promise<Ended>;
  /** As a node that ends a pod: everything in it at once. */
  readonly kill: () => void;
}

/** Where the pod's view of the machine has a folder in common with us that is no volume. */
const SHARED = '/dev/shm';

/** A folder that a pod sees under its own name, and may write to. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(SHARED, 'faults-'));
  chmodSync(folder, 0o777);
  return folder;
}

/** Starts one container as `runPod` does, with something wrong. Needs root. */
export function startPod(invocation: Invocation, volume: string, fault: PodFault = {}): RunningPod {
  const { argv: asked, env, mounts, user } = processOf(invocation);
  const argv = fault.isScratchUnasked
    ? asked.map((text) => text.replace(/^--scratch-mib=\d+$/, '--scratch-mib=0'))
    : asked;
  const mount = mounts.find(({ claim }) => claim !== undefined);
  if (mount === undefined) throw new Error(`${invocation.task} mounts no claim`);
  const own = sharedFolder();
  layOut(own, invocation);
  const HOSTNAME = `pod-${randomUUID()}`;
  const traced = fault.trace === undefined ? [] : [tracer(), mount.path, ...fault.trace];
  const view = [
    join(__dirname, 'pod.sh'),
    volume,
    mount.path,
    `${user.uid}`,
    `${user.gid}`,
    fault.shell ?? 'dash',
    programFolder(),
    own,
  ];
  const PATH = `${toolsFolder(own, fault.tools ?? {})}/usr/local/bin:/usr/bin:/bin`;
  const limit = memoryLimit(fault.memoryMiB);
  const command = [...limit.command, '/bin/bash', ...view, ...(fault.under ?? []), ...traced, ...argv];
  const child = spawn(command[0] ?? '', command.slice(1), {
    env: { PATH, HOSTNAME, ...(fault.scratch && { POD_SCRATCH: fault.scratch }), ...env },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => log.push(data));
  child.stderr.on('data', (data: Buffer) => log.push(data));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      limit.remove();
      rmSync(own, { recursive: true });
      resolve(asEnded(invocation.task, code, `${Buffer.concat(log)}`));
    });
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}

/** unshare of util-linux 2.38 stumbles over a first process that was killed, and ends with 1. */
function asEnded(task: string, code: number | null, log: string): Ended {
  const own = log.replace(/unshare: sigprocmask unblock failed.*\n/, '');
  return { task, status: own === log ? (code ?? 137) : 137, log: own };
}

function toolsFolder(folder: string, tools: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(tools))
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return Object.keys(tools).length === 0 ? '' : `${folder}:`;
}

/** Compiled where pods see it, once for each of its texts. */
function tracer(): string {
  const source = join(__dirname, 'fault-tracer.c');
  const text = readFileSync(source, 'utf8');
  const path = join(
    SHARED,
    `fault-tracer-${text.length}-${text.split('').reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 1e9, 7)}`,
  );
  if (!existsSync(path)) {
    execFileSync('cc', ['-O1', '-static', '-o', `${path}.${process.pid}`, source]);
    execFileSync('mv', [`${path}.${process.pid}`, path]);
  }
  return path;
}

/** A cgroup of its own, of either version. */
function memoryLimit(mib: number | undefined): { readonly command: readonly string[]; readonly remove: () => void } {
  if (mib === undefined) return { command: [], remove: () => undefined };
  const isOne = existsSync('/sys/fs/cgroup/memory');
  const group = join('/sys/fs/cgroup', isOne ? 'memory' : '', `faults-${randomUUID()}`);
  mkdirSync(group);
  writeFileSync(join(group, isOne ? 'memory.limit_in_bytes' : 'memory.max'), `${mib}M`);
  const enter = ['/bin/bash', '-c', `echo $$ >${group}/cgroup.procs && exec "$@"`, 'enter'];
  return { command: enter, remove: () => rmCgroup(group) };
}

function rmCgroup(group: string): void {
  execFileSync('sh', ['-c', `for i in 1 2 3 4 5 6 7 8 9; do rmdir ${group} 2>/dev/null && exit; sleep 0.1; done`]);
}
