import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as cdk8s from 'cdk8s';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import * as library from '../lib';
import { EXAMPLE_BUCKET, settingsFrom } from '../lib/app-settings';
import * as overview from '../lib/overview';
import * as shell from '../lib/shell';
import { STAGE } from '../lib/shell/files';
import { parametersIn, typesOfPackage } from '../tools/parameters';

jest.setTimeout(60_000);

const root = join(__dirname, '..');
const markdown = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', ...found('docs'), ...found('examples')].filter(
  (file) => existsSync(join(root, file)),
);

function found(folder: string): readonly string[] {
  const all = existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    : [];
  return all
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => `${folder}/${name}`);
}

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** A block of TypeScript, as a file that stands in the root of the project without being written there. */
interface Block {
  readonly file: string;
  readonly place: string;
  readonly text: string;
}

const blocks: readonly Block[] = markdown
  .filter((file) => !file.includes('/adr/') && !file.startsWith('examples/'))
  .flatMap((file) =>
    [...read(file).matchAll(/^( *)```ts\n(.*?)^ *```$/gms)].map((match, at) => ({
      file: join(root, `${file.replace(/\W/g, '-')}-${at}.ts`),
      place: `${file}:${read(file).slice(0, match.index).split('\n').length}`,
      text: (match[2] ?? '').replaceAll(`\n${match[1]}`, '\n').slice(match[1]?.length ?? 0),
    })),
  );

