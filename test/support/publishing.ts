import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, type CallEnd, call, isStopped, type ShellName, start } from './call';
import { type Fault, shims } from './shims';

/** A run that publishes x.bam and its index, both with one text, and what reads it. */
export interface Publisher {
  readonly shell: ShellName;
  readonly mount: string;
  /** The node on which its pods run: the folder that they have as the mount. */
  readonly node?: string;
  readonly run: string;
  /** What the run is of. Texts of equal length are data of equal sizes. */
  readonly text: string;
  readonly faults?: Fault;
  /** Whether the volume has hard links. */
  readonly hasLinks?: boolean;
}

const published = (mount: string): string => join(mount, 'run/x.bam');

/** The call that makes and publishes the file. */
export function maker({ shell, mount, node = mount, run, text, faults, hasLinks = true }: Publisher): Call {
  const around = shims(join(mount, '../tools'), faults ?? { at: 'nothing', does: 'fail' });
  return {
    shell,
    mount,
    node,
    run,
    options: ['--value=IN_V', '--publish=OUT_BAM,.bai'],
    env: {
      IN_V: text,
      OUT_BAM: published(mount),
      ...around.env,
      ...(hasLinks ? {} : { NO_LINKS: 'yes' }),
    },
    script: 'printf %s "$IN_V" | put "$OUT_BAM"; printf %s "$IN_V" | put "$OUT_BAM".bai; echo worked',
  };
}

/** A stage behind it, which publishes both texts, one behind the other, as y.txt. */
export function copier({ shell, mount, node = mount, run }: Publisher): Call {
  return {
    shell,
    mount,
    node,
    run,
    options: ['--input=IN_F,.bai', '--publish=OUT_Y'],
    env: { IN_F: `${published(mount)}/bam`, OUT_Y: join(mount, 'run/y.txt') },
    script: 'cat "$IN_F" "$IN_F".bai | put "$OUT_Y"',
  };
}

/** What a stage of the same run reads: the file and its index; nothing where it is refused. */
export async function readBy({ shell, mount, node = mount, run }: Publisher): Promise<string | undefined> {
  const path = join(mount, 'run/read', run, 'y.txt');
  const { status, scratch, log } = await call({
    shell,
    mount,
    node,
    run,
    options: ['--input=IN_F,.bai', '--output=OUT_Y', '--text=OUT_Y'],
    env: { IN_F: `${published(mount)}/bam`, OUT_Y: path },
    script: 'cat "$IN_F" "$IN_F".bai >"$OUT_Y"',
  });
  if (status === 0) return readFileSync(join(scratch, 'texts/OUT_Y'), 'utf8');
  if (status !== 75 && status !== 69) throw new Error(`the reader ends with ${status}: ${log}`);
  return undefined;
}

/** What people find on a mount: the file and its index, one behind the other; `nothing` where there is neither. */
export function publishedText(mount: string): string {
  const [bam, index] = ['x.bam', 'x.bam.bai'].map((name) => textIn(join(mount, 'run'), name));
  return `${bam}${index}` === '' ? 'nothing' : `${bam} ${index}`;
}

/** As people look: they list the folder. A mount may remember for minutes that a name was not there. */
export function textIn(folder: string, name: string): string {
  return existsSync(folder) && readdirSync(folder).includes(name) ? readFileSync(join(folder, name), 'utf8') : '';
}

/** The note beside the published file. */
export function noteOf(mount: string): string {
  const work = join(mount, '.work');
  const name = readdirSync(work).find((one) => /^x\.bam-[0-9a-f]{16}\.note$/.test(one));
  if (name === undefined) throw new Error('x.bam has no note');
  return join(work, name);
}

/** All that attempts made, sorted, to see that nobody wrote into another's. */
export function madeTexts(mount: string): readonly string[] {
  const work = join(mount, '.work');
  return readdirSync(work, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\/x\.bam(\.bai)?$/.test(path) && statSync(join(work, path)).isFile())
    .map((path) => readFileSync(join(work, path), 'utf8'))
    .sort();
}

/** Runs a call that stands still at one of the runner's own calls of a program, until `meanwhile` is over. */
export async function paused(
  one: Call,
  meanwhile: () => Promise<unknown>,
): Promise<CallEnd & { readonly wasPaused: boolean }> {
  const running = start(one);
  let isOver = false;
  void running.ended.then(() => {
    isOver = true;
  });
  while (!isOver && !isStopped(running.pid)) await new Promise((next) => setTimeout(next, 5));
  const wasPaused = !isOver;
  await meanwhile();
  if (!isOver) running.signal('SIGCONT');
  return { ...(await running.ended), wasPaused };
}
