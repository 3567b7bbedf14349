// Compares what readers read, in lines of [path, reader, documents] from standard input, with what is meant: node
// compare.mjs <folder>
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';

const READERS = ['js-yaml', 'PyYAML SafeLoader', 'PyYAML CSafeLoader', 'sigs.k8s.io/yaml', 'yq'];
const [, , folder] = process.argv;
const paths = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => join(folder, name));

/** Where two values differ first, and how. */
function difference(meant, read, path = '') {
  if (isDeepStrictEqual(meant, read)) return undefined;
  if (path === '' && typeof read === 'string') return read;
  const both = [meant, read];
  if (both.some((one) => typeof one !== 'object' || one === null) || Array.isArray(meant) !== Array.isArray(read))
    return `${path}: meant ${JSON.stringify(meant)}, read ${JSON.stringify(read)}`.slice(0, 400);
  for (const key of new Set(both.flatMap(Object.keys))) {
    const found = difference(meant[key], read[key], `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return `${path}: differs`;
}

const agreed = new Map(READERS.map((reader) => [reader, 0]));
let wrong = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [path, reader, read] = JSON.parse(line);
  const meant = JSON.parse(readFileSync(path.replace(/yaml$/, 'json'), 'utf8'));
  const found = difference(meant, read);
  if (found === undefined) agreed.set(reader, agreed.get(reader) + 1);
  else {
    wrong += 1;
    console.log(`${path}: ${reader}: ${found}`);
  }
}
for (const [reader, count] of agreed)
  console.log(`${reader} reads ${count} of ${paths.length} files as they are meant`);
const all = paths.length > 0 && [...agreed.values()].every((count) => count === paths.length);
process.exitCode = all && wrong === 0 && agreed.size === READERS.length ? 0 : 1;
