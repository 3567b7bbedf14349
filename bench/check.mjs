// usage: npm run build && node bench/check.mjs [folder with the app's manifests]
// What the checks add to a synth, as a share of what loading cdk8s takes, and how they grow with the manifest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const build = join(root, process.env.CHECK_BUILD ?? 'build');
const { check } = require(join(build, 'lib/check/index.js'));

function median(values) {
  return values.sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

function seconds(work) {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Fresh processes by turns, since both costs are those of a first time; each tells the CPU time that its part took. */
function share(folder) {
  const { parseAllDocuments } = require('yaml');
  const manifests = readdirSync(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS()),
  );
  const work = mkdtempSync(join(tmpdir(), 'bench-check-'));
  const given = join(work, 'manifests.json');
  writeFileSync(given, JSON.stringify(manifests));
  const script = `
    const clock = () => Number(process.hrtime.bigint()) / 1e6;
    const start = clock();
    require(${JSON.stringify(require.resolve('cdk8s'))});
    const loaded = clock();
    const manifests = JSON.parse(require('fs').readFileSync(${JSON.stringify(given)}, 'utf8'));
    const read = clock();
    const { check } = require(${JSON.stringify(join(build, 'lib/check/index.js'))});
    const ready = clock();
    check(manifests, { argoVersion: '3.4' });
    console.log(JSON.stringify({ cdk8s: loaded - start, load: ready - read, check: clock() - ready }));`;
  const runs = Array.from({ length: 21 }, () =>
    JSON.parse(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout),
  );
  rmSync(work, { recursive: true });
  const figures = (part) => [median(runs.map(part)), Math.min(...runs.map(part))];
  const cdk8s = figures((run) => run.cdk8s);
  const shares = (part) => figures(part).map((value, index) => (value / cdk8s[index]).toFixed(2));
  const [load, first, both] = [(run) => run.load, (run) => run.check, (run) => run.load + run.check].map(shares);
  for (const [index, name] of ['median', 'least'].entries())
    console.log(
      `default app, ${name} of ${runs.length}: loading cdk8s 1, loading the checks ${load[index]}, checking ${first[index]}, both ${both[index]} (1 = ${cdk8s[index].toFixed(0)} ms)`,
    );
}

function workflow(templates) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowTemplate',
    metadata: { name: 'bench' },
    spec: { entrypoint: templates[0].name, templates },
  };
}

function stage(name, bytes) {
  return {
    name,
    inputs: { parameters: [{ name: 'x' }] },
    container: {
      image: 'a:1',
      command: ['sh', '-c', `${'echo "$X"\n'.repeat(bytes / 10)}`],
      env: [{ name: 'X', value: "{{=sprig.replace('$', '$$', inputs.parameters.x)}}" }],
    },
    outputs: { parameters: [{ name: 'y', valueFrom: { path: '/tmp/y' } }] },
  };
}

function dag(size) {
  const before = (index) =>
    index === 0 ? {} : { depends: index === 1 ? 't0' : `t${index - 1} && t${index - 2}.Succeeded` };
  const value = (index) => (index === 0 ? 'first' : `{{tasks.t${index - 1}.outputs.parameters.y}}`);
  const tasks = Array.from({ length: size }, (_, index) => ({
    name: `t${index}`,
    template: 'work',
    ...before(index),
    arguments: { parameters: [{ name: 'x', value: value(index) }] },
  }));
  return workflow([{ name: 'main', dag: { tasks } }, stage('work', 100)]);
}

function growth(title, sizes, make) {
  const times = sizes.map((size) => {
    const manifest = make(size);
    check([manifest]);
    return median(Array.from({ length: 9 }, () => seconds(() => check([manifest]))));
  });
  const [first] = times;
  console.log(
    `${title}: ${sizes.map((size, index) => `${size} → ${(times[index] / first).toFixed(1)}`).join(', ')} (1 = ${(first * 1000).toFixed(1)} ms)`,
  );
}

share(process.argv[2] ?? join(root, 'dist'));
growth('tasks of a DAG', [50, 100, 200], dag);
growth('manifest, KB', [125, 250, 500, 1000], (size) =>
  workflow([
    {
      name: 'main',
      steps: Array.from({ length: 100 }, (_, index) => [
        { name: `s${index}`, template: `w${index}`, arguments: { parameters: [{ name: 'x', value: '1' }] } },
      ]),
    },
    ...Array.from({ length: 100 }, (_, index) => stage(`w${index}`, size * 10)),
  ]),
);
growth('objects', [10, 40, 160], (size) => ({
  apiVersion: 'v1',
  kind: 'List',
  items: Array.from({ length: size }, (_, index) => ({ ...dag(20), metadata: { name: `bench-${index}` } })),
}));
