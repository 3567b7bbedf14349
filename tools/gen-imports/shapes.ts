import type { Kind } from './crd';
import type { Schema } from './openapi';

/** Every distinct shape once, holding references to the others, and which of them each kind is. */
export interface Shapes {
  readonly structs: readonly Schema[];
  readonly roots: Readonly<Record<string, number>>;
}

/** Merges shapes that are equal all the way down, wherever in whichever kind they stand. */
export function mergeEqual(kinds: readonly Kind[]): Shapes {
  const structs: Schema[] = [];
  const seen = new Map<string, number>();

  const shapeOf = (struct: Schema): number => {
    const properties = Object.entries(struct.properties ?? {}).map(([key, part]) => [key, merged(part)] as const);
    const flat: Schema = { ...struct, properties: Object.fromEntries(properties) };
    const text = JSON.stringify(flat);
    const known = seen.get(text);
    if (known !== undefined) return known;
    seen.set(text, structs.length);
    return structs.push(flat) - 1;
  };

  const merged = (part: Schema): Schema => {
    const { properties, items, additionalProperties: values } = part;
    if (properties !== undefined) return { $ref: shapeOf(part) };
    if (items !== undefined) return { ...part, items: merged(items) };
    if (values) return { ...part, additionalProperties: merged(values) };
    return part;
  };

  const roots = Object.fromEntries(kinds.map((kind) => [kind.name, shapeOf(kind.root)]));
  return { structs, roots };
}

/** The shape that a property leads to, through lists and maps, if any. */
export function shapeUnder({ $ref, items, additionalProperties: values }: Schema): number | undefined {
  const below = items ?? (values || undefined);
  return below === undefined ? $ref : shapeUnder(below);
}
