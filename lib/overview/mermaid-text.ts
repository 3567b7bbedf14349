/** Letters of any script, digits, and punctuation that neither Mermaid nor Markdown nor HTML gives a meaning. */
const PLAIN = /[\p{L}\p{N} .,/()=+'×·…-]/u;

/** The longest line of a label, in characters: a DAG stays wider than one box. */
const LONGEST = 60;

/** A label that shows these lines as they are, whatever is in them. */
export function labelText(lines: readonly string[]): string {
  return `"${lines.map(lineText).join('<br/>')}"`;
}

function lineText(line: string): string {
  const characters = [...line.replace(/\s+/g, ' ').trim()];
  const shown = characters.length > LONGEST ? [...characters.slice(0, LONGEST - 1), '…'] : characters;
  const escaped = shown.map((one) => (PLAIN.test(one) ? one : `#${one.codePointAt(0)};`)).join('');
  // Mermaid takes a line for a statement where it holds these words, within quotes too.
  return escaped.replace(/direction (?=TB|BT|RL|LR|TD)/g, 'direction#32;');
}

/**
 * Ids of nodes, from the names of tasks: an id does not change when a task is added elsewhere. The prefix keeps a task
 * called `end` from ending a subgraph.
 */
export function newIds(): (path: readonly string[]) => string {
  const taken = new Set<string>();
  return (path) => {
    const wanted = `t_${path.map((name) => name.replace(/[^A-Za-z0-9]/g, '_')).join('__')}`;
    let id = wanted;
    for (let other = 2; taken.has(id); other += 1) id = `${wanted}_${other}`;
    taken.add(id);
    return id;
  };
}
