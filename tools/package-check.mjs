// The package as its users get it: the README's commands in a fresh clone of the last commit, publint, attw (types
// under every module resolution), and what an installation brings along.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPlantedMistakes } from './planted-mistakes.mjs';
import { readmeScript } from './readme-script.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'package-check-'));
const clone = join(folder, 'cdk8s-genomics');
const project = join(folder, 'my-pipelines');
const quiet = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
const loud = { stdio: ['ignore', 'inherit', 'inherit'] };

// Not devDependencies: attw alone brings 80 packages along, for a check that CI makes once.
const tool = (name, ...args) => execFileSync('npx', ['-y', name, ...args], { cwd: folder, ...loud });

/** What the README's project must have made is what the examples made here. */
function mustBeMade(made, committed) {
  const [is, expected] = [join(project, made), join(clone, committed)].map((file) => readFileSync(file, 'utf8'));
  if (is !== expected) throw new Error(`${made} is not ${committed}`);
}

/** Packages in a project that installs nothing but ours and its peers. */
function installed(tarball, consumer) {
  const empty = mkdtempSync(join(folder, 'consumer-'));
  writeFileSync(join(empty, 'package.json'), JSON.stringify({ name: 'consumer', private: true, ...consumer }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', tarball], { cwd: empty, ...quiet });
  execFileSync('node', ['-e', "require('cdk8s-genomics')"], { cwd: empty, ...loud });
  return (
    execFileSync('npm', ['ls', '--all', '--parseable'], { cwd: empty, ...quiet })
      .trim()
      .split('\n').length - 1
  );
}

try {
  execFileSync('git', ['clone', '--quiet', root, clone], loud);
  const readme = readFileSync(join(clone, 'README.md'), 'utf8');
  execFileSync('bash', ['-c', readmeScript(readme)], { cwd: folder, ...loud });
  mustBeMade('dist/fastp-qc.k8s.yaml', 'examples/fastp-qc/fastp-qc.k8s.yaml');
  mustBeMade('dist/cohort.k8s.yaml', 'examples/cohort/cohort.k8s.yaml');
  mustBeMade('params/cohort-001.yaml', 'examples/cohort/params/cohort-001.yaml');
  const [tarball] = readdirSync(clone).flatMap((file) => (file.endsWith('.tgz') ? [join(clone, file)] : []));
  findPlantedMistakes(clone, tarball, join(folder, 'depth'));
  tool('publint@0.3.25', 'run', '--strict', tarball);
  tool('@arethetypeswrong/cli@0.18.5', tarball);
  const { overrides } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'));
  const [few, all] = [installed(tarball, { overrides }), installed(tarball, {})];
  const { size } = statSync(tarball);
  console.log(
    `the README's commands work; ${size} bytes; ${few} packages installed with our overrides, ${all} without`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
