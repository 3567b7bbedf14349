import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programFolder } from './program';

/** How a container's `sh` is called, by the shell that it is. */
export const COMMANDS = { dash: ['dash'], bash: ['bash', '--posix'], busybox: ['busybox', 'sh'] } as const;

export type ShellName = keyof typeof COMMANDS;

/** The shells on this machine that a container's `sh` may be. */
export const SHELLS = (Object.keys(COMMANDS) as ShellName[]).filter(
  (name) => spawnSync(name, ['-c', ':']).error === undefined,
);

/** One call of a stage: what its template says, and what the kubelet sets. */
export interface Call {
  readonly shell: ShellName;
  /** The folder that stands for the volume, as this pod has it mounted. */
  readonly mount: string;
  /** Another folder that this pod has under that path, as on another node. Needs root where it differs. */
  readonly node?: string;
  readonly run?: string;
  /** Declarations: `--input=IN_BAM,.bai`, `--publish=OUT_X`. */
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Texts that lie in files of the scratch folder, by the variables that name them. */
  readonly lists?: Readonly<Record<string, string>>;
  readonly script: string;
  readonly identify?: string;
  readonly versions?: string;
}

export interface CallEnd {
  readonly status: number;
  readonly log: string;
  /** The pod's scratch folder. */
  readonly scratch: string;
}

export interface Running {
  readonly ended: Promise<CallEnd>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly pid: number;
}

/** A pod's scratch folder and its own process group, without a pod. */
export function start(one: Call): Running {
  const { shell, mount, node = mount, run = 'run-1', options, env, lists, script, identify, versions } = one;
  const [command, ...flags] = [...(node === mount ? [] : onNode(node, mount)), ...COMMANDS[shell]];
  mkdirSync(join(mount, '../scratch'), { recursive: true });
  const scratch = mkdtempSync(join(mount, '../scratch/pod-'));
  const known = options.some((option) => option.startsWith('--cache-key=')) ? [] : ['--image=tools:1'];
  const texts = [
    ...(identify === undefined ? [] : ['--identify', identify]),
    ...(versions === undefined ? [] : ['--versions', versions]),
    '--script',
    script,
  ];
  const files = Object.entries(lists ?? {}).map(([variable, text]) => {
    const path = join(scratch, `${variable}.paths`);
    writeFileSync(path, text);
    return [variable, path] as const;
  });
  const program = join(programFolder(), 'stage.sh');
  const child = spawn(
    command ?? '',
    [...flags, program, '--stage=s', ...known, `--volume=${mount},${mount}/.work`, ...options, ...texts],
    {
      env: {
        PATH: process.env['PATH'],
        TMPDIR: scratch,
        HOSTNAME: 'pod',
        RUN: run,
        ...env,
        ...Object.fromEntries(files),
      },
      cwd: '/',
      detached: true, // the runner ends its whole group on TERM
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  return { ended: endOf(child, scratch), signal: (name) => signalGroup(child, name), pid: child.pid ?? 0 };
}

/** In a mount namespace of its own, under the same number of process. */
function onNode(node: string, mount: string): readonly string[] {
  return ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" "$1" && shift && exec "$@"', node, mount];
}

function endOf(child: ChildProcess, scratch: string): Promise<CallEnd> {
  const log: Buffer[] = [];
  child.stdout?.on('data', (data: Buffer) => log.push(data));
  child.stderr?.on('data', (data: Buffer) => log.push(data));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ status: code ?? (signal === 'SIGKILL' ? 137 : 143), log: `${Buffer.concat(log)}`, scratch }),
    );
  });
}

function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) throw new Error('the call did not start');
  process.kill(-pid, name);
}

/** Whether a process stands still. */
export function isStopped(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && /^\d+ \(.*\) T/.test(readFileSync(path, 'utf8'));
}

export function call(one: Call): Promise<CallEnd> {
  return start(one).ended;
}

/** Sources files of lib/shell as they are, and runs lines that call their functions. */
export function sourced(
  shell: ShellName,
  files: readonly string[],
  lines: string,
  env: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly out: string; readonly log: string } {
  const [command, ...flags] = COMMANDS[shell];
  const text = [...files.map((file) => `. ${join(programFolder(), file)}`), lines].join('\n');
  const { status, stdout, stderr } = spawnSync(command, [...flags, '-c', text], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  });
  return { status, out: stdout, log: stderr };
}

/** The folders of a mount in which calls lie. */
function callFolders(mount: string): readonly string[] {
  const work = join(mount, '.work');
  return readdirSync(work, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(work, name));
}

/** The names in the folder of the call whose first output has a name. */
export function namesOfCall(mount: string, output: string): { readonly folder: string; readonly names: string[] } {
  const found = callFolders(mount).filter((folder) => new RegExp(`/${output}-[0-9a-f]{16}$`).test(folder));
  const [folder] = found;
  if (folder === undefined || found.length > 1) throw new Error(`${found.length} calls make ${output}`);
  return { folder, names: readdirSync(folder).sort() };
}

/** The records of a call, by attempt. */
export function recordsOf(mount: string, output: string): readonly string[] {
  const { folder, names } = namesOfCall(mount, output);
  return names.filter((name) => name.endsWith('.record')).map((name) => readFileSync(join(folder, name), 'utf8'));
}
