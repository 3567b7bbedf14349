import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Consumer, newConsumer, root } from './consumer';

jest.setTimeout(120_000);
const folder = join(root, 'examples');
const examples = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

let consumer: Consumer;
let complaints: string;
beforeAll(() => {
  consumer = newConsumer();
  for (const example of examples) copyFileSync(join(folder, example), join(consumer.folder, basename(example)));
  complaints = consumer.compile();
});
afterAll(() => consumer.remove());

test('the examples type-check against the packed tarball', () => {
  expect(complaints).toBe('');
});

test.each(examples)('%s synthesizes what is committed beside it; npm run examples writes it', (example) => {
  const name = basename(example, '.ts');
  const out = join(consumer.folder, `${name}-dist`);
  mkdirSync(out);
  consumer.run(`${name}.js`, { CDK8S_OUTDIR: out });
  const made = Object.fromEntries(readdirSync(out).map((file) => [file, readFileSync(join(out, file), 'utf8')]));
  const beside = join(folder, example, '..');
  const committed = readdirSync(beside).filter((file) => file.endsWith('.k8s.yaml'));
  expect(made).toEqual(Object.fromEntries(committed.map((file) => [file, readFileSync(join(beside, file), 'utf8')])));
});

test('the chart of the readme has 25 lines at most', () => {
  const lines = readFileSync(join(folder, 'fastp-qc/fastp-qc.ts'), 'utf8').split('\n');
  expect(lines.filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(25);
});