/** All blocks in one program: the compiler's complaints by block, and the JavaScript of each. */
function compileAll() {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root, {}, join(root, 'tsconfig.json'));
  const paths = {
    'cdk8s-genomics': [join(root, 'lib/index.ts')],
    'cdk8s-genomics/shell': [join(root, 'lib/shell.ts')],
    'cdk8s-genomics/*': [join(root, 'lib/*/index.ts')],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  const own = new Map(blocks.map(({ file, text }) => [file, text]));
  const made = new Map<string, string>();
  const program = ts.createProgram(
    [...own.keys()],
    { ...options, paths, noEmit: false, declaration: false, noUnusedLocals: false },
    {
      ...host,
      fileExists: (file) => own.has(file) || fileExists(file),
      readFile: (file) => own.get(file) ?? readFile(file),
      getSourceFile: (file, version, ...more) => {
        const text = own.get(file);
        return text === undefined ? getSourceFile(file, version, ...more) : ts.createSourceFile(file, text, version);
      },
      writeFile: (file, text) => void made.set(file, text),
    },
  );
  const complaints = blocks.flatMap(({ file, place }) => {
    const source = program.getSourceFile(file);
    const all =
      source === undefined
        ? []
        : [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    if (source !== undefined) program.emit(source);
    return all.map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${place} +${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
  return {
    complaints,
    codeOf: (file: string): string => made.get(file.replace(/ts$/, 'js')) ?? '',
    tools: toolsOf(program),
  };
}

/** What a function that makes a stage takes and makes: names of props, programs of `args`, outputs. */
interface Tool {
  readonly name: string;
  readonly props: readonly string[];
  readonly programs: readonly string[];
  readonly outputs: readonly string[];
}

/** The public functions of `(scope, id, props)` that return a stage; their props without those that all stages have. */
function toolsOf(program: ts.Program): readonly Tool[] {
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(join(root, 'lib/index.ts'));
  const module = index && checker.getSymbolAtLocation(index);
  const exported = module === undefined ? [] : checker.getExportsOfModule(module);
  const original = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const fieldsOf = (type: ts.Type): readonly ts.Symbol[] => checker.getNonNullableType(type).getProperties();
  const namesOf = (type: ts.Type): readonly string[] => fieldsOf(type).map(({ name }) => name);
  const defaults = exported.find(({ name }) => name === 'StageDefaults');
  const common = new Set(defaults === undefined ? [] : namesOf(checker.getDeclaredTypeOfSymbol(original(defaults))));
  const inside = (type: ts.Type, name: string): readonly string[] =>
    fieldsOf(type)
      .filter((field) => field.name === name)
      .flatMap((field) => namesOf(checker.getTypeOfSymbol(field)));
  return exported.flatMap((symbol) => {
    const signatures = checker.getTypeOfSymbol(original(symbol)).getCallSignatures();
    return signatures.flatMap((signature) => {
      const returned = signature.getReturnType();
      const [scope, id, props] = signature.getParameters();
      if (scope?.name !== 'scope' || id?.name !== 'id' || props === undefined) return [];
      if (returned.symbol?.name !== 'GenomicsStage') return [];
      const type = checker.getTypeOfSymbol(props);
      return [
        {
          name: symbol.name,
          props: namesOf(type).filter((name) => name !== 'args' && !common.has(name)),
          programs: inside(type, 'args'),
          outputs: inside(returned, 'outputs'),
        },
      ];
    });
  });
}

/** Runs a block; the manifests of all apps that it made. */
function synthesized(code: string): string {
  const apps: cdk8s.App[] = [];
  class App extends cdk8s.App {
    constructor(props?: cdk8s.AppProps) {
      super(props);
      apps.push(this);
    }
    override synth(): void {}
  }
  const modules: Readonly<Record<string, unknown>> = {
    cdk8s: { ...cdk8s, App },
    'cdk8s-genomics': library,
    'cdk8s-genomics/overview': overview,
    'cdk8s-genomics/shell': shell,
  };
  const ask = (name: string): unknown => {
    if (name in modules) return modules[name];
    throw new Error(`a document asks for ${name} at run time`);
  };
  new Function('require', 'exports', code)(ask, {});
  return apps.map((app) => app.synthYaml()).join('---\n');
}

const { complaints, codeOf, tools } = compileAll();

describe('the TypeScript of the documents', () => {
  test('type-checks', () => {
    expect(blocks.length).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  const whole = blocks.filter(({ text }) => text.includes('new App('));

  test.each(whole.map(({ place, file }) => [place, file]))('%s synthesizes', (_, file) => {
    expect(synthesized(codeOf(file))).toContain('kind: ');
  });

  test('the chart of the readme is the example', () => {
    const { text } = blocks.find(({ place }) => place.startsWith('README.md')) ?? { text: '' };
    expect(text).toBe(read('examples/fastp-qc/fastp-qc.ts'));
  });
});

test.each(markdown)(
  'the links of %s lead somewhere, and no line but a table’s is longer than 140 characters',
  (file) => {
    const text = read(file).replace(/^ *```.*?^ *```$/gms, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link.split('#')[0] ?? '');
    const lost = links.filter(
      (link) => link !== '' && !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(file), link)),
    );
    expect(lost).toEqual([]);
    expect(text.split('\n').filter((line) => line.length > 140 && !line.startsWith('|'))).toEqual([]);
  },
);

test.each(markdown)('each table of %s is one: a blank line would end it', (file) => {
  const tables = read(file).match(/(?:^\|.*\n)+/gm) ?? [];
  expect(tables.filter((table) => !/^\|.*\n\|[-|: ]+\|\n/.test(table))).toEqual([]);
});

test('every decision is in the list of decisions', () => {
  const listed = [...read('docs/adr/README.md').matchAll(/\]\((\d{4}-[^)]+)\)/g)].map(([, name]) => name);
  expect(listed).toEqual(
    readdirSync(join(root, 'docs/adr'))
      .filter((name) => /^\d/.test(name))
      .sort(),
  );
});

/** Rows of the tables of a document, as cells. */
const rows = (file: string): readonly (readonly string[])[] =>
  read(file)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2).replace(/ \|$/, '').split(' | '));

