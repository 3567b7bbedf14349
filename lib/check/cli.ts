#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { usage } from './command/arguments';
import { run } from './command/run';

const [command, ...rest] = process.argv.slice(2);
const result =
  command === 'check'
    ? run(rest)
    : { status: command === undefined ? 2 : command === '--help' ? 0 : 2, output: usage, errors: '' };
write(1, result.output);
write(2, result.errors);
process.exitCode = result.status;

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
