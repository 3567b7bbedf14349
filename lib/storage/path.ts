import { type ParameterPart, Value } from '../argo/value';
import { GenomicsError } from '../errors';

/** A path or name, and whether it is that of a directory: then it was written with a slash at its end. */
export interface Place {
  readonly path: Value;
  readonly isDirectory: boolean;
}

function parsed(pieces: readonly (string | Value)[]): Place {
  const path = Value.of(...pieces);
  const last = path.parts.at(-1);
  if (typeof last !== 'string' || !/[^/]\/$/.test(` ${last}`)) return { path, isDirectory: false };
  return { path: path.withoutEnd(1), isDirectory: true };
}

/** A path from a volume's root; what is known of it at synth must start with a slash. */
export function fromRoot(claimName: string, pieces: readonly (string | Value)[]): Place {
  const place = parsed(pieces);
  const value = place.path;
  const [first, second = '/'] = value.parts;
  const texts = value.parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  if (/(^|\/)\.\.?(\/|$)|\/\/|\n/.test(texts))
    throw wrongName(value, texts, "a path without '..', '//' and a line break");
  mustBeNoWildcard(value, texts, 'list the files: volume.files(listOf(…)), or an array of volume.file(…)');
  const parameter = typeof first === 'object' && first.kind === 'parameter' ? first : undefined;
  // A parameter that is empty has to be given at submission.
  const start = parameter === undefined ? first : parameter.default || '/';
  const isFolder = typeof second === 'string' && second.startsWith('/');
  if (isFolder && /.\/$/.test(parameter?.default ?? '')) throw endsWithSlash(claimName, parameter);
  if (start !== undefined && (typeof start !== 'string' || start.startsWith('/'))) return place;
  throw new GenomicsError('invalid-value', claimName, {
    what: 'a path on a volume does not start at its root',
    got: parameter === undefined ? `'${start ?? ''}'` : `parameter '${parameter.name}', whose value is '${start}'`,
    expected: "a path that starts with '/'",
    fix: /^\w+:\/\//.test(`${start}`) ? 'a source to download is url(…)' : 'put a slash in front',
  });
}

function endsWithSlash(claimName: string, parameter: ParameterPart | undefined): GenomicsError {
  return new GenomicsError('invalid-value', claimName, {
    what: 'the default of a path ends with a slash, and the stage would refuse it',
    got: `parameter '${parameter?.name}', whose value is '${parameter?.default}'`,
    expected: 'a path without it',
    fix: "leave it out; that it is a directory is said by volume.file(parameter, '/')",
  });
}

/** A name below a folder: what is known of it at synth must not leave the folder. */
export function nameBelow(...pieces: readonly (string | Value)[]): Place {
  const place = parsed(pieces);
  const name = place.path;
  const texts = name.parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  if (texts === '' || /\n|^\/|\/$|\/\/|(^|\/)\.\.?(\/|$)/.test(texts)) {
    throw wrongName(name, texts, "a name without '..', '//', a slash in front, and a line break");
  }
  mustBeNoWildcard(name, texts, "declare the directory that holds them ('reports/'), or each file by its name");
  return place;
}

/** A shell would find nothing under such a name, or many files. */
function mustBeNoWildcard(value: Value, texts: string, fix: string): void {
  if (!/[*?[]/.test(texts)) return;
  throw new GenomicsError('invalid-name', shown(value), {
    what: 'a wildcard is no name of a file: what it stands for is not known when the manifest is written',
    got: `'${texts}'`,
    expected: "a name without '*', '?' and '['",
    fix,
  });
}

function shown({ parts }: Value): string {
  return parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
}

export function wrongName(name: Value, got: string, expected: string): GenomicsError {
  return new GenomicsError('invalid-name', shown(name), {
    what: 'a file cannot be called that',
    got: `'${got}'`,
    expected,
    fix: 'choose another name',
  });
}
