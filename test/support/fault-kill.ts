import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Invocation } from './argo';
import type { Place } from './fault-place';
import { sharedFolder, startPod } from './fault-pod';
import { finished, MARKER } from './fault-verdict';

/** The changes that a stage makes on the volume, one a line: `unlink /bwa/gene/…`. */
export async function changesOf(invocation: Invocation, { volume }: Place): Promise<readonly string[]> {
  const shared = sharedFolder();
  const { status, log } = await startPod(invocation, volume, { trace: ['count', join(shared, 'changes')] }).ended;
  if (status !== 0) throw new Error(`${invocation.task} ends with ${status}: ${log}`);
  const lines = readFileSync(join(shared, 'changes'), 'utf8').trimEnd().split('\n');
  rmSync(shared, { recursive: true });
  return lines;
}

/** The same work under another key, so that it is done again over its finished output. */
export function again(invocation: Invocation, number: number): Invocation {
  const args = (invocation.container.args ?? []).map((text) =>
    text.replace(/^(stage=\S+ script=)\S+/, `$1sha256:${number}`),
  );
  return { ...invocation, container: { ...invocation.container, args } };
}

/** Checksums of all that a run has made, without markers. */
export function products(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => !path.endsWith(MARKER));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), sumOf(path)]).sort());
}

function sumOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/**
 * Kills a stage after each of its changes to the volume, or after each `step`th, each time over its finished output of before; then tries
 * it again. Gives what went wrong: a file under a finished marker that is not what a run without faults makes, or a retry that does not
 * end with all of that.
 */
export async function killAtEach(
  invocation: Invocation,
  place: Place,
  step = 1,
): Promise<{ readonly killed: number; readonly wrong: readonly string[] }> {
  const folder = join(place.volume, place.folder);
  const clean = products(folder);
  if (finished(folder).length === 0) throw new Error(`nothing is finished in ${folder}`);
  const changes = await changesOf(again(invocation, 0), place);
  const wrong: string[] = [];
  let killed = 0;
  for (let at = 1; at <= changes.length; at += step) {
    const where = `killed after ${at}, ${changes[at - 1]}:`;
    const work = again(invocation, at);
    const { status } = await startPod(work, place.volume, { trace: ['kill', `${at}`] }).ended;
    if (status === 137) killed += 1;
    for (const file of finished(folder))
      if (sumOf(file) !== clean[file.slice(folder.length)]) wrong.push(`${where} ${file} is wrong under a marker`);
    const retried = await startPod(work, place.volume).ended;
    if (retried.status !== 0) wrong.push(`${where} the retry ends with ${retried.status}: ${retried.log}`);
    const made = products(folder);
    for (const path of Object.keys(clean))
      if (made[path] !== clean[path]) wrong.push(`${where} ${path} differs after the retry`);
  }
  return { killed, wrong };
}
