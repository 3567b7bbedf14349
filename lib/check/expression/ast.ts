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
