// Writes what the readers of run.sh read: node tools/run.js test/readers/corpus.ts <folder>
// A file of each place has its texts, and beside it is what is meant; of a committed file its own reader says what is
// meant.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { parameterFileCase, YAML_PLACES, yamlCase } from '../support/yaml-corpus';

const [, , folder = ''] = process.argv;
mkdirSync(folder, { recursive: true });

function write(name: string, yaml: string, meant: readonly unknown[]): void {
  writeFileSync(join(folder, `${name}.yaml`), yaml);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(meant));
}

for (const [at, [name, place]] of Object.entries(YAML_PLACES).entries()) {
  const { yaml, meant, texts } = yamlCase(name, place);
  console.log(`${texts.length} texts as ${name}`);
  write(`hostile-${`${at}`.padStart(2, '0')}`, yaml, meant);
}

const parameters = parameterFileCase(join(folder, 'params'));
write('hostile-parameters', parameters.yaml, parameters.meant);

const committed = execFileSync('git', ['ls-files', '--', 'dist', 'examples', 'e2e', 'test'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => /[.]ya?ml$/.test(path));
for (const path of committed) {
  const yaml = readFileSync(path, 'utf8');
  write(`committed-${path.replace(/[^\w.-]/g, '-')}`, yaml, loadAll(yaml));
}
console.log(`${committed.length} committed files`);
