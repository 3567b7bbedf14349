import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as library from '../lib';

const root = join(__dirname, '../lib');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
/** The rooms of ARCHITECTURE.md, in their order: a file imports from its own or from one above it in this list. */
const layers = [
  'errors.ts',
  'version.ts',
  'values',
  'yaml',
  'shell',
  'samplesheet',
  'argo',
  'storage',
  'pods',
  'synth',
  'constructs',
  'tools',
  'pipelines',
  'app-settings.ts',
  'main.ts',
  'shell.ts',
  'index.ts',
];
const layer = (file: string): number => layers.indexOf(file.split('/')[0] ?? '');

function imports(file: string): readonly string[] {
  return [...readFileSync(join(root, file), 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) =>
    relative(root, resolve(root, dirname(file), path)),
  );
}

test.each(files.filter((file) => !/^(check|overview)\//.test(file)))(
  '%s imports from its own room or one above it',
  (file) => {
    expect(layer(file)).toBeGreaterThanOrEqual(0);
    for (const path of imports(file).filter((path) => !/^(\.\.\/imports|check|overview)/.test(path))) {
      expect(layer(`${path}${path.includes('/') ? '' : '.ts'}`)).toBeLessThanOrEqual(layer(file));
    }
  },
);

test('no file imports itself through others', () => {
  const known = new Map(files.map((file) => [file.replace(/\.ts$/, ''), imports(file)]));
  const circle = (path: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    for (const next of known.get(path) ?? []) {
      const found = done.has(next) ? undefined : circle(next, [...way, path]);
      if (found !== undefined) return found;
    }
    done.add(path);
    return undefined;
  };
  const done = new Set<string>();
  expect([...known.keys()].map((path) => circle(path, [])).find((found) => found !== undefined)).toBeUndefined();
});

test('what looks over manifests knows them by the checks’ model alone', () => {
  const known = files.filter((file) => file.startsWith('overview/')).flatMap(imports);
  expect(
    known.filter((path) => !/^(overview|check\/(model|expression|json$|kubernetes\/quantity$)|errors$)/.test(path)),
  ).toEqual([]);
});

test('the generated types are read by the renderer alone', () => {
  const readers = files.filter((file) => imports(file).some((path) => path === '../imports/argoproj.io'));
  expect(readers).toEqual(['argo/render.ts']);
});

test('the environment is read by main alone', () => {
  expect(files.filter((file) => /process\.env/.test(readFileSync(join(root, file), 'utf8')))).toEqual(['main.ts']);
});

test('the public names change only with a reviewed diff', () => {
  expect(Object.keys(library).sort()).toMatchInlineSnapshot(`
[
  "BwaAlignment",
  "BwaAlignmentChart",
  "ClaimedVolume",
  "CohortAlignment",
  "CohortAlignmentChart",
  "GenomicsError",
  "GenomicsStage",
  "GenomicsWorkflow",
  "OssVolume",
  "ParallelMapStage",
  "SharedVolume",
  "TemplateRefStage",
  "Value",
  "acs",
  "alignmentStats",
  "bwaAln",
  "bwaBacktrack",
  "bwaMem",
  "bwaMemStream",
  "bwaPrepare",
  "bwaReference",
  "bwaSampe",
  "cohortReport",
  "cram",
  "differs",
  "eci",
  "equals",
  "fastqPair",
  "fed",
  "lanesIn",
  "lines",
  "listOf",
  "markDuplicates",
  "onNodes",
  "parseSampleSheet",
  "pipe",
  "readSampleSheet",
  "resourcePlan",
  "sampleParameters",
  "sampleRow",
  "sampleSheet",
  "samplesIn",
  "setDefaults",
  "settled",
  "sh",
  "suppressCheck",
  "tableOf",
  "tee",
  "url",
  "writeSampleParameters",
]
`);
});
