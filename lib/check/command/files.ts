import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { object, text } from '../json';
import { type InputMistake, type Parsed, parseManifests } from './parse';

/** No cluster stores an object of more than 1.5 MB; a file of many is still smaller than this. */
const most = 16 * 1024 * 1024;

/** All manifests of files and folders; what cannot be read is told with its place. */
export function readManifests(paths: readonly string[]): Parsed {
  const parts = paths.flatMap((path) => {
    const listed = listFiles(path);
    return 'message' in listed
      ? [{ sources: [], mistakes: [listed] }]
      : listed.files.map((file) => (file === path ? readOne(file) : onlyObjects(readOne(file))));
  });
  return { sources: parts.flatMap(({ sources }) => sources), mistakes: parts.flatMap(({ mistakes }) => mistakes) };
}

/** A folder holds other files too, such as a package.json. */
function onlyObjects({ sources, mistakes }: Parsed): Parsed {
  return {
    sources: sources.filter(
      ({ manifest }) => object(manifest)['kind'] !== undefined || object(manifest)['apiVersion'] !== undefined,
    ),
    mistakes,
  };
}

function listFiles(path: string): { readonly files: readonly string[] } | InputMistake {
  try {
    if (!statSync(path).isDirectory()) return { files: [path] };
    const files = manifestsIn(path);
    return files.length > 0
      ? { files }
      : { file: path, line: 1, message: 'the folder has no .yaml, .yml or .json file; name another.' };
  } catch (error) {
    return { file: path, line: 1, message: reasonOf(error) };
  }
}

function manifestsIn(folder: string): readonly string[] {
  const found = readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  return found.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : manifestsIn(path);
    return /\.(?:ya?ml|json)$/.test(entry.name) ? [path] : [];
  });
}

function readOne(file: string): Parsed {
  const mistake = (message: string, line = 1): Parsed => ({ sources: [], mistakes: [{ file, line, message }] });
  try {
    const size = statSync(file).size;
    if (size > most)
      return mistake(
        `the file has ${Math.round(size / 1024 / 1024)} MB, more than the ${most / 1024 / 1024} MB that are read; no cluster takes such an object.`,
      );
    const bytes = readFileSync(file);
    const zero = bytes.indexOf(0);
    if (zero !== -1) return mistake('the file is binary, not YAML; name a text file.', lineOf(bytes, zero));
    if (!isUtf8(bytes)) return mistake('the file is not UTF-8; save it as UTF-8.', lineOf(bytes, firstBad(bytes)));
    return parseManifests(bytes.toString('utf8').replace(/^\uFEFF/, ''), file);
  } catch (error) {
    return mistake(reasonOf(error));
  }
}

function lineOf(bytes: Buffer, offset: number): number {
  return bytes.subarray(0, offset).filter((byte) => byte === 10).length + 1;
}

function firstBad(bytes: Buffer): number {
  const [good, bad] = [bytes.toString('utf8'), '\uFFFD'];
  return Buffer.byteLength(good.slice(0, good.indexOf(bad)));
}

// Not instanceof Error: under jest, an error of the file system is one of another realm.
function reasonOf(error: unknown): string {
  const { code, message } = object(error);
  if (code === 'ENOENT') return 'there is no such file or folder; correct the name.';
  if (code === 'EACCES') return 'it may not be read; change its permissions.';
  return `it cannot be read (${text(message)?.split('\n')[0] ?? 'for no known reason'}); name another.`;
}
