import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as library from '../lib';

const root = join(__dirname, '../lib');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
/** The rooms of ARCHITECTURE.md, in their order: a file imports from its own or from one above it in this list. */
const layers = [
  'errors.ts',
  'kinds.ts',
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

test.each(files.filter((file) => !/^(check|overview|run|testing)\/|^cli[.]ts$/.test(file)))(
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
    known.filter(
      (path) => !/^(overview|check\/(model|expression|json$|kubernetes\/quantity$)|errors$|kinds$)/.test(path),
    ),
  ).toEqual([]);
});

test('what runs manifests knows none of our constructs', () => {
  const known = files.filter((file) => file.startsWith('run/')).flatMap(imports);
  expect(
    known.filter((path) => !/^(run|check)\/|^(errors|kinds|argo\/kubernetes-expand|values\/nearest)$/.test(path)),
  ).toEqual([]);
});

test('the checks know of the rest what an error is, how a script is read, and which name was meant', () => {
  const known = files.filter((file) => file.startsWith('check/')).flatMap(imports);
  const others = known.filter((path) => !/^(check|errors$|kinds$|\.\.\/imports\/)/.test(path));
  expect([...new Set(others)].sort()).toEqual([
    'shell/bare-pipes',
    'shell/commands-called',
    'shell/ignored-failures',
    'shell/unreadable',
    'shell/variables-read',
    'values/nearest',
  ]);
});

test('a pipeline is made of what the package exports, but for how its props are looked at', () => {
  const index = readFileSync(join(root, 'index.ts'), 'utf8');
  const own = /^(pipelines\/|kinds$|constructs\/kinds$|values\/defined$)/;
  const names = files
    .filter((file) => file.startsWith('pipelines/'))
    .flatMap((file) => [
      ...readFileSync(join(root, file), 'utf8').matchAll(/import (?:type )?\{([^}]*)\} from '(\.[^']+)'/g),
    ])
    .filter(([, , path = '']) => !own.test(path.replace(/^\.\.?\//, path.startsWith('../') ? '' : 'pipelines/')))
    .flatMap(([, all = '']) => all.split(',').map((name) => name.replace(/^\s*type /, '').trim()))
    .filter((name) => name !== '');
  const kinds = /^[A-Z_]+$/;
  const missing = [...new Set(names)].filter((name) => !kinds.test(name) && !new RegExp(`\\b${name}\\b`).test(index));
  // The seed alone names a result after the file behind a URL, and has an image of its own.
  expect(missing.sort()).toEqual(['resolveDefaults', 'sampleOf']);
});

test('the generated types are read by the renderer alone', () => {
  const readers = files.filter((file) => imports(file).some((path) => path === '../imports/argoproj.io'));
  expect(readers).toEqual(['argo/render.ts']);
});

test('the environment is read by the programs and by users’ tests alone', () => {
  expect(files.filter((file) => /process\.env/.test(readFileSync(join(root, file), 'utf8')))).toEqual([
    'cli.ts',
    'main.ts',
    'testing/run-workflow.ts',
  ]);
});

test('the public names change only with a reviewed diff', () => {
  expect(Object.keys(library).sort()).toMatchInlineSnapshot(`
   [
     "BwaAlignment",
     "BwaAlignmentChart",
     "ClaimedVolume",
     "CohortAlignment",
     "CohortAlignmentChart",
     "GeneExpression",
     "GeneExpressionChart",
     "GenomicsError",
     "GenomicsStage",
     "GenomicsWorkflow",
     "HaploidCalling",
     "OssVolume",
     "ParallelMapStage",
     "Phylogeny",
     "PhylogenyChart",
     "ReadsQc",
     "ReadsQcChart",
     "SharedVolume",
     "TemplateRefStage",
     "Value",
     "VariantCalling",
     "VariantCallingChart",
     "acs",
     "alignmentOf",
     "alignmentSamples",
     "alignmentStats",
     "bcftoolsCall",
     "bwaAln",
     "bwaBacktrack",
     "bwaMem",
     "bwaPrepare",
     "bwaReference",
     "bwaSampe",
     "callingIntervals",
     "cohortReport",
     "column",
     "cram",
     "differs",
     "each",
     "eci",
     "equals",
     "expressionTables",
     "fastp",
     "fastqPair",
     "fasttree",
     "fed",
     "firstOf",
     "freebayes",
     "gatherVariants",
     "genomeTable",
     "haploidCall",
     "iqtree",
     "isolateList",
     "isolatesIn",
     "laneOf",
     "lanesIn",
     "lines",
     "listOf",
     "mafft",
     "markDuplicates",
     "mosdepth",
     "multiqc",
     "noneLeftOut",
     "onNodes",
     "optional",
     "parseSampleSheet",
     "parseTable",
     "pipe",
     "readSampleSheet",
     "readTable",
     "resourcePlan",
     "rowsIn",
     "runManifest",
     "salmonIndex",
     "salmonQuant",
     "salmonQuantAlignments",
     "sampleParameters",
     "sampleRow",
     "sampleSheet",
     "sampleTable",
     "sampleVariants",
     "samplesIn",
     "scriptFile",
     "setDefaults",
     "settled",
     "sh",
     "snpDistances",
     "starAlign",
     "starIndex",
     "succeeded",
     "suppressCheck",
     "table",
     "tableOf",
     "tableParameter",
     "tableReader",
     "tee",
     "treeIsolates",
     "treePicture",
     "treeReport",
     "trimmedLanes",
     "trimmedSamples",
     "url",
     "variableSites",
     "variantStats",
     "writeSampleParameters",
   ]
  `);
});
