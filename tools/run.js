// Runs a TypeScript file of ours on Node 20, which cannot strip types: node tools/run.js <file.ts> [arguments]
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');
const { transformSync } = require('@swc/core');

const options = {
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

require.extensions['.ts'] = (module, filename) =>
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename, swcrc: false }).code, filename);

const script = resolve(process.argv[2] ?? '');
process.argv.splice(1, 2, script);
require(script);
