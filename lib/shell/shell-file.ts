import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GenomicsError } from '../errors';

/** A file of shell functions that scripts may call. Made by {@link shellFile}. */
export class ShellFile {
  /** @internal */
  constructor(
    readonly name: string,
    readonly text: string,
    /** The number in its line `# results: 1`, which is raised when what the functions make can become another. */
    readonly results: number,
  ) {
    Object.freeze(this);
  }
}

/**
 * Reads a file of shell functions that lies in `folder`: `shellFile(__dirname, 'fetch.sh')`.
 *
 * @throws GenomicsError where it has no line `# results: <number>`
 */
export function shellFile(folder: string, name: string): ShellFile {
  const text = readFileSync(join(folder, name), 'utf8');
  const [, results] = /^# results: ([1-9]\d*)$/m.exec(text) ?? [];
  if (results === undefined) {
    throw new GenomicsError('invalid-value', name, {
      what: 'a file of shell functions does not say which results it makes',
      got: 'no such line',
      expected: "a line '# results: 1'",
      fix: 'add it, and raise the number when what the functions make can become another',
    });
  }
  return new ShellFile(name, text, Number(results));
}
