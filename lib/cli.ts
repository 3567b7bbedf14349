#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { usage as checkUsage } from './check/command/arguments';
import { run as check } from './check/command/run';
import { usage as runUsage } from './run/command/arguments';
import { run } from './run/command/run';

const [command, ...rest] = process.argv.slice(2);
void main();

async function main(): Promise<void> {
  if (command === 'check') {
    const { status, output, errors } = check(rest);
    write(1, output);
    write(2, errors);
    process.exitCode = status;
    return;
  }
  if (command === 'run') {
    process.exitCode = await run(rest, {
      path: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
      screen: {
        isTerminal: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
        width: process.stderr.columns ?? 80,
        write: (text) => write(2, text),
      },
      write: (text) => write(1, text),
      interruptible,
    });
    return;
  }
  write(1, `${checkUsage}\n${runUsage}`);
  process.exitCode = command === '--help' ? 0 : 2;
}

function interruptible(stop: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, stop);
  return () => {
    for (const signal of signals) process.removeListener(signal, stop);
  };
}

// A pipe that its reader has closed, as `head` does, is no error of ours.
function write(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
