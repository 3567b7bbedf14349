import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { processOf } from '../../lib/run/process';
import type { Invocation } from '../../lib/run/template';
import { programFolder } from './program';

/** What `sh` is in a pod; `applets` also puts busybox's tools in the place of Debian's. */
export type PodShell = 'dash' | 'bash' | 'busybox' | 'applets';

export interface Machine {
  /** The folder that stands for the volume. */
  readonly volume: string;
  readonly shell: PodShell;
  /** A folder of programs that stand before this machine's own. @default none */
  readonly tools?: string;
}

export interface Ended {
  readonly task: string;
  readonly status: number;
  /** Both streams, as a person reads them. */
  readonly log: string;
}

/** A container that ended, and what Argo reads of it. */
export interface PodEnd extends Ended {
  /** By the output's variable. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Runs one container in a view of the machine that holds what the pod mounts and nothing else to write to; needs root.
 */
export async function runPod(invocation: Invocation, { volume, shell, tools }: Machine): Promise<PodEnd> {
  const { argv, env, mounts, user } = processOf(invocation);
  const claimed = mounts.filter(({ claim }) => claim !== undefined);
  const [mount] = claimed;
  if (mount === undefined || claimed.length > 1) throw new Error(`expected one claim, got ${claimed.length}`);
  const own = mkdtempSync(join(tmpdir(), 'pod-'));
  const texts = layOut(own, invocation);
  const view = [
    join(__dirname, 'pod.sh'),
    volume,
    mount.path,
    `${user.uid}`,
    `${user.gid}`,
    shell,
    programFolder(),
    own,
  ];
  const seen = { PATH: '/usr/local/bin:/usr/bin:/bin', HOSTNAME: newPodName(), ...env };
  try {
    const end = await ended(invocation.task, '/bin/bash', [...view, ...argv], {
      ...seen,
      ...(tools && { POD_TOOLS: tools }),
    });
    return { ...end, texts: textsIn(texts) };
  } finally {
    rmSync(own, { recursive: true });
  }
}

/**
 * Puts a pod's raw artifacts and the folder of its texts below a folder of its own, as pod.sh wants them; gives the
 * latter.
 */
export function layOut(own: string, { files }: Invocation): string {
  const [texts, brought] = [join(own, 'texts'), join(own, 'files')];
  mkdirSync(texts);
  mkdirSync(brought);
  chmodSync(own, 0o755);
  chmodSync(texts, 0o777);
  for (const [path, text] of Object.entries(files)) {
    if (dirname(path) !== '/tmp') throw new Error(`an artifact outside of the scratch folder: ${path}`);
    writeFileSync(join(brought, basename(path)), text);
  }
  return texts;
}

function textsIn(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** No two pods of a cluster have one name. */
function newPodName(): string {
  return `pod-${randomUUID()}`;
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
 * Runs one container with nothing but this machine's own `sh`, or another of its shells, as this user, in a folder. Its
 * claim is mounted at a folder that this machine has ({@link volumeAt}), so that nothing of what it is told is changed;
 * its program and its scratch folder lie elsewhere than in a pod, and it is told where.
 */
export async function runPlain(
  invocation: Invocation,
  cwd: string,
  [command, ...flags]: readonly [string, ...string[]] = ['sh'],
): Promise<PodEnd> {
  const { argv, env } = processOf(invocation);
  const [, program = '', ...args] = argv;
  const TMPDIR = mkdtempSync(join(tmpdir(), 'scratch-'));
  for (const [path, text] of Object.entries(invocation.files)) writeFileSync(join(TMPDIR, basename(path)), text);
  const lists = Object.entries(env).filter(([, value]) => value in invocation.files);
  const moved = Object.fromEntries(lists.map(([name, path]) => [name, join(TMPDIR, basename(path))]));
  const { PATH = '/usr/bin:/bin' } = process.env;
  const texts = join(TMPDIR, 'texts');
  mkdirSync(texts);
  const end = await ended(
    invocation.task,
    command,
    [...flags, join(programFolder(), basename(program)), ...args],
    { PATH, TMPDIR, HOSTNAME: newPodName(), ...env, ...moved },
    cwd,
  );
  const found = textsIn(texts);
  rmSync(TMPDIR, { recursive: true });
  return { ...end, texts: found };
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
