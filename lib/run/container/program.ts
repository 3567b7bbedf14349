import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { GenomicsError } from '../../errors';

/** The programs that start containers; both take the same options. */
export const CONTAINER_ENGINES = ['docker', 'podman'] as const;
export type ContainerEngine = (typeof CONTAINER_ENGINES)[number];

/** A container engine of this machine. */
export interface Program {
  readonly name: ContainerEngine;
  readonly file: string;
  /** Whether its containers lie in a user namespace of a user who is not root. */
  readonly isRootless: boolean;
}

/** How a call of it ended. */
export interface Said {
  readonly status: number;
  readonly out: string;
  readonly errors: string;
}

/** The engine of a name, if it is there and answers. */
export function findProgram(name: ContainerEngine, path: string): Program {
  const file = path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(canRun);
  if (file === undefined) {
    throw new GenomicsError('invalid-value', `engine ${name}`, {
      what: 'the program that runs containers is not on this machine',
      got: `no ${name} in PATH`,
      expected: `${name}, installed`,
      fix:
        `install it, as by your distribution's package ${name === 'docker' ? 'docker.io' : name}, ` +
        'or run by --engine host',
    });
  }
  const { status, errors } = askNow(file, ['version']);
  if (status !== 0) {
    throw new GenomicsError('invalid-value', `engine ${name}`, {
      what: 'the program that runs containers does not answer',
      got: lastLine(errors) || `status ${status} of \`${name} version\``,
      expected: 'an engine that runs, and that you may use',
      fix: `start it, and see that \`${name} version\` succeeds as you`,
    });
  }
  const isRootless =
    name === 'podman' && askNow(file, ['info', '--format', '{{.Host.Security.Rootless}}']).out.trim() === 'true';
  return { name, file, isRootless };
}

/** Asks, and waits for the answer. */
export function askNow(file: string, args: readonly string[]): Said {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return { status: status ?? 1, out: stdout ?? '', errors: stderr ?? '' };
}

/** Asks in a group of processes of its own, so that Ctrl-C does not end it. */
export function ask(file: string, args: readonly string[]): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (data: Buffer) => {
      out += data;
    });
    child.stderr.on('data', (data: Buffer) => {
      errors += data;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, out, errors }));
  });
}

/** The last line that says something; docker's last points to its help. */
export function lastLine(text: string): string {
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^(Run|See) '/.test(line))
      .at(-1) ?? ''
  );
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
