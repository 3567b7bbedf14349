import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isBucket } from './fault-place';

/** What happens at a call of a program that the runner makes. */
export interface Fault {
  /** A shell's pattern of the program's name and arguments: `tee *.note`. */
  readonly at: string;
  readonly does: 'kill' | 'stop' | 'fail';
  readonly says?: string;
  /** The calls at which it happens, counted from 1. @default the first alone */
  readonly from?: number;
  readonly to?: number;
}

/**
 * The programs by which stage.sh touches a volume or its scratch folder, and the one by which it waits, which is cut
 * short on a disk: a bucket's mount needs the time.
 */
const PROGRAMS = ['cat', 'ln', 'ls', 'mkdir', 'mv', 'rm', 'sed', 'sleep', 'stat', 'tee', 'touch'] as const;

export interface Shims {
  readonly env: Readonly<Record<string, string>>;
  /** The calls that the pattern met so far. */
  readonly calls: () => readonly string[];
}

/** Puts a fault before the programs, in a new folder below `folder` that PATH then names first. */
export function shims(folder: string, { at, does, says = 'Input/output error', from = 1, to = from }: Fault): Shims {
  mkdirSync(folder, { recursive: true });
  const tools = mkdtempSync(join(folder, 'shims-'));
  for (const program of PROGRAMS) {
    copyFileSync(join(__dirname, 'shim.sh'), join(tools, program));
    chmodSync(join(tools, program), 0o755);
  }
  const count = join(tools, 'count');
  rmSync(count, { force: true });
  return {
    env: {
      PATH: `${tools}:${process.env['PATH']}`,
      FAULT_AT: at,
      FAULT_FROM: `${from}`,
      FAULT_TO: `${to}`,
      FAULT_DO: does,
      FAULT_SAYS: says,
      FAULT_COUNT: count,
      SHORT_SLEEP: isBucket ? '2' : '0.05',
    },
    calls: () => (existsSync(count) ? readFileSync(count, 'utf8').trimEnd().split('\n') : []),
  };
}
