import type { Names } from './names';
import { type Shapes, shapeUnder } from './shapes';

/**
 * Names every shape after the property that first leads to it (breadth first from the kinds, keys in order), or as
 * `table` says for that property. Two shapes never share a name and none gets a number: a clash, and an entry that
 * names nothing, are errors, so that an upgrade of Argo cannot rename in silence.
 */
export function nameShapes({ structs, roots }: Shapes, table: Names): readonly string[] {
  const names: string[] = [];
  const origin = new Map<string, string>();
  const used = new Set<string>();
  const clashes: string[] = [];
  const queue: number[] = [];

  const give = (shape: number, name: string, from: string): void => {
    const owner = origin.get(name);
    if (owner !== undefined) clashes.push(`${from} needs a name of its own: ${name} is taken by ${owner}`);
    origin.set(name, owner ?? from);
    names[shape] = name;
    queue.push(shape);
  };

  for (const [kind, shape] of Object.entries(roots)) give(shape, kind, kind);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const [key, part] of Object.entries(structs[next]?.properties ?? {})) {
      const shape = shapeUnder(part);
      if (shape === undefined || names[shape] !== undefined) continue;
      const parent = names[next] ?? '';
      const from = `${parent}.${key}`;
      used.add(from);
      give(shape, table[parent]?.[key] ?? pascal(part.items !== undefined ? singular(key) : key), from);
    }
  }

  const idle = Object.entries(table)
    .flatMap(([parent, keys]) => Object.keys(keys).map((key) => `${parent}.${key}`))
    .filter((entry) => !used.has(entry));
  const problems = [...clashes, ...idle.map((entry) => `${entry} in the table of names leads to no new shape`)];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return names;
}

function pascal(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function singular(key: string): string {
  return key.endsWith('ies') ? `${key.slice(0, -3)}y` : key.replace(/([^s])s$/, '$1');
}
