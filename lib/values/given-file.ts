import { readFileSync } from 'node:fs';
import { GenomicsError } from '../errors';

/**
 * The bytes of a file that an author names.
 *
 * @param what what the file is: `a script file`
 * @throws GenomicsError with its path, where it cannot be read
 */
export function readGivenFile(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new GenomicsError('invalid-value', path, {
      what: `${what} cannot be read`,
      got: (error as Error).message,
      expected: 'the path of a file',
      fix: 'correct the folder or the name; a path without a slash at its start begins where the app is run',
    });
  }
}
