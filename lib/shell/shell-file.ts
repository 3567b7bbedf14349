import { join } from 'node:path';
import { GenomicsError } from '../errors';
import { mustBe, TEXT } from '../kinds';
import { readGivenFile } from '../values/given-file';

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
 * @throws GenomicsError where it cannot be read, or has no line `# results: <number>`
 */
export function shellFile(folder: string, name: string): ShellFile {
  mustBe('shellFile', folder, TEXT, 'folder');
  mustBe('shellFile', name, TEXT, 'name');
  const text = readGivenFile(join(folder, name), 'a file of shell functions').toString();
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