describe('docs/pipelines', () => {
  const types = typesOfPackage();

  test.each(found('docs/pipelines'))('%s has props and parameters as docstrings and charts tell them', (file) => {
    expect(parametersIn(read(file), types)).toBe(read(file));
  });

  test.each([
    ['phylogeny', library.PhylogenyChart, /Of alignments a run has (\d+) pods and one for each isolate/],
    ['gene-expression', library.GeneExpressionChart, /Beside the samples the chart has (\d+) pods/],
    ['variant-calling', library.VariantCallingChart, /A run has (\d+) pods, one for each interval/],
  ] as const)('the page of %s counts the pods that a run of its chart has in each case', (page, Chart, sentence) => {
    const { workflow } = new Chart(cdk8s.Testing.app(), 'chart', { image: 'tools:1' });
    const plan = overview.planTable(library.resourcePlan(workflow));
    const [, pods] = sentence.exec(read(`docs/pipelines/${page}.md`)) ?? [];
    expect(plan).toContain(`in each run: ${pods} pods,`);
  });
});

describe('docs/tools.md', () => {
  const [head = '', ...chapters] = read('docs/tools.md').split(/^## /m);
  const wordsOf = (text = ''): string[] => [...text.matchAll(/`(\w+)`/g)].map(([, word = '']) => word);
  const cellsOf = (text: string): readonly (readonly string[])[] =>
    text
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.slice(2).split(' | '));
  /** The props that its chapter has; `sheet` of `sampleSheet` is one of that function alone. */
  const said = (tool: string): readonly string[] =>
    chapters
      .filter((text) => wordsOf(text.split('\n')[0]).includes(tool))
      .flatMap(cellsOf)
      .flatMap(([cell = '']) => cell.split(', '))
      .filter((one) => !one.includes(' of ') || one.endsWith(`of \`${tool}\``))
      .flatMap((one) => wordsOf(one).slice(0, 1));
  const summary = cellsOf(head);

  test('has a line and a chapter for each function that makes a stage', () => {
    expect(tools.length).toBeGreaterThan(10);
    expect(summary.map(([cell]) => wordsOf(cell)[0]).sort()).toEqual(tools.map(({ name }) => name).sort());
    const titled = chapters.flatMap((text) => wordsOf(text.split('\n')[0]));
    expect([...titled].sort()).toEqual(tools.map(({ name }) => name).sort());
  });

  test('names no program that the image of docker/Dockerfile lacks, whose list of programs is of what it installs', () => {
    const [, list = '', packages = ''] =
      /^# package +programs\n(.*?)^#\n.*?^ARG MULTIQC=.*?install [^\n]*\\\n(.*?)^ &&/ms.exec(
        read('docker/Dockerfile'),
      ) ?? [];
    const listed = [...list.matchAll(/^# (\S+) +(.*)$/gm)].map(([, name = '', programs = '']) => ({ name, programs }));
    const installed = [...packages.matchAll(/^ +(\S+) \\$/gm)].map(([, name = '']) =>
      name.replace('${MULTIQC}', 'multiqc'),
    );
    expect(listed.map(({ name }) => name)).toEqual([...installed].sort());
    const there = listed.flatMap(({ programs }) => programs.toLowerCase().split(', '));
    const needed = summary.flatMap(([, , told = '']) => told.toLowerCase().replace(' where it runs', '').split(', '));
    const lacks = needed.filter((one) => !one.split(' or ').some((program) => there.includes(program)));
    expect(new Set(lacks)).toEqual(new Set(['the same']));
    expect(there).toEqual(expect.arrayContaining(['salmon', 'mafft', 'iqtree2']));
  });

  test.each(tools)('has every prop of $name, and no other', ({ name, props }) => {
    expect([...said(name)].sort()).toEqual([...props].sort());
  });

  test.each(tools)('has what $name makes, and the programs of its args', ({ name, outputs, programs }) => {
    const [, made = '', , told = ''] = summary.find(([cell]) => wordsOf(cell)[0] === name) ?? [];
    const named = wordsOf(told).filter((word) => word !== 'mateScores');
    expect([wordsOf(made).sort(), named.sort()]).toEqual([[...outputs].sort(), [...programs].sort()]);
  });
});

describe('docs/defaults.md', () => {
  const table = new Map(rows('docs/defaults.md').map(([name = '', value = '']) => [name, value.replaceAll('`', '')]));
  const listed = (name: string): string | undefined => table.get(name);
  const dist = ['bwa-oss-storage', 'bwa-oss'].flatMap((name) =>
    cdk8s.Yaml.load(join(root, 'dist', `${name}.k8s.yaml`)),
  );
  const object = (kind: string) => dist.find((one) => one.kind === kind);
  const { spec, metadata } = object('WorkflowTemplate');
  const stage = spec.templates.find(({ name }: { name: string }) => name === 'bwamap');
  const { resources } = stage.container;
  const volume = object('PersistentVolume');

  const shared = library.SharedVolume.fromClaim({ claimName: 'c', owner: 'root' });

  test.each<[string, unknown]>([
    ['package', JSON.parse(read('package.json')).name],
    ['licence', JSON.parse(read('package.json')).license],
    ['namespace', metadata.namespace],
    ['workflow', metadata.name],
    ['entrypoint', spec.entrypoint],
    ['parameter `fastqFolder`', value('fastqFolder')],
    ['parameter `maxReads`', value('maxReads') || 'empty'],
    ['image', stage.container.image],
    ['pull policy', stage.container.imagePullPolicy],
    ['`cpu`', resources.limits.cpu],
    ['`memory`', resources.limits.memory],
    ['`scratch`', resources.requests['ephemeral-storage']],
    ['`deadlineSeconds`', `${stage.activeDeadlineSeconds}`],
    ['`retry.limit`', stage.retryStrategy.limit],
    ['`retry.backoff`', stage.retryStrategy.backoff.duration],
    ['`retry.factor`', stage.retryStrategy.backoff.factor],
    ['`ttlSeconds`', `${spec.ttlStrategy.secondsAfterCompletion}`],
    ['pod clean-up', spec.podGC.strategy],
    ['`owner`', `${stage.securityContext.runAsUser}:${stage.securityContext.runAsGroup}`],
    ['volume in pods', shared.volumeName],
    ['mount path', shared.mountPath],
    ["the BWA chart's volume in pods", stage.volumes[0].name],
    ["the BWA chart's mount path", stage.container.volumeMounts[0].mountPath],
    ['PersistentVolume', volume.metadata.name],
    ['claim', object('PersistentVolumeClaim').metadata.name],
    ['`capacity`', volume.spec.capacity.storage],
    ['Secret', volume.spec.csi.nodePublishSecretRef.name],
    ['`client`', volume.spec.csi.volumeAttributes.fuseType],
    ['mount options', volume.spec.csi.volumeAttributes.otherOpts],
    ['`path`', volume.spec.csi.volumeAttributes.path],
    ['endpoint', volume.spec.csi.volumeAttributes.url],
    ['bucket', volume.spec.csi.volumeAttributes.bucket],
    ['sync wave of storage', volume.metadata.annotations['argocd.argoproj.io/sync-wave']],
    ['account', object('ServiceAccount').metadata.name],
  ])('%s is what is emitted', (name, emitted) => {
    expect(listed(name)).toBe(emitted);
  });

  function value(name: string): string {
    return spec.arguments.parameters.find((one: { name: string }) => one.name === name).value;
  }

  test('the environment’s names and defaults are those of the app', () => {
    const documented = rows('docs/defaults.md').filter(([name = '']) => /^`[A-Z_]+`$/.test(name));
    const source = read('lib/app-settings.ts');
    const names = [...source.matchAll(/read\(\s*'([A-Z_]+)'/g)].map(([, name]) => `\`${name}\``);
    expect(documented.map(([name]) => name).sort()).toEqual([...new Set(names)].sort());
    const given = Object.fromEntries(
      documented.map(([name = '', text = '']) => [name.replaceAll('`', ''), text.replaceAll('`', '')]),
    );
    const { IMAGE, ...rest } = given;
    expect(IMAGE).toContain('the chart’s');
    expect(settingsFrom(rest)).toEqual(settingsFrom({}));
    expect(rest['OSS_BUCKET']).toBe(EXAMPLE_BUCKET);
  });

  test('the readme names the same variables', () => {
    const inReadme = [...new Set([...read('README.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name))];
    expect(inReadme.sort()).toEqual(
      [...read('docs/defaults.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name).sort(),
    );
  });
});

describe('docs/protocol.md', () => {
  const checksum = 'd41d8cd98f00b204e9800998ecf8427e';
  const charts = (['backtrack', 'mem'] as const).map((algorithm) => {
    const parameters = { referenceChecksum: checksum, fastq1Checksum: checksum };
    return cdk8s.Testing.synth(
      new library.BwaAlignmentChart(cdk8s.Testing.app(), 'bwa-oss', { algorithm, minMapped: 0.5, parameters }),
    );
  });
  const committed = readdirSync(join(root, 'dist')).flatMap((file) =>
    parseAllDocuments(read(`dist/${file}`)).map((document) => document.toJS()),
  );
  const shellFiles = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.sh'),
  );
  const scripts = [
    ...shellFiles.map((file) => read(`lib/${file}`)),
    ...[committed, ...charts].map((manifests) => argumentsOf(manifests).join('\n')),
  ]
    .join('\n')
    // A message that is broken into two lines is two words of its command.
    .replace(/["'] \\\n\s*["']/g, ' ');

  function argumentsOf(node: unknown): readonly string[] {
    if (typeof node !== 'object' || node === null) return [];
    return Object.entries(node).flatMap(([key, value]) => (key === 'args' ? (value as string[]) : argumentsOf(value)));
  }

  test('every message is one that a stage prints', () => {
    const messages = rows('docs/protocol.md').flatMap(([first = '', second = '']) =>
      /^(0|65|69|73|75|the same)$/.test(second)
        ? [...first.matchAll(/`([^`]+)`/g)].map(([, message = '']) => message)
        : [],
    );
    const missing = messages.flatMap((message) =>
      message
        .split(/…|\/bwa\//)
        .map((piece) => piece.trim().replace(/,$/, ''))
        .filter((piece) => piece.length > 2 && !scripts.includes(piece)),
    );
    expect(messages.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });

  test('every message of the shell files is in a document', () => {
    const said = [...scripts.matchAll(/(?:\bfail \d+|\bsay)\s+(?:\\\n\s*)?["']([^"\n]+)["']/g)].map(
      ([, message = '']) => message,
    );
    const words = said.flatMap((message) =>
      message.split(/\$\{[^}]*\}|\$\w+|\$\([^)]*\)/).map((piece) => piece.trim()),
    );
    const sentences = [...new Set(words)].filter((piece) => /[a-z]{3} [a-z]{2}/.test(piece));
    const told = ['docs/protocol.md', 'docs/cohorts.md', ...found('docs/pipelines')].map(read);
    const document = told.join('').replaceAll('/bwa/', '…/');
    expect(sentences.length).toBeGreaterThan(20);
    expect(sentences.filter((piece) => !document.includes(piece))).toEqual([]);
  });

  test('every option of a stage is in the document', () => {
    for (const [, option = ''] of STAGE.text.matchAll(/^# {3}(--[a-z-]+)/gm))
      expect(read('docs/protocol.md')).toContain(`\`${option}`);
  });
});

test('every public name is in a document', () => {
  const all = markdown.map(read).join('\n');
  expect(Object.keys(library).filter((name) => !new RegExp(`\\b${name}\\b`).test(all))).toEqual([]);
});

test('the documents are found', () => {
  expect(markdown.map((file) => relative('.', file))).toEqual(
    expect.arrayContaining(['README.md', 'docs/protocol.md', 'docs/defaults.md']),
  );
});
