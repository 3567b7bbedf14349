import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Invocation } from '../../lib/run/template';
import type { Place } from './fault-place';
import { sharedFolder, startPod } from './fault-pod';

/** The changes that a stage makes on the volume, one a line: `unlink /bwa/gene/…`. */
export async function changesOf(invocation: Invocation, { volume }: Place): Promise<readonly string[]> {
  const shared = sharedFolder();
  const { status, log } = await startPod(invocation, volume, { trace: ['count', join(shared, 'changes')] }).ended;
  if (status !== 0) throw new Error(`${invocation.task} ends with ${status}: ${log}`);
  const lines = readFileSync(join(shared, 'changes'), 'utf8').trimEnd().split('\n');
  rmSync(shared, { recursive: true });
  return lines;
}

/** The same work under another key, for a run that has not done it: it is done again. */
export function again(invocation: Invocation, volume: string, number: number): Invocation {
  const work = join(volume, '.work');
  for (const path of readdirSync(work, { recursive: true, encoding: 'utf8' })) {
    const isOwn = outputsOf(invocation).some((name) => path.startsWith(`${name}-`));
    if (isOwn && path.endsWith('.run')) rmSync(join(work, path));
  }
  const args = (invocation.container.args ?? []).map((text) => text.replace(/^--image=.*/, `--image=again:${number}`));
  return { ...invocation, container: { ...invocation.container, args } };
}

function outputsOf({ container }: Invocation): readonly string[] {
  return (container.env ?? []).flatMap(({ name, value }) => (name.startsWith('OUT_') ? [basename(value ?? '')] : []));
}

/** Checksums of all that is published, and of all that attempts with a record have made, by path and by name. */
export function products({ volume, folder }: Place): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, path: string): void => {
    found.set(name, (found.get(name) ?? new Set()).add(sumOf(path)));
  };
  for (const name of readdirSync(join(volume, folder), { withFileTypes: true }))
    if (name.isFile()) add(`${folder}/${name.name}`, join(volume, folder, name.name));
  const work = join(volume, '.work');
  for (const record of readdirSync(work, { recursive: true, encoding: 'utf8' }).filter((one) =>
    /\.record$/.test(one),
  )) {
    const attempt = join(work, dirname(record), record.split('.').at(-2) ?? '');
    for (const name of readdirSync(attempt)) add(name, join(attempt, name));
  }
  return found;
}

/** What a run without faults does not make. */
function differences(found: ReturnType<typeof products>, clean: ReturnType<typeof products>): readonly string[] {
  return [...found].flatMap(([name, sums]) => ([...sums].every((sum) => clean.get(name)?.has(sum)) ? [] : [name]));
}

function sumOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/**
 * Kills a stage after each of its changes to the volume, or after each `step`th, each time over what it made before;
 * then tries it again. Gives what went wrong: a file of an attempt with a record that is not what a run without faults
 * makes, or a retry that does not end well with all that is published as it was.
 */
export async function killAtEach(
  invocation: Invocation,
  place: Place,
  step = 1,
): Promise<{ readonly killed: number; readonly wrong: readonly string[] }> {
  const clean = products(place);
  if (clean.size === 0) throw new Error(`nothing is made on ${place.volume}`);
  const changes = await changesOf(again(invocation, place.volume, 0), place);
  const wrong: string[] = [];
  let killed = 0;
  for (let at = 1; at <= changes.length; at += step) {
    const where = `killed after ${at}, ${changes[at - 1]}:`;
    const work = again(invocation, place.volume, at);
    const { status } = await startPod(work, place.volume, { trace: ['kill', `${at}`] }).ended;
    if (status === 137) killed += 1;
    const made = new Map([...products(place)].filter(([name]) => !name.startsWith('/')));
    wrong.push(...differences(made, clean).map((name) => `${where} ${name} is wrong and has a record`));
    const retried = await startPod(work, place.volume).ended;
    if (retried.status !== 0) wrong.push(`${where} the retry ends with ${retried.status}: ${retried.log}`);
    wrong.push(...differences(products(place), clean).map((name) => `${where} ${name} differs after the retry`));
  }
  return { killed, wrong };
}
