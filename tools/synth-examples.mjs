// Writes what the examples synthesize beside them: npm run examples. Review the difference before it is committed.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
for (const file of readdirSync(join(root, 'examples'), { recursive: true }).filter((name) => name.endsWith('.ts'))) {
  const path = join(root, 'examples', file);
  // From within this repository the package's name resolves to its own `exports`: the examples import what a user imports.
  execFileSync(process.execPath, [join(root, 'tools/run.js'), path], {
    stdio: 'inherit',
    env: { ...process.env, CDK8S_OUTDIR: dirname(path) },
  });
}
