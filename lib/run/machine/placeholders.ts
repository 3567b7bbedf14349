import { existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Objects } from '../objects';
import { processOf } from '../process';
import { givenFiles, isStage } from '../stub';
import type { Invocation, Parameters } from '../template';

/**
 * Lays out each file that a stage reads and nobody made, in the folders of a stub run: the one that its user has, or a
 * line of text.
 */
export function layPlaceholders(invocation: Invocation, claims: Parameters, own: Parameters, objects: Objects): void {
  if (!isStage(invocation)) return;
  const { env, mounts } = processOf(invocation, objects);
  for (const { path, suffixes } of givenFiles(invocation, env)) {
    const mount = mounts.find((one) => path.startsWith(`${one.path}/`));
    const claim = mount?.claim ?? '';
    const folder = claims[claim];
    if (mount === undefined || folder === undefined) continue;
    for (const file of filesOf(path.slice(mount.path.length), suffixes)) lay(folder, own[claim], file);
  }
}

/** A pod sees all of this machine below /.machine. */
function lay(folder: string, own: string | undefined, path: string): void {
  const file = join(folder, path);
  if (lstatSync(file, { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  if (own !== undefined && existsSync(join(own, path))) symlinkSync(join('/.machine', own, path), file);
  else writeFileSync(file, 'stub\n');
}

function filesOf(path: string, suffixes: readonly string[]): readonly string[] {
  if (suffixes.includes('/')) return [join(path, 'stub')];
  return ['', ...suffixes].map((suffix) =>
    suffix.startsWith('^') ? `${path.replace(/[.][^./]*$/, '')}${suffix.slice(1)}` : `${path}${suffix}`,
  );
}
