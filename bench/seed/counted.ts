import { join } from 'node:path';
import { type Empty, runEmpty } from './empty';
import { forget, mount, STORED, unmount } from './mount';
import { relay } from './relay';
import { against, atMost, median, megabytes, methods, requestsOf, table } from './report';
import { primaryRecords, resultIn, sumOfRecords } from './results';
import { type Place, runSide, type StageRun } from './runs';
import type { Side } from './sides';

export interface Sides {
  readonly seed: Side;
  readonly ours: Side;
  readonly mem: Side;
}

type Sources = Readonly<Record<string, string>>;
const FOLDERS = { seed: 'count-seed', ours: 'count-ours', mem: 'count-mem' } as const;

/** Counts requests and bytes through a relay on a mount with these options, and compares the results. No time is taken here. */
export async function counted(sides: Sides, sources: Sources, pairs: number, options: string): Promise<void> {
  console.log(`\n# Requests and bytes to the bucket, mounted with ${options}\n`);
  const between = await relay();
  const volume = await mount(`${options},url=http://127.0.0.1:${between.port}`, 'counted');
  const place = { volume, relay: between };
  try {
    const run = (kind: keyof Sides): Promise<readonly StageRun[]> =>
      runSide(sides[kind], `/${FOLDERS[kind]}`, sources, place);
    const runs = { seed: await run('seed'), ours: await run('ours'), again: await run('ours'), mem: await run('mem') };
    mustSkip(runs.again);
    compare(pairs);
    report(runs);
    await emptyStage(place, options.includes('max_stat_cache_size=0') ? 25 : 10);
  } finally {
    await unmount(volume);
    between.close();
    for (const folder of [...Object.values(FOLDERS), 'empty', '.work']) forget(folder);
  }
}

interface Runs extends Readonly<Record<keyof Sides, readonly StageRun[]>> {
  readonly again: readonly StageRun[];
}

function report({ seed, ours, again, mem }: Runs): void {
  const row = (name: string, stages: readonly StageRun[]) => {
    const requests = requestsOf(stages);
    return [name, `${requests.length}`, megabytes(stages), methods(requests)];
  };
  const rows = (name: string, stages: readonly StageRun[]) => [
    row(name, stages),
    ...stages.map((one) => row(`  ${one.stage}`, [one])),
  ];
  const ourRows = (name: string, stages: readonly StageRun[]) => [
    ...rows(name, stages),
    row('  of that, publishing', stages.map(published)),
  ];
  const all = [
    ...rows('seed', seed),
    ...ourRows('ours', ours),
    ...ourRows('ours, mem', mem),
    ...ourRows('ours again', again),
  ];
  table(['', 'requests', 'MB sent', ''], all);
  const count = requestsOf(seed).length;
  console.log(`requests, ours to the seed's: ${against(0.5, requestsOf(ours).length, count)}`);
  console.log(`requests, mem to the seed's:  ${against(0.5, requestsOf(mem).length, count)}`);
  console.log(`bytes, ours to the seed's:    ${against(0.25, megabytes(ours), megabytes(seed))}`);
  console.log(`bytes, mem to the seed's:     ${against(0.15, megabytes(mem), megabytes(seed))}`);
}

/** The kernel keeps attributes for a second: how many requests a second's work takes depends on the machine's load. Medians of three. */
async function emptyStage(place: Place, goal: number): Promise<void> {
  const all = [await runEmpty('one', place), await runEmpty('two', place), await runEmpty('three', place)];
  const of = (which: keyof Empty): number => median(all.map((one) => one[which].requests.length));
  console.log(
    `requests of an empty stage more than of cp and printf (${of('bare')}): ${atMost(15, of('ours') - of('bare'))}`,
  );
  console.log(`requests to skip it: ${atMost(goal, of('again'))}`);
}

/** What appears under its own name: what is asked of the run's folder. Attempts lie elsewhere. */
function published({ requests, ...stage }: StageRun): StageRun {
  return { ...stage, requests: requests.filter(({ target }) => decodeURIComponent(target).includes('count-')) };
}

export function mustSkip(stages: readonly StageRun[]): void {
  for (const { stage, log } of stages) {
    const lines = log.split('\n').filter((line) => line !== '');
    if (!lines.every((line) => /done before:|^\[.*\] IN_/.test(line)))
      throw new Error(`${stage} did not skip:\n${log}`);
  }
}

/** All have every read, and what differs from the seed's records is the read group alone. */
function compare(pairs: number): void {
  const paths = [FOLDERS.seed, FOLDERS.ours, FOLDERS.mem].map((folder) => resultIn(join(STORED, folder)));
  const primary = paths.map(primaryRecords);
  if (primary.some((count) => count !== 2 * pairs))
    throw new Error(`primary records: ${primary.join(', ')}, expected ${2 * pairs} each`);
  const [theirs, same] = paths.map(sumOfRecords);
  if (theirs !== same) throw new Error("ours differ from the seed's records by more than the read group");
  console.log(`results: ${2 * pairs} primary records each; ours and the seed's are the same but for the read group\n`);
}
