import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptHash } from '../../lib';
import { PROTOCOL } from '../../lib/stages/protocol';

/** How a container's `sh` is called, by the shell that it is. */
export const COMMANDS = { dash: ['dash'], bash: ['bash', '--posix'], busybox: ['busybox', 'sh'] } as const;

export type ShellName = keyof typeof COMMANDS;

/** The shells on this machine that a container's `sh` may be. */
export const SHELLS = (Object.keys(COMMANDS) as ShellName[]).filter(
  (name) => spawnSync(name, ['-c', ':']).error === undefined,
);

/** Puts lines of shell before each use of a program, in a folder that PATH then names first; `$real` is the program. Gives the folder. */
export function instead(tools: string, program: string, lines: string): string {
  const real = execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  writeFileSync(join(tools, program), `#!/bin/sh\nreal=${real}\n${lines}\nexec "$real" "$@"\n`, { mode: 0o755 });
  return tools;
}

/** The same for `tee`, by which the protocol writes; `$in` is what it is given. */
export const beforeTee = (tools: string, lines: string): string =>
  instead(tools, 'tee', `in=$(cat; echo .); in=\${in%.}\n${lines}\nprintf %s "$in" | "$real" "$@"; exit`);

export interface Attempt {
  readonly shell: ShellName;
  /** The pod's name. */
  readonly name: string;
  readonly script: string;
  readonly mount: string;
  /** The stage's outputs, `OUT_X` and, of two, `OUT_Y`. */
  readonly outputs: readonly [string, string?];
  /** A stage's product, `IN_F`, and the mount where it lies: this one's, unless told otherwise. */
  readonly input?: { readonly path: string; readonly mount?: string };
  /** No part of what the work key says of the script. */
  readonly identify?: string;
  /** Makes a file when the log holds a word. */
  readonly onLog?: { readonly word: string; readonly file: string };
  /** Where commands are looked for first. */
  readonly tools?: string;
}

/** Runs the protocol beside others, with a /tmp of its own below the mount. */
export function attempt({
  shell,
  name,
  script,
  mount,
  outputs,
  input,
  identify,
  onLog,
  tools,
}: Attempt): Promise<{ status: number | null; log: string }> {
  const [command, ...options] = COMMANDS[shell];
  const scratch = join(realpathSync(mount), `tmp-${shell}-${name}`);
  mkdirSync(scratch, { recursive: true });
  const [OUT_X, OUT_Y] = outputs;
  const made = OUT_Y === undefined ? { OUT_X } : { OUT_X, OUT_Y };
  const read = input === undefined ? '' : `mount=${input.mount ?? mount} made:IN_F `;
  const words = `stage=s script=${scriptHash(script)} image=tools:1 scratch=1 ${read}mount=${mount} ${Object.keys(made)
    .map((variable) => `out:${variable}`)
    .join(' ')}`;
  const { PATH = '' } = process.env;
  const env = {
    PATH: tools === undefined ? PATH : `${tools}:${PATH}`,
    HOSTNAME: name,
    ...made,
    ...(input && { IN_F: input.path }),
  };
  const args = [
    ...options,
    '-c',
    PROTOCOL.replaceAll('/tmp', scratch),
    words,
    script,
    ...(identify === undefined ? [] : [identify]),
  ];
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (data: Buffer) => {
    log += data;
    if (onLog !== undefined && log.includes(onLog.word)) writeFileSync(onLog.file, '');
  });
  return new Promise((resolve) => {
    child.on('close', (status) => resolve({ status, log }));
  });
}
