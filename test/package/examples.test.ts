import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Consumer, newConsumer, root } from './consumer';

jest.setTimeout(120_000);
const folder = join(root, 'examples');
const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
// An example's tests are tried by tools/planted-mistakes.mjs, where jest is installed.
const sources = all.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
const examples = sources.filter((file) => basename(file, '.ts') === dirname(file));
const sheets = all.filter((file) => file.endsWith('.csv'));

let consumer: Consumer;
let complaints: string;
beforeAll(() => {
  consumer = newConsumer();
  for (const file of [...sources, ...sheets]) copyFileSync(join(folder, file), join(consumer.folder, basename(file)));
  complaints = consumer.compile();
});
afterAll(() => consumer.remove());

/** The files of a folder, by name. */
function texts(place: string, end = ''): Readonly<Record<string, string>> {
  const files = existsSync(place) ? readdirSync(place).filter((file) => file.endsWith(end)) : [];
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(place, file), 'utf8')]));
}

test('the examples type-check against the packed tarball', () => {
  expect(complaints).toBe('');
});

test.each(examples)('%s synthesizes what is committed beside it; npm run examples writes it', (example) => {
  const name = basename(example, '.ts');
  const out = join(consumer.folder, `${name}-dist`);
  mkdirSync(out);
  consumer.run(`${name}.js`, { CDK8S_OUTDIR: out });
  const beside = join(folder, example, '..');
  expect(texts(out)).toEqual(texts(beside, '.k8s.yaml'));
  if (sheets.includes(example.replace(/ts$/, 'csv')))
    expect(texts(join(consumer.folder, 'params'))).toEqual(texts(join(beside, 'params')));
});
