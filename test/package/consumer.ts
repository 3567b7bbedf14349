import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(__dirname, '../..');
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

/** What `npm pack` says of the tarball. */
export interface Tarball {
  readonly path: string;
  readonly files: readonly string[];
}

/** A project of somebody else: an empty folder with our tarball installed, and nothing of this repository in reach. */
export interface Consumer {
  readonly folder: string;
  readonly tarball: Tarball;
  readonly run: (file: string, env?: Readonly<Record<string, string>>) => string;
  /** The compiler's output, empty where it has nothing to say. */
  readonly compile: () => string;
  readonly write: (file: string, text: string) => void;
  readonly remove: () => void;
}

/** Packs without building: `npm test` has just built, and two builds at once would tear each other's files. */
function pack(into: string): Tarball {
  const out = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', into], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const [made] = JSON.parse(out) as readonly {
    readonly filename: string;
    readonly files: readonly { readonly path: string }[];
  }[];
  if (made === undefined) throw new Error(`npm pack made nothing: ${out}`);
  return { path: join(into, made.filename), files: made.files.map(({ path }) => path) };
}

/**
 * Installs as npm would, without asking a registry: the tarball is unpacked, the peers are linked. A link's real path
 * is outside of the folder, so that a dependency that we forgot to declare is not found beside them.
 */
export function newConsumer(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'consumer-'));
  const tarball = pack(folder);
  const modules = join(folder, 'node_modules');
  const ours = join(modules, manifest.name);
  mkdirSync(ours, { recursive: true });
  execFileSync('tar', ['-xzf', tarball.path, '-C', ours, '--strip-components=1']);
  for (const peer of Object.keys(manifest.peerDependencies))
    symlinkSync(join(root, 'node_modules', peer), join(modules, peer));
  for (const own of Object.keys(manifest.dependencies ?? {}))
    cpSync(join(root, 'node_modules', own), join(modules, own), { recursive: true });
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  write('package.json', JSON.stringify({ name: 'consumer', private: true }));
  const options = { module: 'node16', target: 'ES2022', strict: true, exactOptionalPropertyTypes: true, types: [] };
  write('tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
  return {
    folder,
    tarball,
    write,
    run: (file, env = {}) =>
      execFileSync(process.execPath, [file], {
        cwd: folder,
        env: { PATH: process.env['PATH'], ...env },
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    compile: () => compile(folder),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function compile(folder: string): string {
  return spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], { cwd: folder, encoding: 'utf8' })
    .stdout;
}
