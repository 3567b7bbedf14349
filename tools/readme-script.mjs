// What the README tells a reader to do in a project of their own, as one shell script: its commands and its files, in
// its order.

/** Fenced blocks: `sh`, `ts`, or a language and the name of the file that the block is. */
const BLOCK = /^```(\w+)(?: (\S+))?\n(.*?)^```$/gms;
const SECTIONS = ['## A first manifest', '## A cohort'];

/** The text of a file that a document shows as a block with the file's name. */
export function fileShown(document, name) {
  const found = [...document.matchAll(BLOCK)].find(([, , file]) => file === name);
  if (found === undefined) throw new Error(`the document shows no ${name}`);
  return found[3];
}

export function readmeScript(readme) {
  const sections = SECTIONS.map((title) => {
    const [, section] = readme.split(`\n${title}\n`);
    if (section === undefined) throw new Error(`the README has no section '${title}'`);
    return section.split('\n## ')[0];
  });
  const [example] = [...readme.matchAll(BLOCK)].flatMap(([, language, , text]) => (language === 'ts' ? [text] : []));
  if (example === undefined) throw new Error('the README has no example in TypeScript');
  const blocks = [...sections.join('\n').matchAll(BLOCK)].filter(([, language, , text]) => isForReader(language, text));
  const lines = blocks.map(([, language, file, text]) => (language === 'sh' ? text : written(file, text)));
  // "Save the example as main.ts" stands before the first command that asks for it.
  const first = blocks.findIndex(([, language, , text]) => language === 'sh' && text.includes('main.ts'));
  if (first === -1) throw new Error('the README runs no main.ts');
  return ['set -eux', ...lines.slice(0, first), written('main.ts', example), ...lines.slice(first)].join('\n');
}

/** The example itself is written where a command asks for it; `argo` needs a cluster. */
function isForReader(language, text) {
  return language !== 'ts' && !text.startsWith('argo ');
}

function written(file, text) {
  if (file === undefined) throw new Error(`a block of the README is no file and no command: ${text}`);
  return `cat > '${file}' <<'END_OF_${file}'\n${text}END_OF_${file}`;
}
