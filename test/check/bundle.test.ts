import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../lib/check';
import { corpus } from './corpus';
import { manifests, variant } from './corpus/case';

// What npm run build makes of lib/check: one file, since that loads in a third of the time that its modules take.
const bundle = join(__dirname, '../../build/lib/check/index.js');
const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cases = corpus.map(({ yaml, options }) => ({
  given: manifests(variant(yaml, 'broken')),
  options: options ?? {},
}));

function inBundle(script: string): unknown {
  const text = `const { check } = require(${JSON.stringify(bundle)}); console.log(JSON.stringify(${script}));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', text], { encoding: 'utf8', maxBuffer: 1e8 }));
}

it('finds what the sources find', () => {
  const file = join(folder, 'cases.json');
  writeFileSync(file, JSON.stringify(cases));
  const found = inBundle(`require(${JSON.stringify(file)}).map(({ given, options }) => check(given, options))`);
  expect(found).toEqual(cases.map(({ given, options }) => check(given, options)));
});

it('is one file, and the schema', () => {
  const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'WorkflowTemplate', metadata: { name: 'a' }, spec: {} };
  const loaded = inBundle(`(check([${JSON.stringify(workflow)}]), Object.keys(require.cache))`);
  expect(loaded).toEqual([bundle, join(bundle, '../argoproj.io.schema.json')]);
});
