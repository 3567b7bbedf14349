import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processOf } from '../../lib/run/process';
import type { Invocation } from '../../lib/run/template';
import { programFolder } from '../../test/support/program';
import { layOut } from '../../test/support/run';

/** What a command took, by wait4: of the process and all that it waited for. */
export interface Timed {
  readonly wall: number;
  readonly cpu: number;
  /** MiB of the largest process. */
  readonly memory: number;
  readonly log: string;
}

const TIME = ['/usr/bin/time', '-q', '-f', '@time %e %U %S %M'];
const POD = join(__dirname, '../../test/support/pod.sh');

/** Runs a command; a status other than 0 is an error. `view` stands before the clock, which it is no part of. */
export function timed(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = '/',
  view: readonly string[] = [],
): Promise<Timed> {
  const [command = '', ...args] = [...view, ...TIME, ...argv];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', ...env },
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => log.push(data));
    child.stderr.on('data', (data: Buffer) => log.push(data));
    child.on('error', reject);
    child.on('close', (status) => {
      const text = `${Buffer.concat(log)}`;
      const match = /@time (\S+) (\S+) (\S+) (\d+)\n$/.exec(text);
      if (status !== 0 || match === null)
        return reject(new Error(`status ${status} of ${argv.slice(0, 2).join(' ').slice(0, 200)}\n${text}`));
      const [wall = 0, user = 0, system = 0, memory = 0] = match.slice(1).map(Number);
      resolve({ wall, cpu: user + system, memory: memory / 1024, log: text.slice(0, match.index) });
    });
  });
}

let pods = 0;

/** Runs a container in the view that a pod has of the machine, with the volume's folder at its mount path. */
export async function timedPod(invocation: Invocation, volume: string): Promise<Timed> {
  const { argv, env, mounts, user } = processOf(invocation);
  const mountPath = mounts.find(({ claim }) => claim !== undefined)?.path.replace(/\/$/, '') ?? '';
  pods += 1;
  const HOSTNAME = `bench-${process.pid}-${pods}`;
  const own = mkdtempSync(join(tmpdir(), 'bench-pod-'));
  layOut(own, invocation);
  const view = [POD, volume, mountPath, `${user.uid}`, `${user.gid}`, 'dash', programFolder(), own];
  try {
    return await timed(argv, { HOSTNAME, ...env }, '/', ['/bin/bash', ...view]);
  } finally {
    rmSync(own, { recursive: true });
  }
}
