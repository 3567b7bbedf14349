import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIB = join(__dirname, '../../lib');

let folder: string | undefined;

/** The folder that a pod has mounted at /stage: every file of shell that any workflow uses, as it is. One for each process. */
export function programFolder(): string {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), 'stage-'));
  chmodSync(made, 0o755);
  for (const from of ['shell', 'tools']) {
    const names = readdirSync(join(LIB, from)).filter((name) => /\.(sh|awk)$/.test(name));
    for (const name of names) copyFileSync(join(LIB, from, name), join(made, name));
  }
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}
