// Usage: node tools/run.js tools/gen-imports.ts [folder or URL prefix of the CRDs] [--check | --update-lock]
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { firstDifference } from './gen-imports/compare';
import { type Lock, relocked, verified } from './gen-imports/lock';
import { NAMES } from './gen-imports/names';
import { generateSchema } from './gen-imports/schema';
import { readSource } from './gen-imports/source';
import { printTypes } from './gen-imports/types';

const IMPORTS = join(__dirname, '..', 'imports');
const LOCK = 'crds.lock.json';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false }, 'update-lock': { type: 'boolean', default: false } },
  });
  if (positionals.length > 1 || (values.check && values['update-lock']))
    throw new Error('one source, and --check or --update-lock');

  const lock = JSON.parse(await readFile(join(IMPORTS, LOCK), 'utf8')) as Lock;
  const source = positionals[0] ?? lock.url;
  const contents: Record<string, Buffer> = {};
  for (const file of Object.keys(lock.files)) contents[file] = await readSource(source, file);
  const accepted = values['update-lock'] ? relocked(lock, contents) : lock;
  const crds = Object.entries(contents).map(([file, bytes]) => verified(file, bytes, accepted));

  const schema = generateSchema(crds, NAMES, lock.origin);
  const files = { 'argoproj.io.schema.json': schema, 'argoproj.io.ts': await printTypes(schema) };
  if (values.check) return check(files);
  for (const [file, text] of Object.entries(files)) await writeFile(join(IMPORTS, file), text);
  if (values['update-lock']) await writeFile(join(IMPORTS, LOCK), `${JSON.stringify(accepted, undefined, 2)}\n`);
}

async function check(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, fresh] of Object.entries(files)) {
    const difference = firstDifference(`imports/${file}`, await readFile(join(IMPORTS, file), 'utf8'), fresh);
    if (difference !== undefined) throw new Error(`${difference}\nnpm run import writes it anew`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
