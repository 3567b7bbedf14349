// usage: node bench/synth.mjs
// What somebody waits for who types `npm run synth`, with sources unchanged and with one that is newer than its build.
import { cpSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { byTurns, ms, processOf, ratio } from './measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// In a copy: the measurement must not touch the build that the other parts and the tests use.
const copy = mkdtempSync(join(tmpdir(), 'bench-synth-'));
for (const part of ['lib', 'imports', 'build', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'cdk8s.yaml'])
  cpSync(join(root, part), join(copy, part), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

const node = processOf(process.execPath, ['-e', '0']);
const synth = processOf('npm', ['--prefix', copy, 'run', '-s', 'synth']);
const touched = () => {
  utimesSync(join(copy, 'lib/pipelines/bwa-alignment-chart.ts'), new Date(), new Date());
  synth();
};
synth();
const [floor, unchanged, newer] = byTurns(3, [node, synth, touched]);
console.log(
  `npm run synth: ${ms(unchanged)} unchanged, ${ms(newer)} after a change; Node alone starts in ${ms(floor)} (${ratio(unchanged, floor)})`,
);
rmSync(copy, { recursive: true });
