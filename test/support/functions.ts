import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS, SHELLS } from './call';

/** How a container's `sh` may be called here: this machine's `sh` at least. */
export const CALLS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['sh', ['sh']],
  ...SHELLS.map((name) => [name, COMMANDS[name]] as const),
];

/** What the stage protocol gives a script, in its simplest form. */
const PROTOCOL = `
stage=test
say() { printf '[test] %s\\n' "$*" >&2; }
fail() { failed=$1; shift; say "$*"; exit "$failed"; }
mount_failed() { case $1 in *'Input/output error'*) ;; *) return 1 ;; esac; }
put() { tee "$1" >/dev/null; }
add_fact() { echo "$1=$2" >>"$TMPDIR/.facts"; }
member() { echo 137 >"$TMPDIR/.member$1"; trap "echo \\$? >'$TMPDIR/.member$1'" EXIT; set -e; }
joined() {
  worst=0
  for member; do
    read -r code <"$TMPDIR/.member$member"
    case $code:$worst in
      0:*) ;;
      *:0 | *:141) worst=$code ;;
    esac
  done
  set -e
  return "$worst"
}
`;

export interface Called {
  readonly status: number | null;
  readonly out: string;
  readonly log: string;
}

/** A folder in which a test calls shell functions: files that are there, tools that are made up, and scratch. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'functions-'));
  readonly scratch = join(this.folder, 'scratch');
  readonly #tools = join(this.folder, 'tools');

  constructor() {
    mkdirSync(this.scratch);
    mkdirSync(this.#tools);
  }

  /** A file below the folder; gives its path. */
  file(name: string, content: string | Buffer): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** A program in the place of another, for all calls from now on. */
  tool(name: string, script: string): void {
    const path = join(this.#tools, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** Sources files of functions as they are, under `set -eu`, and runs a script. */
  call(shell: readonly string[], files: readonly string[], script: string, env: NodeJS.ProcessEnv = {}): Called {
    const [command = 'sh', ...options] = shell;
    const sourced = files.map((file) => `. '${join(__dirname, '../../lib', file)}'`);
    const text = ['set -eu', PROTOCOL, ...sourced, script].join('\n');
    const { status, stdout, stderr } = spawnSync(command, [...options, '-c', text], {
      cwd: this.folder,
      // No socket: bash would take itself for a remote shell and read its start files.
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { PATH: `${this.#tools}:${process.env['PATH']}`, LC_ALL: 'C', TMPDIR: this.scratch, ...env },
    });
    return { status, out: stdout, log: stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
