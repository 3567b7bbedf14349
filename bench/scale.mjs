// usage: node bench/scale.mjs
// Lowering and rendering against cdk8s's own synth of the same finished object, and how both grow.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byTurns, median, ms, ratio, seconds } from './measure.mjs';
import { appOf, chain, diamond, plain } from './shapes.mjs';

const out = mkdtempSync(join(tmpdir(), 'bench-'));

/** Building the tree, then synth beside the plain object's. A new app for each round: cdk8s keeps nothing, but neither should we. */
function compare(title, rounds, charts, fill) {
  const build = [];
  const made = () => {
    let app;
    build.push(seconds(() => (app = appOf(charts, fill, out))));
    return app;
  };
  const pairs = Array.from({ length: rounds }, () => {
    const ours = made();
    const theirs = plain(made(), out);
    const [us, them] = byTurns(1, [() => ours.synth(), () => theirs.synth()]);
    return { us, them };
  });
  const [us, them] = [median(pairs.map((pair) => pair.us)), median(pairs.map((pair) => pair.them))];
  const best = Math.min(...pairs.map((pair) => pair.us / pair.them));
  console.log(
    `${title}: build ${ms(median(build))}, synth ${ms(us)} = ${ratio(us, them)} of cdk8s's (${ms(them)}; best round ${best.toFixed(2)})`,
  );
  return median(build) + us;
}

const one = (length) => (chart, id) => chain(chart, id, length);
const sizes = [Number(process.env.SMALL ?? 1_000), Number(process.env.LARGE ?? 10_000)];
compare('warm-up, 200 stages', 3, 1, one(200));
const [small, large] = sizes.map((size, at) =>
  compare(`${size} stages in one workflow`, at === 0 ? 5 : 1, 1, one(size)),
);
console.log(`growth: ${ratio(large, small)} the time for ${ratio(sizes[1], sizes[0])} the stages`);
compare('50 workflows of 200 stages, a chart each', 1, 50, one(200));
compare('40 layers of a diamond', 3, 1, (chart, id) => diamond(chart, id, 40));
rmSync(out, { recursive: true });
