import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Consumer, manifest, newConsumer, root } from './consumer';

jest.setTimeout(120_000);
let consumer: Consumer;
beforeAll(() => {
  consumer = newConsumer();
});
afterAll(() => consumer.remove());

test('the tarball holds compiled code with declarations, files of shell and Python, and the documents with the examples that they link to', () => {
  const { files } = consumer.tarball;
  const code = /^build\/(lib|imports)\/.+\.(js|mjs|d\.ts|json|sh|py)$/;
  const documents = /^(docs\/.+\.(md|png|svg)|examples\/.+\.(ts|csv|yaml|json)|(ARCHITECTURE|CHANGELOG|README)\.md)$/;
  const others = files.filter((file) => !code.test(file) && !documents.test(file));
  expect([...others].sort()).toEqual(['LICENSE', 'package.json']);
  expect(files).toContain('build/lib/index.d.ts');
});

test('a link of a packed document leads to a packed file', () => {
  const { files } = consumer.tarball;
  const lost = files
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8').replace(/^ *```.*?^ *```$/gms, '');
      const links = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, link = '']) => link);
      const targets = links.filter((link) => !/^[a-z]+:/.test(link)).map((link) => join(dirname(file), link));
      return targets
        .filter((target) => !files.some((one) => one === target || one.startsWith(`${target}/`)))
        .map((target) => `${file}: ${target}`);
    });
  expect(lost).toEqual([]);
});

test('no script runs where the package is installed', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
});

test('the app, which reads the environment and writes files when it is loaded, is not in the package', () => {
  expect(consumer.tarball.files.filter((file) => /\/(main|app-settings)\./.test(file))).toEqual([]);
});

test('the published types hold nothing that is internal', () => {
  const types = consumer.tarball.files.filter((file) => file.endsWith('.d.ts'));
  expect(types.length).toBeGreaterThan(100);
  expect(types.filter((file) => readFileSync(join(root, file), 'utf8').includes('@internal'))).toEqual([]);
  const workflow = readFileSync(join(root, 'build/lib/constructs/genomics-workflow.d.ts'), 'utf8');
  expect(workflow).toContain('readonly role:');
  expect(workflow).not.toMatch(/\b(names|program|removesUnfinished)\b[:;]/);
});

test('compiled code asks for declared packages and for Node only', () => {
  const declared = new Set([...Object.keys(manifest.peerDependencies), ...Object.keys(manifest.dependencies ?? {})]);
  const asked = consumer.tarball.files
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/\brequire\("([^."][^"]*)"\)/g)].map(([, name = '']) => name),
    )
    .filter((name) => !name.startsWith('node:'))
    .map((name) => name.split('/')[0] ?? '');
  expect([...new Set(asked)].filter((name) => !declared.has(name))).toEqual([]);
});

test('require and import give the same names, and the same classes', () => {
  consumer.write('all.cjs', `console.log(Object.keys(require('${manifest.name}')).sort().join())`);
  consumer.write(
    'all.mjs',
    `import * as all from '${manifest.name}'; import { createRequire } from 'node:module'; import { GenomicsStage } from '${manifest.name}';
     if (createRequire(import.meta.url)('${manifest.name}').GenomicsStage !== GenomicsStage) throw new Error('two copies');
     console.log(Object.keys(all).filter((name) => !['default', 'module.exports', '__esModule'].includes(name)).sort().join());`,
  );
  const names = consumer.run('all.cjs');
  expect(names).toContain('GenomicsStage');
  expect(consumer.run('all.mjs')).toBe(names);
});

test('what is not exported cannot be reached by its path', () => {
  consumer.write('deep.cjs', `require('${manifest.name}/build/lib/argo/render.js')`);
  expect(() => consumer.run('deep.cjs')).toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
});

test('the declarations alone satisfy a strict compiler', () => {
  consumer.write(
    'strict.ts',
    `export type { BwaAlignmentChartProps, GenomicsStageProps, Row } from '${manifest.name}';\n`,
  );
  expect(consumer.compile()).toBe('');
});
