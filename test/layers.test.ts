import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as library from '../lib';

const root = join(__dirname, '../lib');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
/** design.md §1: a file imports from its own layer or one to its left. */
const layers = ['errors.ts', 'workflow', 'storage', 'stages', 'tools', 'charts', 'environment.ts', 'main.ts', 'index.ts'];
const layer = (file: string): number => layers.indexOf(file.split('/')[0] ?? '');

function imports(file: string): readonly string[] {
  return [...readFileSync(join(root, file), 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) =>
    relative(root, resolve(root, dirname(file), path)),
  );
}

test.each(files.filter((file) => !file.startsWith('check/')))('%s imports from its own layer or one to its left', (file) => {
  expect(layer(file)).toBeGreaterThanOrEqual(0);
  for (const path of imports(file).filter((path) => !path.startsWith('../imports') && !path.startsWith('check'))) {
    expect(layer(`${path}${path.includes('/') ? '' : '.ts'}`)).toBeLessThanOrEqual(layer(file));
  }
});

test('the generated types are read by the renderer alone', () => {
  const readers = files.filter((file) => imports(file).some((path) => path === '../imports/argoproj.io'));
  expect(readers).toEqual(['workflow/render.ts']);
});

test('the environment is read by main alone', () => {
  expect(files.filter((file) => /process\.env/.test(readFileSync(join(root, file), 'utf8')))).toEqual(['main.ts']);
});

test('the file with the protocol’s text imports nothing', () => {
  expect(imports('stages/protocol.ts')).toEqual([]);
});

test('no file is longer than 180 lines, and half of them are at most 60', () => {
  const sizes = files.map((file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1).sort((a, b) => a - b);
  expect(sizes.at(-1)).toBeLessThanOrEqual(180);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(60);
});

test('the public names change only with a reviewed diff', () => {
  expect(Object.keys(library).sort()).toMatchInlineSnapshot(`
[
  "BwaAlignmentChart",
  "GenomicsError",
  "GenomicsStage",
  "GenomicsWorkflow",
  "OssVolume",
  "ParallelMapStage",
  "TemplateRefStage",
  "Value",
  "Volume",
  "acs",
  "bwaAln",
  "bwaMem",
  "bwaPrepare",
  "bwaSampe",
  "differs",
  "eci",
  "equals",
  "fetchFunctions",
  "identifySources",
  "imageName",
  "lines",
  "listOf",
  "nodes",
  "pipe",
  "readsFunction",
  "scriptHash",
  "setDefaults",
  "sh",
  "suppressCheck",
  "tableOf",
  "url",
  "workKey",
]
`);
});
