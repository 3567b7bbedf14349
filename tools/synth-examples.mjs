// Writes what the examples synthesize beside them, and the cohort's picture: npm run examples. Review the difference
// before it is committed.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import mermaid from '../build/lib/overview/mermaid.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const programs = readdirSync(join(root, 'examples'), { recursive: true }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);
for (const file of programs) {
  const path = join(root, 'examples', file);
  // Within this repository the package's name resolves to its own `exports`: the examples import what a user imports.
  execFileSync(process.execPath, [join(root, 'tools/run.js'), path], {
    cwd: dirname(path),
    stdio: 'inherit',
    env: { ...process.env, CDK8S_OUTDIR: dirname(path) },
  });
}
const objects = readFileSync(join(root, 'examples/cohort/cohort.k8s.yaml'), 'utf8').split(/^---$/m);
const workflow = objects.map((text) => parseDocument(text).toJS()).find(({ kind }) => kind === 'WorkflowTemplate');
writeFileSync(join(root, 'docs/workflows/cohort.md'), mermaid.mermaidPage(workflow));
