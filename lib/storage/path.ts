import { Value } from '../argo/value';
import { GenomicsError } from '../errors';

/** A path from a volume's root; what is known of it at synth must start with a slash. */
export function fromRoot(claimName: string, path: readonly (string | Value)[]): Value {
  const value = Value.of(...path);
  const [first] = value.parts;
  const texts = value.parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  if (/(^|\/)\.\.?(\/|$)|\/\/|\n/.test(texts))
    throw wrongName(value, texts, "a path without '..', '//' and a line break");
  if (first !== undefined && (typeof first !== 'string' || first.startsWith('/'))) return value;
  throw new GenomicsError('invalid-value', claimName, {
    what: 'a path on a volume does not start at its root',
    got: `'${first ?? ''}'`,
    expected: "a path that starts with '/'",
    fix: 'put a slash in front',
  });
}

/** A name below a folder: what is known of it at synth must not leave the folder. */
export function nameBelow(...pieces: readonly (string | Value)[]): Value {
  const name = Value.of(...pieces);
  const texts = name.parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  if (texts === '' || /\n|^\/|\/$|\/\/|(^|\/)\.\.?(\/|$)/.test(texts)) {
    throw wrongName(name, texts, "a name without '..', '//', a slash at either end, and a line break");
  }
  return name;
}

export function wrongName({ parts }: Value, got: string, expected: string): GenomicsError {
  const name = parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
  return new GenomicsError('invalid-name', name, {
    what: 'a file cannot be called that',
    got: `'${got}'`,
    expected,
    fix: 'choose another name',
  });
}
