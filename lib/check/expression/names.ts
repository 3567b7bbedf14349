/** An expression of expr-lang, as far as its names and calls matter. */
export type Node =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'member'; readonly of: Node; readonly key: string; readonly optional: boolean }
  | { readonly type: 'index'; readonly of: Node; readonly by: readonly Node[] }
  | { readonly type: 'call'; readonly of: Node; readonly with: readonly Node[] }
  | { readonly type: 'let'; readonly name: string; readonly value: Node; readonly body: Node }
  | { readonly type: 'coalesce'; readonly left: Node; readonly right: Node }
  | { readonly type: 'subtract'; readonly left: Node; readonly right: Node }
  | { readonly type: 'literal'; readonly value: string | undefined }
  /** What has parts and no meaning to the checks: operators, lists, maps, conditions, closures. */
  | { readonly type: 'other'; readonly parts: readonly Node[] };

export function partsOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'name':
    case 'literal':
      return [];
    case 'member':
      return [node.of];
    case 'index':
      return [node.of, ...node.by];
    case 'call':
      return [node.of, ...node.with];
    case 'let':
      return [node.value, node.body];
    case 'coalesce':
    case 'subtract':
      return [node.left, node.right];
    case 'other':
      return node.parts;
  }
}

/** A name that an expression reads: `inputs.parameters['x-y']` is the three of them. */
export interface Name {
  readonly path: readonly string[];
  /** Behind `?.` or left of `??`: it may be absent. */
  readonly guarded: boolean;
  /** The name after a minus, where the two together look like one hyphenated name. */
  readonly minus: readonly string[] | undefined;
}

export interface Names {
  readonly names: readonly Name[];
  readonly functions: readonly (readonly string[])[];
}

export function namesIn(root: Node): Names {
  const names: Name[] = [];
  const functions: (readonly string[])[] = [];

  const visit = (
    node: Node,
    bound: ReadonlySet<string>,
    guarded: boolean,
    minus: readonly string[] | undefined,
  ): void => {
    const path = pathOf(node);
    if (path !== undefined) {
      if (!bound.has(path[0] ?? '')) names.push({ path, guarded: guarded || isOptional(node), minus });
      return;
    }
    if (node.type === 'call') {
      const callee = pathOf(node.of);
      if (callee === undefined) visit(node.of, bound, guarded, undefined);
      else if (!bound.has(callee[0] ?? '')) functions.push(callee);
      for (const argument of node.with) visit(argument, bound, guarded, undefined);
    } else if (node.type === 'let') {
      visit(node.value, bound, guarded, undefined);
      visit(node.body, new Set([...bound, node.name]), guarded, undefined);
    } else if (node.type === 'coalesce') {
      visit(node.left, bound, true, undefined);
      visit(node.right, bound, guarded, undefined);
    } else if (node.type === 'subtract') {
      visit(node.left, bound, guarded, undefined);
      visit(node.right, bound, guarded, lastPath(node.left));
    } else for (const part of partsOf(node)) visit(part, bound, guarded, undefined);
  };

  visit(root, new Set(), false, undefined);
  return { names, functions };
}

/** `a.b['c']` as its three names; `undefined` for anything computed. */
function pathOf(node: Node): readonly string[] | undefined {
  if (node.type === 'name') return [node.name];
  if (node.type !== 'member') return undefined;
  const path = pathOf(node.of);
  return path === undefined ? undefined : [...path, node.key];
}

function isOptional(node: Node): boolean {
  return node.type === 'member' && (node.optional || isOptional(node.of));
}

function lastPath(node: Node): readonly string[] | undefined {
  if (node.type === 'subtract') return lastPath(node.right) ?? lastPath(node.left);
  return pathOf(node);
}
