// The packed package as its users get it: publint, attw (types under every module resolution), and what an installation brings along.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { overrides } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'package-check-'));

const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
// Not devDependencies: attw alone brings 80 packages along, for a check that CI makes once.
const tool = (name, ...args) => execFileSync('npx', ['-y', name, ...args], { cwd: folder, stdio: 'inherit' });

/** Packages in a project that installs nothing but ours and its peers. */
function installed(tarball, consumer) {
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  rmSync(join(folder, 'package-lock.json'), { force: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, ...consumer }));
  run('npm', ['install', '--no-audit', '--no-fund', '--silent', tarball]);
  run('node', ['-e', "require('cdk8s-genomics')"]);
  return run('npm', ['ls', '--all', '--parseable']).trim().split('\n').length - 1;
}

try {
  const [{ filename, size, unpackedSize }] = JSON.parse(
    run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root),
  );
  const tarball = join(folder, filename);
  tool('publint@0.3.25', 'run', '--strict', tarball);
  tool('@arethetypeswrong/cli@0.18.5', tarball);
  const few = installed(tarball, { overrides });
  const all = installed(tarball, {});
  console.log(
    `${filename}: ${size} bytes, ${unpackedSize} unpacked; ${few} packages installed with our overrides, ${all} without`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
