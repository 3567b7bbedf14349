// usage: node bench/process.mjs; HERA_PYTHON names a Python that has hera (python3 -m venv v && v/bin/pip install 'hera[yaml]==7.1.0')
// Whole processes by turns: the compiled app, one that only requires cdk8s, and Hera's render of the same workflow.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { byTurns, ms, processOf, ratio } from './measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = mkdtempSync(join(tmpdir(), 'bench-'));
const python = process.env.HERA_PYTHON ?? 'python3';
const hasHera = spawnSync(python, ['-c', 'import hera, yaml']).status === 0;

function heraProcess() {
  const documents = parseAllDocuments(readFileSync(join(root, 'dist/bwa-oss.k8s.yaml'), 'utf8')).map((document) =>
    document.toJS(),
  );
  const { templates } = documents.find(({ kind }) => kind === 'WorkflowTemplate').spec;
  const scripts = templates.flatMap(({ name, container }) => (container === undefined ? [] : [[name, container.args]]));
  const file = join(out, 'scripts.json');
  writeFileSync(file, JSON.stringify(Object.fromEntries(scripts)));
  return processOf(python, [join(root, 'bench/hera_bwa.py'), file]);
}

const works = [
  processOf(process.execPath, ['-e', "require('cdk8s')"], { NODE_PATH: join(root, 'node_modules') }),
  processOf(process.execPath, [join(root, 'build/lib/main.js')], { CDK8S_OUTDIR: out }),
  ...(hasHera ? [heraProcess()] : []),
];
byTurns(2, works);
const [bare, app, hera] = byTurns(Number(process.env.ROUNDS ?? 11), works);
console.log(
  `the app's process: ${ms(app)} = ${ratio(app, bare)} of one that only requires cdk8s (${ms(bare)}; goal 2.5)`,
);
console.log(
  hera === undefined
    ? `${python} has no hera: not compared`
    : `Hera's process: ${ms(hera)} = ${ratio(hera, app)} of the app's (goal: more than 1)`,
);
rmSync(out, { recursive: true });
