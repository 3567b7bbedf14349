// Prints the table of docs/engines.md from jest's results, a file for each engine: 3.4.18.json and so on. With
// ENGINES_DOC=write it is written there.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const DOC = 'docs/engines.md';
const WORDS = { passed: 'yes', failed: '**no**' };
const runs = process.argv.slice(2).map((path) => {
  const { testResults } = JSON.parse(readFileSync(path, 'utf8'));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return { version: basename(path, '.json'), ended: new Map(tests.map(({ title, status }) => [title, status])) };
});
const titles = [...new Set(runs.flatMap(({ ended }) => [...ended.keys()]))];
const row = (...cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
const table = [
  row(`run on ${new Date().toISOString().slice(0, 10)}`, ...runs.map(({ version }) => version)),
  `|${'---|'.repeat(runs.length + 1)}\n`,
  ...titles.map((title) => row(title, ...runs.map(({ ended }) => WORDS[ended.get(title)] ?? 'not run'))),
].join('');
process.stdout.write(table);
if (process.env.ENGINES_DOC === 'write') {
  const text = readFileSync(DOC, 'utf8');
  writeFileSync(
    DOC,
    text.replace(/^\| run on (.*\n)+?(?!\|)/m, () => table),
  );
}
