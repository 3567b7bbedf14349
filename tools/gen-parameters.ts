// Writes the tables of props and parameters into docs/pipelines, from the docstrings and the charts: npm run
// docs:parameters. With --check it writes nothing, and ends red where a table is another.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parametersIn, typesOfPackage } from './parameters';

const folder = join(__dirname, '../docs/pipelines');
const types = typesOfPackage();
const isCheck = process.argv.includes('--check');
for (const file of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  const after = parametersIn(before, types);
  if (after === before) continue;
  if (isCheck) {
    process.exitCode = 1;
    console.error(`docs/pipelines/${file} is not what npm run docs:parameters writes`);
  } else writeFileSync(path, after);
}
