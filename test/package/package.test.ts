import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Consumer, manifest, newConsumer, root } from './consumer';

jest.setTimeout(120_000);
let consumer: Consumer;
beforeAll(() => {
  consumer = newConsumer();
});
afterAll(() => consumer.remove());

test('the tarball holds compiled code with declarations, files of shell, licence, readme and changelog, and nothing else', () => {
  const { files } = consumer.tarball;
  const others = files.filter((file) => !/^build\/(lib|imports)\/.+\.(js|mjs|d\.ts|json|sh)$/.test(file));
  const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'].filter((file) =>
    existsSync(join(root, file)),
  );
  expect([...others].sort()).toEqual(documents);
  expect(files).toContain('build/lib/index.d.ts');
});

test('the app, which reads the environment and writes files when it is loaded, is not in the package', () => {
  expect(consumer.tarball.files.filter((file) => /\/(main|environment)\./.test(file))).toEqual([]);
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
  consumer.write('deep.cjs', `require('${manifest.name}/build/lib/workflow/render.js')`);
  expect(() => consumer.run('deep.cjs')).toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
});

test('the declarations alone satisfy a strict compiler', () => {
  consumer.write(
    'strict.ts',
    `export type { BwaAlignmentChartProps, GenomicsStageProps, Row } from '${manifest.name}';\n`,
  );
  expect(consumer.compile()).toBe('');
});
