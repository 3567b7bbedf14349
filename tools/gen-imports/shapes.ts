import type { Kind } from './crd';
import type { Node, Struct } from './node';

/** Every distinct struct once, holding references to the others, and which of them each kind is. */
export interface Shapes {
  readonly structs: readonly Struct[];
  readonly roots: Readonly<Record<string, number>>;
}

/** Merges structs that are equal all the way down, wherever in whichever kind they stand. */
export function mergeEqual(kinds: readonly Kind[]): Shapes {
  const structs: Struct[] = [];
  const seen = new Map<string, number>();

  const shapeOf = (struct: Struct): number => {
    const properties = Object.fromEntries(Object.entries(struct.properties).map(([key, node]) => [key, merged(node)]));
    const flat: Struct = { ...struct, properties };
    const text = JSON.stringify(flat);
    const known = seen.get(text);
    if (known !== undefined) return known;
    seen.set(text, structs.length);
    return structs.push(flat) - 1;
  };

  const merged = (node: Node): Node => {
    if (node.is === 'struct') return { is: 'reference', shape: shapeOf(node) };
    if (node.is === 'list') return { ...node, items: merged(node.items) };
    if (node.is === 'dictionary') return { ...node, values: merged(node.values) };
    return node;
  };

  const roots = Object.fromEntries(kinds.map((kind) => [kind.name, shapeOf(kind.root)]));
  return { structs, roots };
}

/** The shape that a property leads to, through lists and dictionaries, if any. */
export function shapeUnder(node: Node): number | undefined {
  if (node.is === 'reference') return node.shape;
  if (node.is === 'list') return shapeUnder(node.items);
  if (node.is === 'dictionary') return shapeUnder(node.values);
  return undefined;
}
