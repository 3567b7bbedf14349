import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const LIB = join(__dirname, '../../lib');

let folder: string | undefined;

/**
 * The folder that a pod has mounted at /stage: every file of shell that any workflow uses, as it is. One for each
 * process.
 */
export function programFolder(): string {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), 'stage-'));
  chmodSync(made, 0o755);
  const names = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((name) => /[.](sh|py)$/.test(name));
  for (const name of names) copyFileSync(join(LIB, name), join(made, basename(name)));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}
