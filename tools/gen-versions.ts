// Usage: node tools/run.js tools/gen-versions.ts [folder or URL prefix of the releases] [--check | --update-lock]
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { firstDifference } from './gen-imports/compare';
import { relocked, verified } from './gen-imports/lock';
import type { OpenApi } from './gen-imports/openapi';
import { readSource } from './gen-imports/source';
import { compareVersions, printVersions } from './gen-imports/versions';

const IMPORTS = join(__dirname, '..', 'imports');
const LOCK = 'versions.lock.json';
const OUTPUT = 'argoproj.io.versions.json';

interface Lock {
  readonly origin: string;
  /** Below it each release has a folder. */
  readonly url: string;
  /** The version that `argoproj.io.schema.json` comes from. */
  readonly newest: string;
  /** The releases that stand for the older minor versions, the oldest first. */
  readonly releases: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, readonly string[]>>;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false }, 'update-lock': { type: 'boolean', default: false } },
  });
  const read = (file: string): Promise<string> => readFile(join(IMPORTS, file), 'utf8');
  const lock = JSON.parse(await read(LOCK)) as Lock;
  const source = positionals[0] ?? lock.url;
  const fileOf = (release: string): string => `${release}/manifests/base/crds/full/argoproj.io_cronworkflows.yaml`;
  const contents: Record<string, Buffer> = {};
  for (const release of Object.values(lock.releases))
    contents[fileOf(release)] = await readSource(source, fileOf(release));
  const accepted = values['update-lock'] ? { ...lock, files: relocked(lock, contents).files } : lock;
  const older = Object.entries(lock.releases).map(([version, release]) => {
    const file = fileOf(release);
    return [version, specOf(verified(file, contents[file] ?? Buffer.of(), accepted))] as const;
  });
  const { $defs } = JSON.parse(await read('argoproj.io.schema.json')) as { $defs: Record<string, object> };
  const text = printVersions(compareVersions(lock.newest, $defs, older), lock.origin);
  if (values.check) {
    const difference = firstDifference(`imports/${OUTPUT}`, await read(OUTPUT), text);
    if (difference !== undefined) throw new Error(`${difference}\nnpm run import:versions writes it anew`);
    return;
  }
  await writeFile(join(IMPORTS, OUTPUT), text);
  if (values['update-lock']) await writeFile(join(IMPORTS, LOCK), `${JSON.stringify(accepted, undefined, 2)}\n`);
}

function specOf(crd: string): OpenApi {
  const { spec } = parse(crd) as {
    readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: OpenApi } }[] };
  };
  const found = spec.versions[0]?.schema.openAPIV3Schema.properties?.['spec'];
  if (found === undefined) throw new Error('the CRD of CronWorkflow has no spec');
  return found;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
