import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { object, text } from '../json';
import { isChartTemplate, isManifest, kindOf, patchesOf } from './foreign';
import { type InputMistake, type Parsed, parseManifests } from './parse';

/** No cluster stores an object of more than 1.5 MB; a file of many is still smaller than this. */
const most = 16 * 1024 * 1024;

export interface Read extends Parsed {
  /** Files that are no manifests by themselves: a Kustomization's patches, and in folders templates, Helm's for one. */
  readonly leftOut: number;
}

const leftOut: Read = { sources: [], mistakes: [], leftOut: 1 };

/** All manifests of files and folders; what cannot be read is told with its place. */
export function readManifests(paths: readonly string[]): Read {
  const listed = paths.map(listFiles);
  const named = new Set(paths.map((path) => resolve(path)));
  // A file that is named twice, or beside its folder, is read once.
  const found = new Map(listed.flatMap(({ files }) => files).map((file) => [resolve(file), file]));
  const patches = new Set([...new Set([...found.values()].map((file) => dirname(file)))].flatMap(patchesOf));
  const parts = [...found].map(([path, file]): Read => {
    if (patches.has(path)) return leftOut;
    return named.has(path) ? { ...readOne(file), leftOut: 0 } : readOneOfMany(file);
  });
  return {
    sources: parts.flatMap(({ sources }) => sources),
    mistakes: [...listed, ...parts].flatMap(({ mistakes }) => mistakes),
    leftOut: parts.reduce((sum, part) => sum + part.leftOut, 0),
  };
}

/** A file that nobody named: it may be anything. */
function readOneOfMany(file: string): Read {
  if (isChartTemplate(file)) return leftOut;
  const { sources, mistakes } = readOne(file);
  const manifests = sources.filter(({ manifest }) => isManifest(object(manifest)));
  if (mistakes.length === 0) return { sources: manifests, mistakes, leftOut: 0 };
  const kind = kindOf(contentOf(file));
  if (kind === 'template') return leftOut;
  return { sources: manifests, mistakes: kind === 'other' ? [] : mistakes, leftOut: 0 };
}

/** Nothing of what is too large for a manifest; `undefined` where it cannot be read at all. */
function contentOf(file: string): string | undefined {
  try {
    return statSync(file).size > most ? '' : readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

function listFiles(path: string): { readonly files: readonly string[]; readonly mistakes: readonly InputMistake[] } {
  const mistake = (message: string) => ({ files: [], mistakes: [{ file: path, line: 1, message }] });
  try {
    if (!statSync(path).isDirectory()) return { files: [path], mistakes: [] };
    const files = manifestsIn(path);
    return files.length > 0
      ? { files, mistakes: [] }
      : mistake('the folder has no .yaml, .yml or .json file; name another.');
  } catch (error) {
    return mistake(reasonOf(error));
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
        `the file has ${Math.round(size / 1024 / 1024)} MB, more than the ${most / 1024 / 1024} MB that are ` +
          'read; no cluster takes such an object.',
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
