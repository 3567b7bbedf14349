// usage: npm run bench:seed [-- --quick] [-- --rounds N]; with 0 rounds it counts and takes no times
// The seed and ours on the same reads and the same mounted bucket, in turns. See docs/benchmarks.md.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SEED } from '../../test/support/seed';
import { counted } from './counted';
import { makeData, serveFolder, sourcesAt } from './data';
import { forget, missing, mount, mounts, unmount } from './mount';
import { mem, ours, seed } from './sides';
import { rounds } from './timings';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string', default: '3' } },
});

async function main(): Promise<void> {
  const size = values.quick ? { pairs: 2_000, reference: 300_000 } : { pairs: 200_000, reference: 3_600_000 };
  const folder = mkdtempSync(join(tmpdir(), 'bench-seed-'));
  const data = await makeData(folder, size);
  const server = await serveFolder(data.served);
  forget(''); // what a run that was killed left: the seed would take its reference
  try {
    console.log(
      `${size.pairs} pairs of 2 × 100 (${data.simulator}), reference of ${size.reference} bases, ${cpus().length} CPUs`,
    );
    if (values.quick) console.log('quick: the goals are for 200000 pairs');
    const sides = { seed: seed(), ours: ours(), mem: mem() };
    const sources = sourcesAt(server.url);
    for (const options of mounts()) await counted(sides, sources, size.pairs, options);
    const count = values.quick ? 1 : Number(values.rounds);
    for (const options of count > 0 ? mounts() : []) {
      const volume = await mount(options, 'volume');
      try {
        await rounds(sides, sources, data.local, { volume, options }, count);
      } finally {
        await unmount(volume);
      }
    }
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
    forget('');
  }
}

const absent = existsSync(SEED) ? missing() : `there is no ${SEED}; set SEED to the folder of the seed's page`;
if (absent === undefined) main();
else console.log(`skipped: ${absent}`);
