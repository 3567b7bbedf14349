// Prints what js-yaml reads in each file, as JSON: node read.mjs <file>…
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';

const read = (path) => {
  try {
    return loadAll(readFileSync(path, 'utf8'));
  } catch (error) {
    return `${error}`;
  }
};
for (const path of process.argv.slice(2)) console.log(JSON.stringify([path, 'js-yaml', read(path)]));
