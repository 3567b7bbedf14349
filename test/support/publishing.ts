import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, type CallEnd, call, isStopped, type ShellName, start } from './call';
import { type Fault, shims } from './shims';

/** A run that publishes x.bam and its index, both with one text, and what reads it. */
export interface Publisher {
  readonly shell: ShellName;
  readonly mount: string;
  readonly run: string;
  /** What the run is of. Texts of equal length are data of equal sizes. */
  readonly text: string;
  readonly faults?: Fault;
  /** Whether the volume has hard links. */
  readonly hasLinks?: boolean;
}

const published = (mount: string): string => join(mount, 'run/x.bam');

/** The call that makes and publishes the file. */
export function maker({ shell, mount, run, text, faults, hasLinks = true }: Publisher): Call {
  const around = shims(join(mount, '../tools'), faults ?? { at: 'nothing', does: 'fail' });
  return {
    shell,
    mount,
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

/** What a stage of the same run reads: the file and its index; nothing where it is refused. */
export async function readBy({ shell, mount, run }: Publisher): Promise<string | undefined> {
  const path = join(mount, 'run/read', run, 'y.txt');
  const { status, scratch, log } = await call({
    shell,
    mount,
    run,
    options: ['--input=IN_F,.bai', '--output=OUT_Y', '--text=OUT_Y'],
    env: { IN_F: `${published(mount)}/bam`, OUT_Y: path },
    script: 'cat "$IN_F" "$IN_F".bai >"$OUT_Y"',
  });
  if (status === 0) return readFileSync(join(scratch, 'texts/OUT_Y'), 'utf8');
  if (status !== 75 && status !== 69) throw new Error(`the reader ends with ${status}: ${log}`);
  return undefined;
}

/** What people find: the file and its index, one behind the other; `nothing` where there is neither. */
export function publishedText(mount: string): string {
  const [bam, index] = ['', '.bai'].map((suffix) => {
    const path = `${published(mount)}${suffix}`;
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  });
  return `${bam}${index}` === '' ? 'nothing' : `${bam} ${index}`;
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
