// npm run bench: each part in a process of its own, so that none warms another up. Ratios count; times are this machine's.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const parts = ['process.mjs', 'scale.mjs', 'synth.mjs', 'check.mjs', 'samples.mjs'].filter((part) =>
  existsSync(join(here, part)),
);
for (const part of parts) {
  console.log(`\n${part}`);
  const status = spawnSync(process.execPath, [join(here, part)], { stdio: 'inherit' }).status ?? 1;
  if (status !== 0) process.exitCode = status;
}
