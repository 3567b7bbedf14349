import { readKind } from './crd';
import type { Names } from './names';
import { nameShapes } from './naming';
import { printSchema } from './schema';
import { mergeEqual } from './shapes';
import { printTypes } from './types';

export interface Generated {
  readonly types: string;
  readonly schema: string;
}

/** From the text of CRDs to the text of both files; `origin` is what their headers call the source. */
export function generate(crds: readonly string[], names: Names, origin: string): Generated {
  const shapes = mergeEqual(crds.map(readKind));
  const named = nameShapes(shapes, names);
  return { types: printTypes(shapes.structs, named, origin), schema: printSchema(shapes, named, origin) };
}
