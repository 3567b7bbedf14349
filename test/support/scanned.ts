import { GenomicsError, sh } from '../../lib';

/** A script as `sh` takes it where nothing is put in. */
export function scanned(text: string): string {
  return sh(Object.assign([text], { raw: [text] })).text;
}

/** What `sh` says of a script: nothing where it takes it. */
export function complaint(text: string): GenomicsError | undefined {
  try {
    scanned(text);
    return undefined;
  } catch (error) {
    if (error instanceof GenomicsError) return error;
    throw error;
  }
}
