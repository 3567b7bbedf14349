// What the README tells a reader to do in a project of their own, as one shell script: its commands and its files, in
// its order.

/** Fenced blocks: `sh`, `ts`, or a language and the name of the file that the block is. */
const BLOCK = /^```(\w+)(?: (\S+))?\n(.*?)^```$/gms;
const SECTION = '## In a project of your own';

export function readmeScript(readme) {
  const [, section] = readme.split(`\n${SECTION}\n`);
  if (section === undefined) throw new Error(`the README has no section '${SECTION}'`);
  const [example] = [...readme.matchAll(BLOCK)].flatMap(([, language, , text]) => (language === 'ts' ? [text] : []));
  if (example === undefined) throw new Error('the README has no example in TypeScript');
  const blocks = [...section.split('\n## ')[0].matchAll(BLOCK)];
  const lines = blocks.map(([, language, file, text]) => (language === 'sh' ? text : written(file, text)));
  // "Save the example as main.ts" stands before the first command that asks for it.
  const first = blocks.findIndex(([, language, , text]) => language === 'sh' && text.includes('main.ts'));
  if (first === -1) throw new Error('the README runs no main.ts');
  return ['set -eux', ...lines.slice(0, first), written('main.ts', example), ...lines.slice(first)].join('\n');
}

function written(file, text) {
  if (file === undefined) throw new Error(`a block of the README is no file and no command: ${text}`);
  return `cat > '${file}' <<'END_OF_${file}'\n${text}END_OF_${file}`;
}
