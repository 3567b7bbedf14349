import { join } from 'node:path';
import { GenomicsError } from '../errors';
import { mustBe, TEXT } from '../kinds';
import { readGivenFile } from '../values/given-file';

/** Where a pod finds the files of its workflow's program. */
export const PROGRAM = '/stage';

/** A file that a script names: a program in R, Python, awk. Made by {@link scriptFile}. */
export class ScriptFile {
  /** @internal */
  constructor(
    readonly name: string,
    readonly text: string,
  ) {
    Object.freeze(this);
  }

  /** Where it lies in a pod. */
  get path(): string {
    return `${PROGRAM}/${this.name}`;
  }

  toString(): never {
    throw new GenomicsError('handle-in-text', this.name, {
      what: 'a script file was used in an untagged template literal',
      got: 'a string',
      expected: 'a reference, by which its stage brings the file along',
      fix: 'write sh`…` in front of the template literal',
    });
  }
}

/**
 * A file beside the chart's own, in any language, for a script to call by its interpreter: `const PLOT =
 * scriptFile(__dirname, 'plot.R')`, then `` sh`Rscript ${PLOT} ${inputs.counts}` ``. The workflow's ConfigMap brings it
 * to the pods, as `/stage/plot.R`; its SHA-256 is in the work key. It may hold `{{`, which no template sees.
 *
 * @param folder where the file lies: `__dirname`, or `import.meta.dirname` in a module
 * @param name letters, digits, `-`, `_` and `.`; one name has one text in a workflow
 * @throws GenomicsError where it cannot be read, its name is no key of a ConfigMap, or its text is not UTF-8
 */
export function scriptFile(folder: string, name: string): ScriptFile {
  mustBe('scriptFile', folder, TEXT, 'folder');
  mustBe('scriptFile', name, TEXT, 'name');
  if (!/^(?!\.\.?$|\.\.)[-._a-zA-Z0-9]{1,253}$/.test(name)) throw noKey(name);
  return new ScriptFile(name, textOf(name, readGivenFile(join(folder, name), 'a script file')));
}

function textOf(name: string, bytes: Buffer): string {
  const text = bytes.toString();
  if (Buffer.from(text).equals(bytes)) return text;
  throw new GenomicsError('invalid-value', name, {
    what: 'a script file is not text',
    got: 'bytes that are not UTF-8',
    expected: 'a program in UTF-8',
    fix: 'convert it (iconv -t UTF-8); data belong on the volume, as an input',
  });
}

function noKey(name: string): GenomicsError {
  return new GenomicsError('invalid-name', name, {
    what: 'a script file is called what no key of a ConfigMap can be',
    got: `'${name}'`,
    expected: "letters, digits, '-', '_' and '.', at most 253 of them",
    fix: "rename the file; its folder is scriptFile's first argument",
  });
}
