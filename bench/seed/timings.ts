import type { Sides } from './counted';
import { mustSkip } from './counted';
import { type Empty, runEmpty } from './empty';
import { forget } from './mount';
import { against, atMost, median, medians, table } from './report';
import { runBare, runSide, type StageRun } from './runs';
import type { Timed } from './timed';

const KINDS = ['seed', 'ours', 'again', 'mem', 'bare'] as const;
type Kind = (typeof KINDS)[number];
const NAMES: Readonly<Record<Kind, string>> = {
  seed: 'seed',
  ours: 'ours',
  again: 'ours again',
  mem: 'ours, mem',
  bare: 'bare tools',
};

/** Where they run, and how that is mounted. */
export interface Mounted {
  readonly volume: string;
  readonly options: string;
}

/** All by turns, on the mount itself; prints medians. */
export async function rounds(
  sides: Sides,
  sources: Readonly<Record<string, string>>,
  local: string,
  { volume, options }: Mounted,
  count: number,
) {
  const taken: Record<Kind, (readonly Timed[])[]> = { seed: [], ours: [], again: [], mem: [], bare: [] };
  const stages: StageRun[][] = [];
  for (let round = 0; round < count; round++) {
    const side = (kind: keyof Sides): Promise<StageRun[]> =>
      runSide(sides[kind], `/${kind}-${round}`, sources, { volume });
    taken.seed.push(await side('seed'));
    const [ours, again] = [await side('ours'), await side('ours')];
    mustSkip(again);
    stages.push(ours);
    taken.ours.push(ours);
    taken.again.push(again);
    taken.mem.push(await side('mem'));
    taken.bare.push([await runBare(local)]);
    for (const kind of ['seed', 'ours', 'mem']) forget(`${kind}-${round}`);
  }
  forget('.work'); // the next mount's rounds would find their work done
  const of = Object.fromEntries(KINDS.map((kind) => [kind, medians(taken[kind])])) as Readonly<Record<Kind, Timed>>;
  console.log(`\n# Time and memory, mounted with ${options}, medians of ${count} rounds\n`);
  const { seed, ours, again, mem, bare } = of;
  const row = (name: string, { wall, cpu, memory }: Timed) => [
    name,
    wall,
    wall / seed.wall,
    cpu,
    cpu / seed.cpu,
    memory,
    memory / seed.memory,
  ];
  const byStage = (stages[0] ?? []).map(({ stage }, at) =>
    row(`  ${stage}`, medians(stages.map((all) => all.slice(at, at + 1)))),
  );
  table(
    ['', 'wall s', '× seed', 'CPU s', '× seed', 'peak MiB', '× seed'],
    KINDS.flatMap((kind) => [row(NAMES[kind], of[kind]), ...(kind === 'ours' ? byStage : [])]),
  );
  console.log(`wall, ours to the seed's:        ${against(0.6, ours.wall, seed.wall)}`);
  console.log(`wall, mem to the seed's:         ${against(0.6, mem.wall, seed.wall)}`);
  console.log(`wall, ours to the bare tools:    ${against(1.5, ours.wall, bare.wall)}`);
  console.log(`wall, ours again to the first:   ${against(0.05, again.wall, ours.wall)}`);
  await emptyStage(volume);
}

async function emptyStage(volume: string): Promise<void> {
  const all: Empty[] = [];
  for (let round = 0; round < 5; round++) all.push(await runEmpty(`timed-${round}`, { volume }));
  const [bare, ours, again] = (['bare', 'ours', 'again'] as const).map((which) =>
    median(all.map((one) => one[which].wall)),
  );
  console.log(
    `wall of an empty stage more than of cp and printf (${bare} s): ${atMost(0.2, (ours ?? 0) - (bare ?? 0), ' s')}; to skip it ${again} s`,
  );
}
